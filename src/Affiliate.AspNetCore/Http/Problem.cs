using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Affiliate.AspNetCore;

/// <summary>An error as <c>application/problem+json</c>: always the same members, never anything from inside.</summary>
internal sealed record Problem(int Status, string Code, string? Detail = null) : IResult
{
    /// <summary>The fields at fault, with what is wrong with each.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    /// <summary>A fixed code that says more than <see cref="Code"/>; written when there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>A header that the status demands.</summary>
    public (string Name, string Value)? Header { get; init; }

    public static Problem InvalidJson { get; } =
        new(StatusCodes.Status400BadRequest, "invalid_json", "The body is not one JSON object without duplicate members.");

    public static Problem Unauthorized { get; } =
        new(StatusCodes.Status401Unauthorized, "unauthorized", "A valid API key is needed in the Authorization header.")
        {
            Header = ("WWW-Authenticate", "Bearer"),
        };

    public static Problem NotFound { get; } = new(StatusCodes.Status404NotFound, "not_found");

    public static Problem Gone { get; } = new(StatusCodes.Status410Gone, "gone");

    public static Problem TooManyRequests { get; } =
        new(StatusCodes.Status429TooManyRequests, "too_many_requests") { Header = ("Retry-After", "60") };

    public static Problem TooManyCalls { get; } =
        new(StatusCodes.Status429TooManyRequests, "too_many_requests", "The key made too many calls in a second.") { Header = ("Retry-After", "1") };

    public static Problem TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "too_large");

    public static Problem UnsupportedMediaType { get; } =
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type");

    public static Problem PreconditionFailed { get; } = new(
        StatusCodes.Status412PreconditionFailed, "precondition_failed", "The object was changed since it was read; read it again.");

    public static Problem Unavailable { get; } =
        new(StatusCodes.Status503ServiceUnavailable, "unavailable", "Nothing was changed. Try again in a moment.")
        {
            Header = ("Retry-After", "5"),
        };

    public static Problem Validation(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) =>
        new(StatusCodes.Status400BadRequest, "validation_failed") { Errors = errors };

    public static Problem Validation(string field, string message) =>
        Validation(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>A context token that does not count; the reason is one of <see cref="TokenReasons"/>.</summary>
    public static Problem InvalidContext(string reason) => new(
        StatusCodes.Status400BadRequest, "invalid_ctx", "The context token is not genuine, has expired or is of another program.")
    {
        Reason = reason,
        Errors = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["ctx"] = ["Does not count."] },
    };

    public static Problem Forbidden(string scope) =>
        new(StatusCodes.Status403Forbidden, "missing_scope", $"The API key lacks the scope '{scope}'.");

    public static Problem MethodNotAllowed(string allowed) =>
        new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed") { Header = ("Allow", allowed) };

    public static Problem Conflict(string code, string? detail = null) =>
        new(StatusCodes.Status409Conflict, code, detail);

    public static Problem Conflict(AffiliateConflictException conflict) => Conflict(conflict.Code, conflict.Message);

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (Header is var (name, value))
        {
            response.Headers[name] = value;
        }

        using (var writer = new Utf8JsonWriter(response.BodyWriter))
        {
            Write(writer, Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier);
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer, string traceId)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", ReasonPhrases.GetReasonPhrase(Status));
        writer.WriteNumber("status", Status);
        writer.WriteString("code", Code);
        if (Detail is not null)
        {
            writer.WriteString("detail", Detail);
        }

        if (Reason is not null)
        {
            writer.WriteString("reason", Reason);
        }

        writer.WriteStartObject("errors");
        foreach (var (field, messages) in Errors ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            writer.WriteStartArray(field);
            foreach (var message in messages)
            {
                writer.WriteStringValue(message);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteString("trace_id", traceId);
        writer.WriteEndObject();
    }
}
