using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>The arithmetic of the chain. Pure.</summary>
internal static class SealChain
{
    /// <summary>What stands before the first link.</summary>
    public const string Start = "";

    /// <summary>How long after an entry was written its transaction may end, and clocks may differ: until then it is not missed.</summary>
    public static readonly TimeSpan Latest = TimeSpan.FromMinutes(15);

    /// <summary>A key of its own: the installation secret is also used for hashes.</summary>
    public static byte[] KeyOf(byte[] secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretText.KeyLength, info: "affiliate ledger seal"u8.ToArray());

    public static LedgerSeal Next(LedgerSeal? head, LedgerEntry entry, string keyId, byte[] key, DateTimeOffset now)
    {
        var sequence = (head?.Sequence ?? 0) + 1;
        var entryHash = HashOf(entry, key);
        return new LedgerSeal
        {
            Sequence = sequence,
            EntryId = entry.Id,
            KeyId = keyId,
            EntryHash = entryHash,
            Hash = Link(head?.Hash ?? Start, sequence, entryHash, key),
            CreatedAt = now,
        };
    }

    public static string HashOf(LedgerEntry entry, byte[] key) => Hash(key, string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Id}\n{entry.ProgramId}\n{entry.PartnerId}\n{entry.CommissionId}\n{entry.PayoutId}\n{entry.Kind}\n{entry.AmountMinorUnits}\n{entry.Currency}\n{entry.SourceKey}\n{entry.CreatedAt.ToUnixTimeMilliseconds()}"));

    public static string Link(string previous, long sequence, string entryHash, byte[] key) =>
        Hash(key, string.Create(CultureInfo.InvariantCulture, $"{previous}\n{sequence}\n{entryHash}"));

    private static string Hash(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
