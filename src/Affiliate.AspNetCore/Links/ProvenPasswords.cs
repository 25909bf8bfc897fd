using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate.AspNetCore;

/// <summary>
/// Remembers which passwords were right: a link's visitors all have the same one, and checking it is slow on purpose. Kept
/// in memory alone, under a key that this process made.
/// </summary>
internal sealed class ProvenPasswords
{
    private const int MostKept = 10_000;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _proofs = new(StringComparer.Ordinal);

    /// <summary>Whether a password was right for a hash before; a link whose password changes has another hash.</summary>
    public bool Contains(string password, string hash) =>
        _proofs.TryGetValue(hash, out var proof) && CryptographicOperations.FixedTimeEquals(proof, ProofOf(password));

    public void Add(string password, string hash)
    {
        if (_proofs.Count >= MostKept)
        {
            _proofs.Clear();
        }

        _proofs[hash] = ProofOf(password);
    }

    private byte[] ProofOf(string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
}
