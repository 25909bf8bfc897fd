using System.Buffers.Text;

namespace Affiliate;

/// <summary>Reads installation secrets as people write them: 32 bytes in base64 or hex.</summary>
internal static class SecretText
{
    public const int KeyLength = 32;

    private const int MaxKeyIdLength = 32;

    public static bool TryRead(string? text, out byte[] key)
    {
        var trimmed = text?.Trim() ?? "";
        key = new byte[KeyLength];
        if (trimmed.Length == KeyLength * 2)
        {
            return Convert.FromHexString(trimmed, key, out _, out var written) == System.Buffers.OperationStatus.Done
                && written == KeyLength;
        }

        return Base64.IsValid(trimmed, out var length)
            && length == KeyLength
            && Convert.TryFromBase64String(trimmed, key, out _);
    }

    /// <summary>Whether a text can be stored in front of what was made with the key.</summary>
    public static bool IsValidKeyId(string keyId) =>
        keyId.Length is > 0 and <= MaxKeyIdLength
        && keyId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
