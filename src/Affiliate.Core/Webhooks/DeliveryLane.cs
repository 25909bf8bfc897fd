namespace Affiliate;

/// <summary>What this instance has in hand of one endpoint, so that none takes the others' turn (T20).</summary>
internal sealed class DeliveryLane(int requests) : IDisposable
{
    private const int FirstWindow = 8;
    private const int LargestWindow = 64;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private int _window = FirstWindow;
    private int _inHand;

    /// <summary>Let so many requests be under way.</summary>
    public SemaphoreSlim Slots { get; } = new(requests);

    /// <summary>Whether more may be due than was taken.</summary>
    public bool MayHaveMore { get; private set; }

    /// <summary>How many deliveries may be taken now: few of a slow endpoint, for what is taken waits with its lease.</summary>
    public int Free
    {
        get
        {
            lock (_gate)
            {
                MayHaveMore |= _inHand >= _window;
                return Math.Max(0, _window - _inHand);
            }
        }
    }

    public void Take(int asked, int taken, bool lostRace)
    {
        lock (_gate)
        {
            _inHand += taken;
            MayHaveMore = lostRace || taken == asked;
        }
    }

    /// <summary>One is settled.</summary>
    public void Leave(TimeSpan? duration)
    {
        lock (_gate)
        {
            _inHand--;
            _window = duration < Quick ? Math.Min(_window * 2, LargestWindow) : duration > Slow ? requests : _window;
        }
    }

    public void Dispose() => Slots.Dispose();
}
