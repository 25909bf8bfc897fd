using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Affiliate;

/// <summary>
/// Remembers for a day from which addresses partners used their own pages of this instance. Nothing of it is stored: addresses are hashed
/// with a salt that is thrown away after the next day.
/// </summary>
internal sealed class PartnerAddresses(TimeProvider time)
{
    /// <summary>The reason of a click that came from an address of its own partner.</summary>
    public const string Mark = "own_address";

    /// <summary>Bound the memory: some 5 MB.</summary>
    private const int MostPartners = 10_000;
    private const int MostPerPartner = 8;

    /// <summary>So much of an IPv6 address stays the same while a device changes the rest.</summary>
    private const int NetworkLength = 8;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<PartnerId, Sighting[]> _seen = new();
    private volatile Salts _salts = new(default, [], []);

    /// <summary>Notes where a partner comes from who has shown to be the partner.</summary>
    public void Note(PartnerId partner, IPAddress? address)
    {
        if (address is null)
        {
            return;
        }

        lock (_gate)
        {
            var (now, salts) = (time.GetTimestamp(), SaltsOf(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
            var hash = Hash(address, salts.Today);
            if (_seen.TryGetValue(partner, out var known))
            {
                var others = known.Where(one => one.Hash != hash && time.GetElapsedTime(one.At, now) <= Day);
                _seen[partner] = [.. others.TakeLast(MostPerPartner - 1), new Sighting(salts.Day, hash, now)];
            }
            else if (_seen.Count < MostPartners)
            {
                _seen[partner] = [new Sighting(salts.Day, hash, now)];
            }
        }
    }

    /// <summary>Whether a partner came from an address within the last 24 hours.</summary>
    public bool IsOwn(PartnerId partner, IPAddress? address) =>
        address is not null && _seen.TryGetValue(partner, out var seen) && IsAmong(seen, address);

    private bool IsAmong(Sighting[] seen, IPAddress address)
    {
        var (now, salts) = (time.GetTimestamp(), _salts);
        foreach (var one in seen)
        {
            var salt = one.Day == salts.Day ? salts.Today : one.Day.AddDays(1) == salts.Day ? salts.Yesterday : [];
            if (salt.Length > 0 && time.GetElapsedTime(one.At, now) <= Day && one.Hash == Hash(address, salt))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Today's salt and yesterday's. On a new day those are forgotten who were not seen since.</summary>
    private Salts SaltsOf(DateOnly today)
    {
        if (_salts.Day == today)
        {
            return _salts;
        }

        _salts = new Salts(today, RandomNumberGenerator.GetBytes(16), _salts.Day.AddDays(1) == today ? _salts.Today : []);
        foreach (var (partner, seen) in _seen)
        {
            if (seen[^1].Day.AddDays(1) != today)
            {
                _seen.TryRemove(partner, out _);
            }
        }

        return _salts;
    }

    private static Guid Hash(IPAddress address, byte[] salt)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes().AsSpan();
        bytes = address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes[..NetworkLength] : bytes;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(salt, bytes, hash);
        return new Guid(hash[..16]);
    }

    /// <summary>That a partner came from an address.</summary>
    private readonly record struct Sighting(DateOnly Day, Guid Hash, long At);

    /// <summary>What addresses are hashed with.</summary>
    private sealed record Salts(DateOnly Day, byte[] Today, byte[] Yesterday);
}
