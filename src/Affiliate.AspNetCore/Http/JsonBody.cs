using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Reads a body that must be one JSON object: UTF-8, no duplicate members, no comments, 32 levels at most.</summary>
internal static class JsonBody
{
    public const int MaxDepth = 32;

    private const int ApiLimit = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <summary>What a call without a body says.</summary>
    public static JsonElement Empty { get; } = JsonElement.Parse("{}");

    /// <summary>The body of an API call, or the problem with it. Behind <see cref="ApiGate"/> it is read already: <see cref="ApiCall.Body"/>.</summary>
    public static ValueTask<(JsonElement Root, Problem? Problem)> ReadOnceAsync(HttpRequest request) =>
        RequestBody.IsAbsent(request) ? new((Empty, null))
        : RequestBody.IsJson(request) && RequestBody.IsPlain(request) ? ReadAsync(request, ApiLimit)
        : new((default, Problem.UnsupportedMediaType));

    /// <summary>The body of what a page sends, which may call its JSON plain text or nothing at all.</summary>
    public static ValueTask<(JsonElement Root, Problem? Problem)> ReadBeaconAsync(HttpRequest request, int limit) =>
        RequestBody.IsBeacon(request)
            ? ReadAsync(request, limit)
            : new((default, Problem.UnsupportedMediaType));

    private static async ValueTask<(JsonElement Root, Problem? Problem)> ReadAsync(HttpRequest request, int limit)
    {
        if (await RequestBody.TryReadAsync(request, limit).ConfigureAwait(false) is not { } body)
        {
            return (default, Problem.TooLarge);
        }

        using (body)
        {
            return TryParse(body.Bytes.ToArray(), out var root) ? (root, null) : (default, Problem.InvalidJson);
        }
    }

    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonElement root)
    {
        root = default;
        if (!Utf8.IsValid(utf8.Span))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second comes from member names with half a surrogate pair.
            return false;
        }
    }
}
