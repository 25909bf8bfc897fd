namespace Affiliate;

/// <summary>A value read from the store at most once per lifetime, by one reader for all who wait (C10).</summary>
/// <remarks>
/// While the store cannot be read the last value stays in use: nothing can be written meanwhile, and known links still
/// redirect (I3).
/// </remarks>
internal sealed class Cached<T>(Func<CancellationToken, Task<T>> load, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(5);

    /// <summary>The first reading of a process compiles queries and may wait for another instance that seeds.</summary>
    private static readonly TimeSpan FirstLoadLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private Copy? _copy;
    private Task<T>? _loading;
    private int _generation;

    /// <summary>The value, at once and without allocation while it is fresh.</summary>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken) => TryGet(out var value)
        ? new ValueTask<T>(value)
        : new ValueTask<T>(StartLoading().WaitAsync(cancellationToken));

    /// <summary>The value if it is fresh.</summary>
    public bool TryGet(out T value)
    {
        var copy = Volatile.Read(ref _copy);
        value = copy is null ? default! : copy.Value;
        return copy is not null && time.GetElapsedTime(copy.ReadAt) < copy.Lifetime;
    }

    /// <summary>Reads again at the next call; a reading that is under way does not count.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _generation++;
            _copy = null;
            _loading = null;
        }
    }

    private Task<T> StartLoading()
    {
        lock (_gate)
        {
            return _loading ??= LoadAsync(_copy, _generation);
        }
    }

    private async Task<T> LoadAsync(Copy? last, int generation)
    {
        // Foreign code must not run inside the lock, nor end with the request that happened to be first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var limit = new CancellationTokenSource(last is null ? FirstLoadLimit : LoadLimit, time);
        var startedAt = time.GetTimestamp();
        Copy? read = null;
        try
        {
            read = new Copy(await load(limit.Token).ConfigureAwait(false), startedAt, Lifetime);
        }
        catch (Exception) when (last is not null)
        {
            read = new Copy(last.Value, time.GetTimestamp(), PauseAfterFailure);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException("The affiliate store did not answer in time.", exception);
        }
        finally
        {
            Keep(read, generation);
        }

        return read.Value;
    }

    private void Keep(Copy? read, int generation)
    {
        lock (_gate)
        {
            if (generation == _generation)
            {
                _copy = read;
                _loading = null;
            }
        }
    }

    private sealed record Copy(T Value, long ReadAt, TimeSpan Lifetime);
}
