using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Signs messages as Standard Webhooks prescribes, and as receivers that know only a hash of the body expect (TX-20).</summary>
internal static class WebhookSignature
{
    public const string Id = "webhook-id";
    public const string Timestamp = "webhook-timestamp";
    public const string Signature = "webhook-signature";
    public const string BodySignature = "X-Affiliate-Signature";
    public const string EventType = "X-Affiliate-Event";
    public const string Attempt = "X-Affiliate-Attempt";

    /// <param name="headers">Where the signatures go.</param>
    /// <param name="id">The message's identifier, the same for every attempt.</param>
    /// <param name="now">When this attempt is made.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <param name="secrets">The secrets that count, newest first; each signs.</param>
    public static void Add(
        HttpRequestHeaders headers, string id, DateTimeOffset now, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        var (standard, plain) = (new List<string>(), new List<string>());
        foreach (var secret in secrets)
        {
            standard.Add("v1," + Convert.ToBase64String(HMACSHA256.HashData(WebhookSecret.KeyOf(secret), signed)));
            plain.Add("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), body)));
        }

        headers.Add(Id, id);
        headers.Add(Timestamp, timestamp);
        headers.Add(Signature, string.Join(' ', standard));
        headers.Add(BodySignature, string.Join(", ", plain));
    }
}
