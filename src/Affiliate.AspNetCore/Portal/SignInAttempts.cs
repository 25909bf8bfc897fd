using System.Net;
using System.Security.Cryptography;

namespace Affiliate.AspNetCore;

/// <summary>Bounds how often sign-ins are tried on this instance: from one address, where the host knows it, and in all.</summary>
internal sealed class SignInAttempts(TimeProvider time)
{
    private const int MostPerAddress = 10;
    private const int MostInAll = 600;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private long _since = time.GetTimestamp();
    private int _all;

    public bool TryBegin(IPAddress? address)
    {
        // Addresses are kept as salted hashes only, and only for a minute.
        var caller = address is null ? null : Convert.ToHexString(HMACSHA256.HashData(_salt, address.MapToIPv6().GetAddressBytes()));
        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= Minute)
            {
                _counts.Clear();
                _all = 0;
                _since = time.GetTimestamp();
            }

            var count = caller is null ? 0 : _counts.GetValueOrDefault(caller);
            if (count >= MostPerAddress || _all >= MostInAll)
            {
                return false;
            }

            if (caller is not null)
            {
                _counts[caller] = count + 1;
            }

            _all++;
            return true;
        }
    }
}
