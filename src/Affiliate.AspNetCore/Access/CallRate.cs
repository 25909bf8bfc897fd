using System.Collections.Concurrent;

namespace Affiliate.AspNetCore;

/// <summary>How often each key may call (§9): a bucket per key in this instance's memory, so never more of them than there are keys.</summary>
/// <param name="perSecond">How fast a bucket fills, and how much it holds; 0 for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class CallRate(int perSecond, TimeProvider time)
{
    private readonly ConcurrentDictionary<ApiKeyId, Bucket> _buckets = new();

    /// <summary>Whether the key may call now.</summary>
    public bool TryTake(ApiKeyId key) =>
        perSecond == 0 || _buckets.GetOrAdd(key, static (_, rate) => new Bucket(rate.PerSecond, rate.Time), (PerSecond: perSecond, Time: time)).TryTake();

    private sealed class Bucket(int perSecond, TimeProvider time)
    {
        private readonly Lock _gate = new();
        private double _level = perSecond;
        private long _filledAt = time.GetTimestamp();

        public bool TryTake()
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                _level = Math.Min(perSecond, _level + time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond);
                _filledAt = now;
                if (_level < 1)
                {
                    return false;
                }

                _level--;
                return true;
            }
        }
    }
}
