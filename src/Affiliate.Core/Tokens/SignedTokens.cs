using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>
/// Signs a few bytes so that they can travel through browsers: <c>keyid.base64url(bytes, 16 bytes of HMAC-SHA256)</c>
/// under the installation secret (semantics 22). A token of one purpose is none of another.
/// </summary>
internal sealed class SignedTokens(InstallationSecret secret)
{
    public const int MaxLength = 512;

    /// <summary>128 bits: nobody can try that many, and links stay short.</summary>
    private const int SignatureLength = 16;

    private const char KeyIdEnd = '.';

    public async ValueTask<string> SealAsync(string purpose, byte[] content, CancellationToken cancellationToken)
    {
        var (keyId, key) = await secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        byte[] signed = [.. content, .. Sign(key, purpose, content)];
        return $"{keyId}{KeyIdEnd}{Base64Url.EncodeToString(signed)}";
    }

    /// <summary>What was signed, or why the text is not to be believed.</summary>
    public async ValueTask<OpenedToken> OpenAsync(string purpose, string? text, CancellationToken cancellationToken)
    {
        // A key id may have dots, base64url has none.
        var end = text?.LastIndexOf(KeyIdEnd) ?? -1;
        if (end <= 0 || text!.Length > MaxLength || !TryDecode(text.AsSpan(end + 1), out var signed))
        {
            return new OpenedToken(null, TokenReasons.Malformed);
        }

        if (await secret.FindAsync(text[..end], cancellationToken).ConfigureAwait(false) is not { } key)
        {
            return new OpenedToken(null, TokenReasons.UnknownKey);
        }

        var content = signed[..^SignatureLength];
        var isGenuine = CryptographicOperations.FixedTimeEquals(
            Sign(key, purpose, content), signed.AsSpan(content.Length));
        return isGenuine ? new OpenedToken(content, null) : new OpenedToken(null, TokenReasons.Tampered);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] signed)
    {
        signed = [];
        if (!Base64Url.IsValid(text, out var length) || length <= SignatureLength)
        {
            return false;
        }

        signed = Base64Url.DecodeFromChars(text);

        // One token has one spelling: the unused bits of the last character are zero, and there is no padding.
        return text.SequenceEqual(Base64Url.EncodeToString(signed));
    }

    private static byte[] Sign(byte[] key, string purpose, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(purpose), 0, .. content];
        return HMACSHA256.HashData(key, named)[..SignatureLength];
    }
}

/// <summary>The bytes of a genuine token, or the reason as one of <see cref="TokenReasons"/>.</summary>
internal readonly record struct OpenedToken(byte[]? Content, string? Reason);

/// <summary>Why a token does not count.</summary>
internal static class TokenReasons
{
    public const string Malformed = "malformed";
    public const string UnknownKey = "unknown_key";
    public const string Tampered = "tampered";
    public const string Expired = "expired";
    public const string OtherProgram = "other_program";
    public const string OtherCustomer = "other_customer";
}
