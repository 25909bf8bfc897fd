using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Affiliate.AspNetCore;

/// <summary>Reads bodies up to a limit; a byte more and reading stops (chunked bodies too).</summary>
internal static class RequestBody
{
    /// <summary>
    /// The whole body, which stays valid until the reader is advanced; <see langword="null"/> when it is above the limit.
    /// </summary>
    public static async ValueTask<ReadOnlySequence<byte>?> TryReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

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

    /// <summary>Whether the body is said to be plain text in UTF-8, as cross-origin beacons say.</summary>
    public static bool IsText(HttpRequest request) =>
        IsUtf8(request.ContentType, out var type) && type.Equals("text/plain", StringComparison.OrdinalIgnoreCase);

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
