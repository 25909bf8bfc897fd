using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Affiliate;

/// <summary>
/// Remembers the last minute's clicks of this instance, to recognise repeats and floods. Nothing of it is stored: visitors
/// are random numbers, addresses are hashed with a salt that is thrown away every day.
/// </summary>
internal sealed class RecentClicks(TimeProvider time)
{
    /// <summary>The same visitor and partner again within this time is a repeat.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(10);

    /// <summary>More clicks than this from one address for one partner in a minute are a flood.</summary>
    public const int MostPerMinute = 60;

    /// <summary>Bounds the memory: some 3 MB each.</summary>
    private const int MostKept = 50_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Dictionary<(Guid, PartnerId), long> _newer = [];
    private Dictionary<(Guid, PartnerId), long> _older = [];
    private readonly Dictionary<(Guid, PartnerId), int> _perAddress = [];
    private long _turnedAt = time.GetTimestamp();
    private long _minuteFrom = time.GetTimestamp();
    private byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private DateOnly _saltDay;

    /// <summary>Notes a visitor's click, and tells whether they clicked for the same partner just before.</summary>
    public bool IsRepeat(Guid visitor, PartnerId partner)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (time.GetElapsedTime(_turnedAt, now) >= RepeatWindow || _newer.Count >= MostKept)
            {
                (_newer, _older) = (_older, _newer);
                _newer.Clear();
                _turnedAt = now;
            }

            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_newer, (visitor, partner), out var isKnown);
            var before = isKnown ? last : _older.TryGetValue((visitor, partner), out var older) ? older : (long?)null;
            last = now;
            return before is { } at && time.GetElapsedTime(at, now) < RepeatWindow;
        }
    }

    /// <summary>Notes a click from an address, and tells whether there were too many within the minute.</summary>
    public bool IsFlood(IPAddress address, PartnerId partner)
    {
        var now = time.GetTimestamp();
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        lock (_gate)
        {
            if (time.GetElapsedTime(_minuteFrom, now) >= Minute || _perAddress.Count >= MostKept)
            {
                _perAddress.Clear();
                _minuteFrom = now;
            }

            if (day != _saltDay)
            {
                _saltDay = day;
                _salt = RandomNumberGenerator.GetBytes(16);
            }

            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perAddress, (Hash(address), partner), out _);
            return ++count > MostPerMinute;
        }
    }

    private Guid Hash(IPAddress address)
    {
        Span<byte> salted = stackalloc byte[32];
        _salt.CopyTo(salted);
        address.TryWriteBytes(salted[16..], out var length);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(salted[..(16 + length)], hash);
        return new Guid(hash[..16]);
    }
}
