namespace Affiliate.Core.Tests;

public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_clock_stands_until_it_is_moved()
    {
        Assert.Equal(Sample.Now, _time.GetUtcNow());
        var start = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(Sample.Now.AddSeconds(90), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _time.GetElapsedTime(start));
        _time.Now = Sample.Now.AddDays(-1);
        Assert.Equal(Sample.Now.AddDays(-1), _time.GetUtcNow());
    }

    [Fact]
    public async Task A_delay_ends_at_its_time()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(5), _time);

        _time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        await delay;
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        var fired = new List<(string, DateTimeOffset)>();
        using var second = Timer("second", 2, 0);
        using var first = Timer("first", 1, 0);
        using var third = Timer("third", 3, 0);
        using var never = Timer("never", 60, 0);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(
            [("first", Sample.Now.AddSeconds(1)), ("second", Sample.Now.AddSeconds(2)), ("third", Sample.Now.AddSeconds(3))],
            fired);
        Assert.Equal(Sample.Now.AddSeconds(10), _time.Now);

        ITimer Timer(string name, int due, int period) => _time.CreateTimer(
            _ => fired.Add((name, _time.Now)), null, TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period));
    }

    [Fact]
    public void A_periodic_timer_fires_each_time_until_it_is_stopped()
    {
        var count = 0;
        var timer = _time.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(3, count);
        timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(4, count);
        timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(4, count);
    }

    [Fact]
    public async Task A_test_can_wait_until_somebody_sleeps()
    {
        var isSet = _time.WhenTimerIsSet();
        Assert.False(isSet.IsCompleted);

        var delay = Task.Delay(TimeSpan.FromSeconds(1), _time);

        await isSet;
        await _time.WhenTimerIsSet();
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
        Assert.False(_time.WhenTimerIsSet().IsCompleted);
    }

    [Fact]
    public void A_cancellation_source_runs_out()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public async Task A_timer_without_wait_fires_by_itself()
    {
        var fired = new TaskCompletionSource();

        await using var timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task;
    }

    /// <summary>What lost a race in a host tries again, though no test moves the clock for it.</summary>
    [Fact]
    public async Task A_short_pause_in_a_host_ends_by_itself_and_a_long_one_does_not()
    {
        var time = FakeTimeProvider.ForHost();
        var pause = Task.Delay(TimeSpan.FromSeconds(2), time);

        await Task.Delay(FakeTimeProvider.Moment, time).InTime();

        Assert.False(pause.IsCompleted);
        Assert.Equal(Sample.Now, time.Now);
        time.Advance(TimeSpan.FromSeconds(2));
        await pause;
    }

    /// <summary>A day that passes at once does not time out what a host does in the background.</summary>
    [Fact]
    public async Task A_limit_in_a_host_leaves_time_to_work_and_ends_what_hangs()
    {
        var time = new FakeTimeProvider { LeastLimit = TimeSpan.FromMilliseconds(1) };
        using var hanging = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        var host = FakeTimeProvider.ForHost();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), host);

        host.Advance(TimeSpan.FromDays(1));
        time.Advance(TimeSpan.FromDays(1));

        await Waiting.UntilAsync(() => hanging.IsCancellationRequested);
        Assert.False(limit.IsCancellationRequested);
        Assert.Equal(Sample.Now.AddDays(1), host.Now);
    }
}
