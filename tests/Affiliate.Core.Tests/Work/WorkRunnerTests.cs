namespace Affiliate.Core.Tests.Work;

public sealed class WorkRunnerTests : IAsyncLifetime
{
    private readonly Installation _host = new(affiliate => affiliate.Configure(options => options.MaxAttempts = 3));

    public Task InitializeAsync() => _host.AddAsync(Sample.WorkItem(WorkKind.Inbox));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Work_that_is_done_goes()
    {
        await RunAsync((_, _) => Task.FromResult(WorkResult.Done));

        Assert.Empty(await _host.AllAsync<WorkItem>());
    }

    [Fact]
    public async Task Work_can_come_back_later_without_having_failed()
    {
        var later = Sample.Now.AddMinutes(1);

        await RunAsync((_, _) => Task.FromResult(WorkResult.RescheduleAt(later.AddTicks(7))));

        var item = Assert.Single(await _host.AllAsync<WorkItem>());
        Assert.Equal((later, null, 0), (item.DueAt, item.LastError, item.Tries));
    }

    [Fact]
    public async Task Failed_work_comes_back_after_a_growing_pause_and_is_parked_in_the_end()
    {
        foreach (var seconds in new[] { 5, 10 })
        {
            var failedAt = _host.Time.Now;
            await RunAsync((_, _) => throw new IOException("No mail."));

            var waiting = Assert.Single(await _host.AllAsync<WorkItem>());
            Assert.InRange((waiting.DueAt!.Value - failedAt).TotalSeconds, seconds, seconds * 1.2);
            Assert.Equal("System.IO.IOException: No mail.", waiting.LastError);
            _host.Time.Advance(TimeSpan.FromSeconds(seconds * 2));
        }

        await RunAsync((_, _) => throw new IOException("Still no mail."));

        var parked = Assert.Single(await _host.AllAsync<WorkItem>());
        Assert.Equal((null, "System.IO.IOException: Still no mail."), (parked.DueAt, parked.LastError));
        Assert.Equal(2, _host.Log.Of(1002).Count);
        Assert.Single(_host.Log.Of(1003));
    }

    [Fact]
    public async Task Recurring_work_is_never_parked()
    {
        for (var i = 0; i < 5; i++)
        {
            await RunAsync((_, _) => throw new IOException(), recurring: "all");
            _host.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.NotNull(Assert.Single(await _host.AllAsync<WorkItem>()).DueAt);
    }

    [Fact]
    public async Task Work_that_hangs_has_failed_before_its_lease_ends()
    {
        var running = RunAsync((_, _) => new TaskCompletionSource<WorkResult>().Task);
        _host.Time.Advance(WorkRunner.RunLimit);
        await running.InTime();

        var item = Assert.Single(await _host.AllAsync<WorkItem>());
        Assert.StartsWith("System.TimeoutException", item.LastError, StringComparison.Ordinal);
        Assert.True(WorkRunner.RunLimit < WorkRunner.Lease);
    }

    [Fact]
    public async Task Work_that_the_stopping_host_interrupts_is_free_at_once_and_has_not_failed()
    {
        using var stopping = new CancellationTokenSource();
        var running = RunAsync(
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return WorkResult.Done;
            },
            stopping: stopping.Token);

        await stopping.CancelAsync();
        await running.InTime();

        var item = Assert.Single(await _host.AllAsync<WorkItem>());
        Assert.Equal((_host.Time.Now, null), (item.DueAt, item.LastError));
    }

    /// <summary>C4: a paused instance that wakes up late changes nothing, and says so once.</summary>
    [Fact]
    public async Task Who_lost_the_lease_drops_the_result()
    {
        await RunAsync(async (item, _) =>
        {
            await _host.Memory.RescheduleAsync(item, _host.Time.Now, null, CancellationToken.None);
            await ClaimAsync();
            return WorkResult.Done;
        });

        Assert.Equal(2, Assert.Single(await _host.AllAsync<WorkItem>()).Attempt);
        Assert.Single(_host.Log.Of(1004));
    }

    /// <summary>I16, I4: the store may be away when the work ends; the lease then brings it back.</summary>
    [Fact]
    public async Task A_store_that_is_away_when_work_ends_does_no_harm()
    {
        await RunAsync((_, _) =>
        {
            _host.Store.IsAway = true;
            return Task.FromResult(WorkResult.Done);
        });

        Assert.Single(_host.Log.Of(1008));
        _host.Store.IsAway = false;
        _host.Time.Advance(WorkRunner.Lease);
        await RunAsync((_, _) => Task.FromResult(WorkResult.Done));
        Assert.Empty(await _host.AllAsync<WorkItem>());
    }

    private async Task RunAsync(
        Func<WorkItem, CancellationToken, Task<WorkResult>> work, string? recurring = null,
        CancellationToken stopping = default) =>
        await _host.Get<WorkRunner>().RunAsync(
            new ScriptedWork(work) { RecurringSubject = recurring }, await ClaimAsync(), stopping);

    private async Task<WorkItem> ClaimAsync() => Assert.Single(
        await _host.Memory.ClaimAsync(WorkKind.Inbox, 10, WorkRunner.Lease, CancellationToken.None));
}
