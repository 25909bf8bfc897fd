using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>
/// A header that holds a time and HMAC-SHA256 signatures of that time and the body, such as <c>t=1…,v1=ab…</c>: how
/// Stripe, Paddle and many others sign. Each describes its own spelling.
/// </summary>
public sealed record SignatureHeader
{
    private const int MaxItems = 16;
    private const int MaxTimeDigits = 12;

    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The name of the header.</summary>
    public required string Name { get; init; }

    /// <summary>What stands between the items.</summary>
    public required char Separator { get; init; }

    /// <summary>The name of the item with the Unix time in seconds; there must be exactly one.</summary>
    public required string TimeName { get; init; }

    /// <summary>The name of the items with 64 hex digits each; items with other names are passed over.</summary>
    public required string SignatureName { get; init; }

    /// <summary>What stands between the time and the body in the text that is signed.</summary>
    public required char Joint { get; init; }

    /// <summary>What a header without any signature item is.</summary>
    /// <value>Default: <see cref="WebhookReason.SignatureMismatch"/>.</value>
    public string WithoutSignature { get; init; } = WebhookReason.SignatureMismatch;

    /// <summary>Checks that one of the secrets signed the body, and when.</summary>
    /// <param name="request">The message; its bytes are taken exactly as they are.</param>
    /// <param name="secrets">The secrets in use, several while one is replaced. Blank ones are passed over.</param>
    /// <param name="now">The time to compare with.</param>
    /// <param name="tolerance">How far the signature's time may be from now, in both directions.</param>
    /// <returns>
    /// <see langword="null"/> when genuine, otherwise one of the signature codes of <see cref="WebhookReason"/>.
    /// </returns>
    public string? Verify(
        WebhookRequest request, IReadOnlyList<string> secrets, DateTimeOffset now, TimeSpan tolerance)
    {
        var lines = request.Header(Name);
        if (lines.Count == 0 || (lines.Count == 1 && string.IsNullOrWhiteSpace(lines[0])))
        {
            return WebhookReason.SignatureMissing;
        }

        if (lines.Count > 1 || !TryRead(lines[0], out var time, out var signatures))
        {
            return WebhookReason.SignatureMalformed;
        }

        if (signatures.Count == 0)
        {
            return WithoutSignature;
        }

        if (!IsSigned(time + Joint, request.Body.Span, secrets, signatures))
        {
            return WebhookReason.SignatureMismatch;
        }

        // Only now: a genuine but late message is told apart from a forged one.
        var signedAt = 1_000 * long.Parse(time, NumberStyles.None, CultureInfo.InvariantCulture);
        var age = now.ToUnixTimeMilliseconds() - signedAt;
        return Math.Abs(age) <= tolerance.TotalMilliseconds ? null : WebhookReason.SignatureStale;
    }

    /// <summary>
    /// When a message says that it was signed, whether genuine or not; <see langword="null"/> when that cannot be read.
    /// </summary>
    public DateTimeOffset? SignedAt(WebhookRequest request) =>
        request.Header(Name) is [var line] && TryRead(line, out var time, out _)
        && long.Parse(time, NumberStyles.None, CultureInfo.InvariantCulture) is var seconds && seconds < LatestTime
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private bool TryRead(string header, out string time, out List<string> signatures)
    {
        var items = header.Split(Separator, MaxItems + 1, StringSplitOptions.TrimEntries);
        var pairs = items.Select(item => item.Split('=', 2)).ToList();
        var times = pairs.Where(pair => pair[0] == TimeName).Select(pair => pair[^1]).ToList();
        signatures = [.. pairs.Where(pair => pair[0] == SignatureName).Select(pair => pair[^1])];
        time = times.FirstOrDefault("");
        return items.Length <= MaxItems && pairs.TrueForAll(pair => pair.Length == 2)
            && times.Count == 1 && time.Length is > 0 and <= MaxTimeDigits && time.All(char.IsAsciiDigit);
    }

    private static bool IsSigned(
        string start, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, List<string> signatures)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isSigned = false;
        foreach (var secret in secrets.Where(secret => !string.IsNullOrWhiteSpace(secret)))
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
            hash.AppendData(Encoding.UTF8.GetBytes(start));
            hash.AppendData(body);
            var expected = hash.GetHashAndReset();
            foreach (var hex in signatures.Where(hex => hex.Length == 2 * HMACSHA256.HashSizeInBytes))
            {
                // No early way out: how long it takes says nothing about which secret or signature fits.
                var isHex = Convert.FromHexString(hex, signature, out _, out _) == System.Buffers.OperationStatus.Done;
                isSigned |= isHex && CryptographicOperations.FixedTimeEquals(signature, expected);
            }
        }

        return isSigned;
    }
}
