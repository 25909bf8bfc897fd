using Microsoft.Extensions.Logging.Abstractions;

namespace Affiliate.Core.Tests.Work;

public sealed class WorkLoopTests : IAsyncLifetime
{
    private readonly Installation _host = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private int _runs;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops).InTime();
        _stopping.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>Work that a unit of this process commits is taken up at once: the clock stands still.</summary>
    [Fact]
    public async Task Committed_work_is_taken_up_at_once()
    {
        Start(Count());
        await _host.Time.WhenTimerIsSet();

        await _host.Get<UnitRunner>().RunAsync(
            (unit, _) =>
            {
                unit.Add(Sample.WorkItem(WorkKind.Inbox));
                return Task.FromResult(true);
            },
            CancellationToken.None);

        await Waiting.UntilAsync(IsEmptyAsync);
        Assert.Equal((1, Sample.Now), (_runs, _host.Time.Now));
    }

    /// <summary>Work that others commit, as the host's own transactions do, is found within a second.</summary>
    [Fact]
    public async Task Work_of_others_is_found_within_a_second()
    {
        Start(Count());
        await _host.Time.WhenTimerIsSet();
        await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));

        _host.Time.Advance(TimeSpan.FromSeconds(1));

        await Waiting.UntilAsync(IsEmptyAsync);
    }

    [Fact]
    public async Task Slow_work_delays_neither_its_kind_nor_another()
    {
        var hanging = new TaskCompletionSource<WorkResult>();
        var slow = Sample.WorkItem(WorkKind.Inbox);
        await _host.AddAsync(slow);
        for (var i = 0; i < 20; i++)
        {
            await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
            await _host.AddAsync(Sample.WorkItem(WorkKind.Handler));
        }

        Start(new ScriptedWork((item, _) => item.Id == slow.Id ? hanging.Task : Task.FromResult(WorkResult.Done)));
        Start(Count(WorkKind.Handler));

        await Waiting.UntilAsync(async () => (await _host.AllAsync<WorkItem>()).Count == 1);
        Assert.Equal(20, _runs);
        hanging.SetResult(WorkResult.Done);
        await Waiting.UntilAsync(IsEmptyAsync);
    }

    [Fact]
    public async Task No_more_runs_at_once_than_the_kind_allows()
    {
        var (now, most) = (0, 0);
        var gate = new SemaphoreSlim(0);
        for (var i = 0; i < 9; i++)
        {
            await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        }

        Start(new ScriptedWork(async (_, token) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await gate.WaitAsync(token);
            Interlocked.Decrement(ref now);
            return WorkResult.Done;
        })
        { Parallelism = 3 });
        await Waiting.UntilAsync(() => now == 3);
        gate.Release(9);

        await Waiting.UntilAsync(IsEmptyAsync);
        Assert.Equal(3, most);
    }

    /// <summary>T6: several instances share the work, each item is run once.</summary>
    [Fact]
    public async Task Two_workers_run_each_item_once()
    {
        for (var i = 0; i < 200; i++)
        {
            await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        }

        Start(Count());
        Start(Count());

        await Waiting.UntilAsync(IsEmptyAsync);
        Assert.Equal(200, _runs);
    }

    /// <summary>I4: what a killed instance held is taken up within the lease and ten seconds.</summary>
    [Fact]
    public async Task Work_of_a_killed_instance_is_taken_up_when_its_lease_ends()
    {
        await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        await _host.Memory.ClaimAsync(WorkKind.Inbox, 1, WorkRunner.Lease, CancellationToken.None);
        Start(Count());
        for (var second = 1; second < WorkRunner.Lease.TotalSeconds; second++)
        {
            await _host.Time.StepAsync(TimeSpan.FromSeconds(1));
        }

        await _host.Time.WhenTimerIsSet().InTime();
        Assert.Equal(0, _runs);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        await Waiting.UntilAsync(IsEmptyAsync);
    }

    /// <summary>A host that stops while the store is being asked for work does not wait for slots that nobody holds.</summary>
    [Fact]
    public async Task A_stop_during_a_claim_ends_the_loop_at_once()
    {
        var claiming = new TaskCompletionSource();
        _host.Store.BeforeClaim = token =>
        {
            claiming.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        Start(Count());
        await claiming.Task.InTime();

        await _stopping.CancelAsync();

        await Task.WhenAll(_loops).InTime();
    }

    /// <summary>I16, T9: an outage is logged once, and work goes on within five seconds of its end.</summary>
    [Fact]
    public async Task An_outage_is_logged_once_and_survived()
    {
        _host.Store.IsAway = true;
        await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        Start(Count());
        for (var seconds = 0; seconds < 60; seconds += 5)
        {
            await _host.Time.StepAsync(TimeSpan.FromSeconds(5));
        }

        await _host.Time.WhenTimerIsSet().InTime();
        _host.Store.IsAway = false;
        _host.Time.Advance(TimeSpan.FromSeconds(5));
        await Waiting.UntilAsync(IsEmptyAsync);

        Assert.Single(_host.Log.Of(1000));
        Assert.Single(_host.Log.Of(1001));
    }

    [Fact]
    public async Task Pauses_grow_while_the_store_is_away()
    {
        _host.Store.IsAway = true;
        Start(Count());
        foreach (var (pause, failures) in new[] { (250, 1), (500, 2), (1_000, 3), (2_000, 4), (4_000, 5), (5_000, 6), (5_000, 7) })
        {
            await _host.Time.WhenTimerIsSet().InTime();
            Assert.Equal(failures, _host.Store.FailedCalls);
            _host.Time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.Equal(failures, _host.Store.FailedCalls);
            _host.Time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task Stopping_waits_for_work_in_hand_and_takes_no_more()
    {
        var hanging = new TaskCompletionSource<WorkResult>();
        await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        Start(new ScriptedWork((_, _) =>
        {
            Interlocked.Increment(ref _runs);
            return hanging.Task;
        }));
        await Waiting.UntilAsync(() => _runs == 1);

        await _stopping.CancelAsync();
        await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        Assert.False(_loops[0].IsCompleted);
        hanging.SetResult(WorkResult.Done);
        await _loops[0].InTime();

        Assert.Equal(0, Assert.Single(await _host.AllAsync<WorkItem>()).Attempt);
    }

    [Fact]
    public async Task Stopping_gives_back_work_that_does_not_end()
    {
        await _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));
        Start(new ScriptedWork((_, _) =>
        {
            Interlocked.Increment(ref _runs);
            return new TaskCompletionSource<WorkResult>().Task;
        }));
        await Waiting.UntilAsync(() => _runs == 1);

        await _stopping.CancelAsync();
        await _host.Time.UntilAsync(() => _loops[0].IsCompleted, TimeSpan.FromMilliseconds(100));

        var item = Assert.Single(await _host.AllAsync<WorkItem>());
        Assert.InRange(item.DueAt!.Value - Sample.Now, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task A_recurring_job_is_made_at_start_by_one_of_several_instances()
    {
        Start(new ScriptedWork(AgainInTwoMinutes) { RecurringSubject = "all" });
        Start(new ScriptedWork(AgainInTwoMinutes) { RecurringSubject = "all" });
        for (var run = 1; run < 3; run++)
        {
            await _host.WhenSettledAsync(WorkKind.Inbox, item => item.Attempt == run);
            _host.Time.Advance(TimeSpan.FromMinutes(2));
        }

        var again = await _host.WhenSettledAsync(WorkKind.Inbox, item => item.Attempt == 3);
        Assert.Equal((3, "all"), (_runs, again.Subject));
    }

    [Fact]
    public async Task A_recurring_job_that_vanished_is_made_again_within_a_minute()
    {
        Start(new ScriptedWork((_, _) =>
        {
            Interlocked.Increment(ref _runs);
            return Task.FromResult(WorkResult.Done);
        })
        { RecurringSubject = "all" });
        await Waiting.UntilAsync(async () => _runs == 1 && await IsEmptyAsync());

        await _host.Time.StepAsync(TimeSpan.FromSeconds(59));
        await _host.Time.StepAsync(TimeSpan.FromSeconds(1));

        await _host.Time.UntilAsync(() => _runs == 2, TimeSpan.FromMilliseconds(100));
    }

    private ScriptedWork Count(WorkKind kind = WorkKind.Inbox) => new(
        (_, _) =>
        {
            Interlocked.Increment(ref _runs);
            return Task.FromResult(WorkResult.Done);
        },
        kind);

    private Task<WorkResult> AgainInTwoMinutes(WorkItem item, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(WorkResult.RescheduleAt(_host.Time.Now.AddMinutes(2)));
    }

    private async Task<bool> IsEmptyAsync() => (await _host.AllAsync<WorkItem>()).Count == 0;

    private void Start(ScriptedWork work) => _loops.Add(Task.Run(async () =>
    {
        using var loop = new WorkLoop(
            work, _host.Store, _host.Get<WorkSignal>(), _host.Get<WorkRunner>(), _host.Get<RecurringWork>(),
            _host.Get<StoreOutage>(), _host.Time, NullLogger.Instance);
        await loop.RunAsync(_stopping.Token);
    }));
}
