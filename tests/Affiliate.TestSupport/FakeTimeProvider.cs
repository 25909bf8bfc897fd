using System.Diagnostics;

namespace Affiliate.TestSupport;

/// <summary>A clock that stands still until a test moves it; timers and delays made with it fire on the way.</summary>
/// <param name="start">The first <see cref="Now"/>. Default: <see cref="Sample.Now"/>.</param>
public sealed class FakeTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    /// <summary>The longest pause of what lost a race and tries again.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly HashSet<FakeTimer> _timers = [];
    private DateTimeOffset _now = start ?? Sample.Now;
    private TaskCompletionSource? _timerSet;

    /// <summary>The time. Setting it forward fires the timers on the way; setting it back fires none.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
        set
        {
            MoveTo(value);
            lock (_gate)
            {
                _now = value;
            }
        }
    }

    /// <summary>
    /// Pauses up to this length end by a real clock too, while this one stands still: in a host, what lost a race to work in the
    /// background pauses a moment before it tries again, and who looks for work may go to sleep just after a test moved the clock.
    /// No test knows of either. Default: none.
    /// </summary>
    public TimeSpan RealPauses { get; init; }

    /// <summary>
    /// How long by a real clock something goes on before a time limit ends it, however far this one was moved meanwhile: what
    /// works in the background of a host takes no time by this clock, and a jump by a day must not end it. Default: none.
    /// </summary>
    public TimeSpan LeastLimit { get; init; }

    /// <summary>A clock for a host with work in the background, see <see cref="RealPauses"/> and <see cref="LeastLimit"/>.</summary>
    /// <param name="start">The first <see cref="Now"/>. Default: <see cref="Sample.Now"/>.</param>
    public static FakeTimeProvider ForHost(DateTimeOffset? start = null) => new(start)
    {
        RealPauses = TimeSpan.FromSeconds(1),
        LeastLimit = TimeSpan.FromSeconds(10),
    };

    /// <summary>How many timers wait: one for each background loop that sleeps.</summary>
    public int TimerCount
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Moves the clock, also back.</summary>
    public void Advance(TimeSpan by) => Now += by;

    /// <summary>Completes once a timer waits, for example because a background loop has gone to sleep.</summary>
    public Task WhenTimerIsSet()
    {
        lock (_gate)
        {
            _timerSet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _timers.Count > 0 ? Task.CompletedTask : _timerSet.Task;
        }
    }

    /// <summary>
    /// Lets a task end: moves the clock from pause to pause as they are made, and never on to the time limit of something in
    /// flight, which takes no time by this clock. Returns how much time passed.
    /// </summary>
    public async Task<TimeSpan> PassAsync(Task task)
    {
        var begun = Now;
        while (!task.IsCompleted)
        {
            if (NextPause() is { } due)
            {
                MoveTo(due);
            }

            await Task.Yield();
        }

        await task.ConfigureAwait(false);
        return Now - begun;
    }

    private DateTimeOffset? NextPause()
    {
        lock (_gate)
        {
            return _timers.Where(timer => !timer.IsLimit).MinBy(timer => timer.DueAt)?.DueAt;
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;

    /// <inheritdoc />
    public override long GetTimestamp() => Now.UtcTicks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state), state is CancellationTokenSource);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Never moves back: another thread may have moved the clock on meanwhile.</summary>
    private void MoveTo(DateTimeOffset target)
    {
        while (TakeDueTimer(target) is { } due)
        {
            due.Fire();
        }
    }

    private FakeTimer? TakeDueTimer(DateTimeOffset target)
    {
        lock (_gate)
        {
            while (_timers.Where(timer => timer.DueAt <= target).MinBy(timer => timer.DueAt) is { } next)
            {
                _now = next.DueAt > _now ? next.DueAt : _now;
                if (!next.Repeat())
                {
                    _timers.Remove(next);
                    next.EndRealWait();
                }

                var rest = LeastLimit - Stopwatch.GetElapsedTime(next.SetAt);
                if (!next.IsLimit || rest <= TimeSpan.Zero)
                {
                    return next;
                }

                next.WaitReally(rest);
            }

            _now = target > _now ? target : _now;
            return null;
        }
    }

    private void FireReally(FakeTimer timer)
    {
        lock (_gate)
        {
            if (!_timers.Remove(timer) && timer.IsPause)
            {
                return;
            }
        }

        timer.Fire();
    }

    private void Set(FakeTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            timer.EndRealWait();
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.SetAt = Stopwatch.GetTimestamp();
            timer.DueAt = _now + dueTime;
            _timers.Add(timer);
            if (timer.IsPause && dueTime > TimeSpan.Zero && dueTime <= RealPauses)
            {
                timer.WaitReally(dueTime);
            }

            _timerSet?.TrySetResult();
            _timerSet = null;
        }

        if (dueTime == TimeSpan.Zero)
        {
            // As with a real clock: at once, but not before whoever makes the timer has it.
            ThreadPool.QueueUserWorkItem(_ => MoveTo(Now));
        }
    }

    private sealed class FakeTimer(FakeTimeProvider clock, Action callback, bool isLimit) : ITimer
    {
        private TimeSpan _period;
        private Timer? _realWait;

        /// <summary>Whether it ends a pause, once.</summary>
        public bool IsPause => !isLimit && _period <= TimeSpan.Zero;

        /// <summary>Whether it cancels something that takes too long; the others end a pause.</summary>
        public bool IsLimit => isLimit;

        public DateTimeOffset DueAt { get; set; }

        /// <summary>When it was set, by a real clock.</summary>
        public long SetAt { get; set; }

        public void Fire() => callback();

        public void WaitReally(TimeSpan wait) => _realWait = new Timer(_ => clock.FireReally(this), null, wait, Timeout.InfiniteTimeSpan);

        public void EndRealWait()
        {
            _realWait?.Dispose();
            _realWait = null;
        }

        /// <summary>Moves to the next round, if there is one.</summary>
        public bool Repeat()
        {
            DueAt += _period;
            return _period > TimeSpan.Zero;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
