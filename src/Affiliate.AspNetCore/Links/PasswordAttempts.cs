namespace Affiliate.AspNetCore;

/// <summary>Bounds how often passwords are tried: for one link, and in all.</summary>
internal sealed class PasswordAttempts(TimeProvider time)
{
    private const int MostPerLink = 30;
    private const int MostInAll = 300;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<LinkId, int> _counts = [];
    private long _since = time.GetTimestamp();
    private int _all;

    public bool TryBegin(LinkId link)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= Minute)
            {
                _counts.Clear();
                _all = 0;
                _since = time.GetTimestamp();
            }

            var count = _counts.GetValueOrDefault(link);
            if (count >= MostPerLink || _all >= MostInAll)
            {
                return false;
            }

            _counts[link] = count + 1;
            _all++;
            return true;
        }
    }
}
