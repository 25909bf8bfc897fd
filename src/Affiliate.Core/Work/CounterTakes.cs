namespace Affiliate;

/// <summary>
/// What one unit takes from bounded counters, and gives back. Counters are raised before anything else in a unit, but what it takes is known
/// only at its end: a first run finds that out, and the next one begins by raising them.
/// </summary>
internal sealed class CounterTakes
{
    private readonly Dictionary<string, (long By, long Most)> _raised = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _room = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long By, long Most)> _taken = new(StringComparer.Ordinal);
    private bool _isSecondRun;

    /// <summary>How much is left below a limit, less what this unit took already.</summary>
    public async ValueTask<long> RoomAsync(IAffiliateUnit unit, string counter, long most, CancellationToken ct)
    {
        if (!_room.TryGetValue(counter, out var room))
        {
            if (_isSecondRun)
            {
                throw new StoreConflictException("What the unit takes changed meanwhile.");
            }

            var stored = await unit.FindAsync(Counter.Record.ByPrimaryKey(counter), ct).ConfigureAwait(false);
            _room[counter] = room = most - (stored?.Value ?? 0);
        }

        return Math.Max(0, room - _taken.GetValueOrDefault(counter).By);
    }

    /// <summary>How much is left of the limits of several counters of caps.</summary>
    public async ValueTask<Dictionary<string, long>> RoomsAsync(
        IAffiliateUnit unit, IEnumerable<CapCounter> counters, CancellationToken ct)
    {
        var rooms = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var counter in counters)
        {
            rooms[counter.Name] = await RoomAsync(unit, counter.Name, counter.Cap.AmountMinorUnits, ct).ConfigureAwait(false);
        }

        return rooms;
    }

    /// <summary>Takes some of what is left.</summary>
    public void Take(string counter, long by, long most)
    {
        if (by > 0)
        {
            _taken[counter] = (_taken.GetValueOrDefault(counter).By + by, most);
        }
    }

    /// <summary>Gives back what was taken before this unit.</summary>
    public void GiveBack(string counter, long by)
    {
        var (taken, most) = _taken.GetValueOrDefault(counter, (0, long.MaxValue));
        _taken[counter] = (taken - by, most);
    }

    /// <summary>Leaves what a commission used up of caps to others.</summary>
    public void GiveBack(Commission? commission)
    {
        var takes = commission?.Basis is { } basis ? PlanJson.ReadBasis(basis).Takes : null;
        foreach (var (counter, amount) in takes ?? new Dictionary<string, long>())
        {
            GiveBack(counter, amount);
        }
    }

    /// <summary>Takes more or less than was taken before this unit.</summary>
    public void Retake(string counter, long before, long now, long most)
    {
        if (now < before)
        {
            GiveBack(counter, before - now);
        }

        Take(counter, now - before, most);
    }

    /// <summary>Raises what the run before found out; the first thing in a unit.</summary>
    /// <returns>Whether everything was still there.</returns>
    public async Task<bool> TryRaiseAsync(IAffiliateUnit unit, CancellationToken ct)
    {
        // A store may run a unit again by itself: what that run took is not taken twice.
        _taken.Clear();
        foreach (var (counter, (by, most)) in _raised.OrderBy(take => take.Key, StringComparer.Ordinal))
        {
            // What is lowered may be above a limit that was lowered meanwhile.
            if (!await unit.TryIncrementAsync(counter, by, by < 0 ? long.MaxValue : most, ct).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether what was raised first is what the unit takes.</summary>
    public bool IsSettled => _taken.Count == _raised.Count && _taken.All(take => _raised.GetValueOrDefault(take.Key) == take.Value);

    /// <summary>The takes for the next run.</summary>
    public CounterTakes Next()
    {
        var next = new CounterTakes { _isSecondRun = true };
        foreach (var (counter, room) in _room)
        {
            next._room[counter] = room;
        }

        foreach (var (counter, take) in _taken)
        {
            next._raised[counter] = take;
        }

        return next;
    }
}

/// <summary>The unit takes from counters that it has not raised: it runs again and raises them first.</summary>
internal sealed class CountersNotRaisedException(CounterTakes next) : Exception
{
    public CounterTakes Next { get; } = next;
}

/// <summary>The counters no longer have what the run before found: it runs again from the beginning.</summary>
internal sealed class CountersUsedUpException : Exception;
