using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Whether the store can be reached, as the background loops see it: logs each outage once.</summary>
internal sealed class StoreOutage(ILogger<StoreOutage> logger)
{
    private int _isOpen;

    public bool IsOpen => Volatile.Read(ref _isOpen) != 0;

    public void Report(Exception exception)
    {
        if (Interlocked.Exchange(ref _isOpen, 1) == 0)
        {
            Log.StoreAway(logger, exception);
        }
    }

    public void Recover()
    {
        if (IsOpen && Interlocked.Exchange(ref _isOpen, 0) != 0)
        {
            Log.StoreBack(logger);
        }
    }
}
