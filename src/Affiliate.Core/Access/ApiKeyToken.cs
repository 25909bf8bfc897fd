using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>
/// The text of an API key: <c>aff_live_</c> or <c>aff_test_</c>, 12 characters it is looked up by, 43 secret ones (256 bits) and a checksum
/// of 6, so that a mistyped key is refused without asking the store.
/// </summary>
internal static class ApiKeyToken
{
    public const string Prefix = "aff_live_";

    /// <summary>As long as <see cref="Prefix"/>.</summary>
    public const string TestPrefix = "aff_test_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int LookupLength = 12;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int SignedLength = LookupLength + SecretLength;
    private const int Length = SignedLength + ChecksumLength;

    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>A new random key.</summary>
    public static string New(bool isTest = false)
    {
        var random = (isTest ? TestPrefix : Prefix) + RandomNumberGenerator.GetString(Alphabet, SignedLength);
        return random + Checksum(random);
    }

    /// <summary>The part that a key is looked up by; <see langword="false"/> for what cannot be a key.</summary>
    public static bool TryGetLookup([NotNullWhen(true)] string? token, [NotNullWhen(true)] out string? lookup)
    {
        lookup = null;
        if (token is null
            || token.Length != Prefix.Length + Length
            || !(token.StartsWith(Prefix, StringComparison.Ordinal) || token.StartsWith(TestPrefix, StringComparison.Ordinal))
            || token.AsSpan(Prefix.Length).ContainsAnyExcept(Letters)
            || !token.EndsWith(Checksum(token[..^ChecksumLength]), StringComparison.Ordinal))
        {
            return false;
        }

        lookup = token.Substring(Prefix.Length, LookupLength);
        return true;
    }

    /// <summary>What is kept of a key: its SHA-256 in hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string Checksum(string text)
    {
        var rest = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return string.Create(ChecksumLength, rest, static (span, value) =>
        {
            for (var i = span.Length - 1; i >= 0; i--)
            {
                span[i] = Alphabet[(int)(value % (uint)Alphabet.Length)];
                value /= (uint)Alphabet.Length;
            }
        });
    }
}
