using System.Buffers;
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

    /// <summary>What hashes links, one after the other, under a key of its own: the installation secret is also used for hashes.</summary>
    public static IncrementalHash HashUnder(byte[] secret) => IncrementalHash.CreateHMAC(
        HashAlgorithmName.SHA256,
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretText.KeyLength, info: "affiliate ledger seal"u8.ToArray()));

    public static LedgerSeal Next(LedgerSeal? head, LedgerEntry entry, string keyId, IncrementalHash key, DateTimeOffset now)
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

    public static string HashOf(LedgerEntry entry, IncrementalHash key) => Hash(key, string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Id}\n{entry.ProgramId}\n{entry.PartnerId}\n{entry.CommissionId}\n{entry.PayoutId}\n{entry.Kind}\n{entry.AmountMinorUnits}\n{entry.Currency}\n{entry.SourceKey}\n{entry.CreatedAt.ToUnixTimeMilliseconds()}"));

    public static string Link(string previous, long sequence, string entryHash, IncrementalHash key) =>
        Hash(key, string.Create(CultureInfo.InvariantCulture, $"{previous}\n{sequence}\n{entryHash}"));

    private static string Hash(IncrementalHash key, string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        key.AppendData(bytes, 0, Encoding.UTF8.GetBytes(text, bytes));
        ArrayPool<byte>.Shared.Return(bytes);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash);
    }
}
