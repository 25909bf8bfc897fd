using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Affiliate.AspNetCore;

/// <summary>Reads bodies up to a limit; a byte more and reading stops (chunked bodies too).</summary>
internal static class RequestBody
{
    /// <summary>The whole body, to be disposed of before the answer; <see langword="null"/> when it is above the limit.</summary>
    public static async ValueTask<BodyBytes?> TryReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var reader = request.BodyReader;
        var result = await ReadAsync(reader).ConfigureAwait(false);
        if (result.IsCompleted && result.Buffer.Length <= limit)
        {
            return new BodyBytes(result.Buffer, reader);
        }

        // Bytes are taken as they come: a read that fails while some are still held confuses the server.
        var bytes = new ArrayBufferWriter<byte>();
        while (bytes.WrittenCount + result.Buffer.Length <= limit)
        {
            foreach (var segment in result.Buffer)
            {
                bytes.Write(segment.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return new BodyBytes(new ReadOnlySequence<byte>(bytes.WrittenMemory), null);
            }

            result = await ReadAsync(reader).ConfigureAwait(false);
        }

        reader.AdvanceTo(result.Buffer.End);
        return null;
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader)
    {
        try
        {
            // The server fails the read when the client goes away; a token of ours would only race with that.
            return await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not BadHttpRequestException)
        {
            throw new ClientGoneException(exception);
        }
    }

    /// <summary>Whether there is no body, and nothing is said of one.</summary>
    public static bool IsAbsent(HttpRequest request) =>
        request.Headers.ContentType.Count == 0
        && (request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false });

    /// <summary>Whether the body comes as it is: not compressed.</summary>
    public static bool IsPlain(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        return encoding.Count == 0
            || (encoding.Count == 1 && string.Equals(encoding[0], "identity", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the body is said to be JSON in UTF-8.</summary>
    public static bool IsJson(HttpRequest request) =>
        IsUtf8(request.ContentType, out var type)
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether the body may be a beacon's: JSON that is also called plain text (cross-origin) or nothing.</summary>
    public static bool IsBeacon(HttpRequest request) =>
        IsPlain(request)
        && (string.IsNullOrEmpty(request.ContentType)
            || IsJson(request)
            || (IsUtf8(request.ContentType, out var type) && type.Equals("text/plain", StringComparison.OrdinalIgnoreCase)));

    private static bool IsUtf8(string? contentType, out ReadOnlySpan<char> mediaType)
    {
        var hasParameters = contentType?.Contains(';', StringComparison.Ordinal) == true;
        mediaType = contentType.AsSpan().Trim();
        if (!hasParameters)
        {
            return !mediaType.IsEmpty;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed))
        {
            return false;
        }

        mediaType = parsed.MediaType.AsSpan();
        var charset = parsed.Charset.AsSpan().Trim('"');
        return charset.IsEmpty || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The bytes of a body, in the server's own memory when they came at once.</summary>
internal readonly struct BodyBytes(ReadOnlySequence<byte> bytes, PipeReader? reader) : IDisposable
{
    public ReadOnlySequence<byte> Bytes { get; } = bytes;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => reader?.AdvanceTo(Bytes.End);
}
