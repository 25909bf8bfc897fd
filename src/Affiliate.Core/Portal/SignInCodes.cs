using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>
/// Computes sign-in codes. Six digits can be found by trying, whatever hash is kept of them, so nothing of a code is kept: it is
/// computed from a random nonce under the installation secret, and whoever has the database alone learns nothing (T14).
/// </summary>
internal sealed class SignInCodes(InstallationSecret secret)
{
    public const int Length = 6;

    private const int NonceLength = 16;
    private const int Codes = 1_000_000;
    private const char KeyIdEnd = ':';

    private static readonly byte[] CodePurpose = Encoding.ASCII.GetBytes("affiliate-sign-in-code-1");
    private static readonly byte[] AddressPurpose = Encoding.ASCII.GetBytes("affiliate-sign-in-address-1");

    /// <summary>What a new code is computed from; names the secret.</summary>
    public async ValueTask<string> NewNonceAsync(CancellationToken cancellationToken)
    {
        var (keyId, _) = await secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        return $"{keyId}{KeyIdEnd}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceLength))}";
    }

    /// <summary>The code of a nonce; <see langword="null"/> when its secret is no longer known.</summary>
    public async ValueTask<string?> CodeOfAsync(string nonce, CancellationToken cancellationToken)
    {
        var keyId = nonce[..Math.Max(0, nonce.IndexOf(KeyIdEnd, StringComparison.Ordinal))];
        if (await secret.FindAsync(keyId, cancellationToken).ConfigureAwait(false) is not { } key)
        {
            return null;
        }

        // 64 bits over a million codes: none is likelier than another by anything that counts.
        var number = BinaryPrimitives.ReadUInt64BigEndian(Hash(key, CodePurpose, nonce)) % Codes;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>What is kept of an address in a program.</summary>
    public async ValueTask<string> AddressAsync(ProgramId program, string email, CancellationToken cancellationToken)
    {
        var (_, key) = await secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(Hash(key, AddressPurpose, $"{program}:{email}"));
    }

    /// <summary>Whether a code is the one of a nonce, found out in the same time whatever is wrong with it (T15).</summary>
    public async ValueTask<bool> IsCodeAsync(string code, string nonce, CancellationToken cancellationToken) =>
        await CodeOfAsync(nonce, cancellationToken).ConfigureAwait(false) is { } own
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(code));

    private static byte[] Hash(byte[] key, byte[] purpose, string text) =>
        HMACSHA256.HashData(HMACSHA256.HashData(key, purpose), Encoding.UTF8.GetBytes(text));
}
