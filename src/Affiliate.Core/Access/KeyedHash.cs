using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>Turns texts that are not to be kept into keyed hashes, which are compared only.</summary>
internal sealed class KeyedHash(InstallationSecret secret)
{
    /// <summary>The most characters of a hash.</summary>
    public const int MaxLength = 100;

    /// <summary>What a card or bank account is remembered by; <see langword="null"/> for no fingerprint, or one that cannot be.</summary>
    public async ValueTask<HashedText?> OfPaymentAsync(string? fingerprint, CancellationToken cancellationToken) =>
        fingerprint is { Length: > 0 and <= Payment.MaxReferenceLength }
            ? await OfAsync($"payment:{fingerprint}", cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>What a payout account is remembered by, however its address is written.</summary>
    public ValueTask<HashedText> OfAccountAsync(PayoutDetails details, CancellationToken cancellationToken) =>
        OfAsync($"payout:{Canonical(details)}", cancellationToken);

    /// <summary>One form of an address: of a bank account without blanks, of a mailbox without tag. Other addresses have one.</summary>
    private static string Canonical(PayoutDetails details)
    {
        var address = details.Address.Trim();
        return address.Contains('@', StringComparison.Ordinal) ? EmailHash.Canonical(address)
            : details.Method == PayoutMethod.BankTransfer ? string.Concat(address.Where(char.IsLetterOrDigit)).ToUpperInvariant()
            : address.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? address.ToUpperInvariant()
            : address;
    }

    private async ValueTask<HashedText> OfAsync(string text, CancellationToken cancellationToken)
    {
        var (keyId, key) = await secret.GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        return new HashedText(Hash(text, keyId, key), [.. secret.Others.Select(other => Hash(text, other.Key, other.Value))]);
    }

    private static string Hash(string text, string keyId, byte[] key) =>
        $"{keyId}:{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}";
}

/// <summary>The keyed hash of a text.</summary>
/// <param name="Hash">The id of the key and the hash in hex.</param>
/// <param name="Earlier">The same text's hashes under the keys that make no new values.</param>
internal sealed record HashedText(string Hash, IReadOnlyList<string> Earlier);
