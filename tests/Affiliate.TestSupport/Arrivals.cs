namespace Affiliate.TestSupport;

/// <summary>What comes in from elsewhere, in its order, for tests that wait for it instead of asking again and again.</summary>
/// <typeparam name="T">What comes.</typeparam>
public sealed class Arrivals<T>
{
    /// <summary>How long to wait for the next one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly List<T> _all = [];
    private TaskCompletionSource _next = NewSignal();

    /// <summary>What came so far.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Takes one in.</summary>
    public void Add(T item)
    {
        TaskCompletionSource arrived;
        lock (_lock)
        {
            _all.Add(item);
            (arrived, _next) = (_next, NewSignal());
        }

        arrived.SetResult();
    }

    /// <summary>The one with a number, from 1, once it is there.</summary>
    public async Task<T> NumberAsync(int number)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_all.Count >= number)
                {
                    return _all[number - 1];
                }

                next = _next.Task;
            }

            await next.WaitAsync(Limit).ConfigureAwait(false);
        }
    }

    /// <summary>The first one that is as wanted, once it is there.</summary>
    public async Task<T> FirstAsync(Func<T, bool> isWanted)
    {
        for (var number = 1; ; number++)
        {
            if (await NumberAsync(number).ConfigureAwait(false) is { } item && isWanted(item))
            {
                return item;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
