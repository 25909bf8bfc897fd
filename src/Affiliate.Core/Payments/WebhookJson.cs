using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;

namespace Affiliate;

/// <summary>
/// The body of a provider's message: strict about what JSON is, tolerant about what is in it. A member that is missing,
/// or of another type than asked for, is absence and never an error, because providers move and rename members.
/// </summary>
public readonly struct WebhookJson
{
    private const int MaxDepth = 64;

    private static readonly long EarliestTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long LatestTime = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly JsonElement _element;

    private WebhookJson(JsonElement element) => _element = element;

    /// <summary>What the value is; <see cref="JsonValueKind.Undefined"/> when it is missing.</summary>
    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>Whether the value is an object.</summary>
    public bool IsObject => Kind == JsonValueKind.Object;

    /// <summary>Whether the value is missing or <c>null</c>.</summary>
    public bool IsNothing => Kind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>
    /// The text of a JSON string; <see langword="null"/> for anything else, also for text that is not valid Unicode.
    /// </summary>
    public string? Text
    {
        get
        {
            try
            {
                return Kind == JsonValueKind.String ? _element.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                // A lone surrogate in an escape; there is no way to ask beforehand.
                return null;
            }
        }
    }

    /// <summary>The value of a JSON boolean; <see langword="null"/> for anything else.</summary>
    public bool? Flag => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>
    /// The value of a JSON number written as an integer that fits 64 bits; <see langword="null"/> for anything else,
    /// also for <c>1.0</c> and <c>1e2</c>.
    /// </summary>
    public long? Number => Kind == JsonValueKind.Number && _element.TryGetInt64(out var value) ? value : null;

    /// <summary>
    /// The time of a JSON string such as <c>2026-03-01T12:00:00.123456Z</c>, in UTC and cut to milliseconds, from 2000 to 2100;
    /// <see langword="null"/> for anything else.
    /// </summary>
    public DateTimeOffset? Time =>
        Kind == JsonValueKind.String && _element.TryGetDateTimeOffset(out var time) ? InRange(time.ToUnixTimeMilliseconds()) : null;

    /// <summary>The time of a JSON number of seconds since 1970, from 2000 to 2100; <see langword="null"/> for anything else.</summary>
    public DateTimeOffset? UnixTime =>
        Number is { } seconds && Math.Abs(seconds) < LatestTime ? InRange(1_000 * seconds) : null;

    /// <summary>
    /// A short name of the exact text of the value: the same text has the same one. <see langword="null"/> when it is missing.
    /// </summary>
    public string? Fingerprint => Kind == JsonValueKind.Undefined
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(_element))[..16]);

    /// <summary>The elements of an array; none for anything else.</summary>
    public IEnumerable<WebhookJson> Items =>
        Kind == JsonValueKind.Array ? _element.EnumerateArray().Select(item => new WebhookJson(item)) : [];

    /// <summary>A member of an object; missing when there is none or this is not an object.</summary>
    public WebhookJson this[string name] =>
        IsObject && _element.TryGetProperty(name, out var member) ? new WebhookJson(member) : default;

    private static DateTimeOffset? InRange(long milliseconds) => milliseconds >= EarliestTime && milliseconds < LatestTime
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        : null;

    /// <summary>The exact text of the value; empty when it is missing.</summary>
    public override string ToString() => Kind == JsonValueKind.Undefined ? "" : _element.GetRawText();

    /// <summary>
    /// Parses a body: UTF-8 without byte order mark, an object at the root, at most 64 levels, no duplicate members,
    /// comments or trailing commas.
    /// </summary>
    /// <returns><see langword="false"/> when the body is anything else; never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> body, out WebhookJson json)
    {
        json = default;
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            var options = new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
            json = new WebhookJson(JsonElement.Parse(body, options));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a member name with a lone surrogate cannot be compared with the others.
            return false;
        }

        return json.IsObject;
    }
}
