using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Makes external keys of any length and alphabet fit a 64-character ASCII column (C7).</summary>
internal static class LookupKey
{
    public const int MaxLength = 64;

    /// <summary>The text itself when it fits and cannot be mistaken for a hash; otherwise its SHA-256 in hex.</summary>
    public static string Of(string text) =>
        text.Length < MaxLength && Ascii.IsValid(text)
            ? text
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
