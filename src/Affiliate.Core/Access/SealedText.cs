using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Encrypts short texts for the store: AES-GCM under the installation secret (semantics 21).</summary>
internal sealed class SealedText(InstallationSecret secret)
{
    /// <summary>The most characters of an encrypted text.</summary>
    public const int MaxLength = 500;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const char KeyIdEnd = ':';

    /// <param name="text">What is to be kept secret.</param>
    /// <param name="purpose">What it is for; must be the same when it is read, so that it is of no use in another place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> SealAsync(string text, string purpose, CancellationToken cancellationToken)
    {
        var (keyId, key) = await secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceLength + plain.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyFor(key), TagLength);
        aes.Encrypt(
            nonce, plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length),
            Encoding.UTF8.GetBytes(purpose));
        return $"{keyId}{KeyIdEnd}{Convert.ToBase64String(box)}";
    }

    /// <summary>The text, or <see langword="null"/> when its key is no longer known or it was tampered with.</summary>
    public async ValueTask<string?> OpenAsync(string sealedText, string purpose, CancellationToken cancellationToken)
    {
        var end = sealedText.IndexOf(KeyIdEnd, StringComparison.Ordinal);
        if (end < 0
            || await secret.FindAsync(sealedText[..end], cancellationToken).ConfigureAwait(false) is not { } key)
        {
            return null;
        }

        var box = new byte[sealedText.Length];
        return Convert.TryFromBase64String(sealedText[(end + 1)..], box, out var length)
            && length > NonceLength + TagLength
            ? Open(box.AsSpan(0, length), key, purpose)
            : null;
    }

    private static string? Open(ReadOnlySpan<byte> box, byte[] key, string purpose)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(KeyFor(key), TagLength);
        try
        {
            aes.Decrypt(
                box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, Encoding.UTF8.GetBytes(purpose));
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A key of its own: the installation secret is also used for hashes.</summary>
    private static byte[] KeyFor(byte[] secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretText.KeyLength, info: "affiliate sealed text"u8.ToArray());
}
