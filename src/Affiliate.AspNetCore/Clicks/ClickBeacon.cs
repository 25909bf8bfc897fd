using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/click</c>: a page tells of an arrival (AH-02). Answered when the click is committed (I1).</summary>
internal sealed class ClickBeacon(ProgramDirectory programs, LinkDirectory links, ClickCapture capture)
{
    private const int MaxBodyLength = 8 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!RequestBody.IsPlain(request)
            || (!string.IsNullOrEmpty(request.ContentType) && !RequestBody.IsJson(request) && !RequestBody.IsText(request)))
        {
            await Problem.UnsupportedMediaType.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (await RequestBody.TryReadAsync(request, MaxBodyLength).ConfigureAwait(false) is not { } body)
        {
            await Problem.TooLarge.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var problem = ClickFields.Read(body, out var fields);
        request.BodyReader.AdvanceTo(body.End);
        if (problem is null)
        {
            await RecordAsync(context, fields).ConfigureAwait(false);
        }
        else
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    /// <summary>Answers the browser's question whether another page may send JSON (AH-03).</summary>
    public async Task AnswerPreflightAsync(HttpContext context)
    {
        var program = await programs
            .FindAsync(ProgramOf(context.Request), context.Request.Host.Value, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Append("Vary", "Origin");
        if (program is not null && BeaconOrigin.Of(context.Request, program) is { IsTrusted: true, Origin: not null } origin)
        {
            context.Response.Headers.AccessControlAllowOrigin = origin.Origin;
            context.Response.Headers.AccessControlAllowCredentials = "true";
            context.Response.Headers.AccessControlAllowMethods = HttpMethods.Post;
            context.Response.Headers.AccessControlAllowHeaders = "content-type";
            context.Response.Headers.AccessControlMaxAge = "7200";
        }
    }

    private async Task RecordAsync(HttpContext context, ClickFields fields)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var program = await programs
            .FindAsync(fields.ProgramId ?? ProgramOf(request), request.Host.Value, ct).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var origin = BeaconOrigin.Of(request, program);
        origin.Allow(context.Response);
        if (await links.FindAsync(program.Id, fields.Ref!, ct).ConfigureAwait(false) is not { } target)
        {
            await AnswerAsync(context, program, null, null).ConfigureAwait(false);
            return;
        }

        var quality = origin.IsTrusted ? TrafficQuality.Of(request) : TrafficQuality.ForeignOrigin;
        var click = capture.Make(
            context, new Arrival(program, target, fields.Landing, fields.Referrer, null, quality));
        if (!await capture.RecordAsync(click, ct).ConfigureAwait(false))
        {
            context.Response.Clear();
            await Problem.Unavailable.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var shown = ClickCapture.Shown(click);
        await AnswerAsync(context, program, shown, shown is null ? null : target.Partner.Slug).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, AffiliateProgram program, ClickId? click, string? partner)
    {
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        using (var writer = new Utf8JsonWriter(response.BodyWriter))
        {
            writer.WriteStartObject();
            writer.WriteString("click_id", click?.ToString());
            writer.WriteString("partner", partner);
            writer.WriteNumber("cookie_window_days", (int)program.CookieWindow.TotalDays);
            writer.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static string? ProgramOf(HttpRequest request) =>
        request.QueryString.HasValue && request.Query["program_id"] is [{ Length: <= 64 } program] ? program : null;
}
