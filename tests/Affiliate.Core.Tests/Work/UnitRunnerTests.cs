namespace Affiliate.Core.Tests.Work;

public sealed class UnitRunnerTests : IAsyncLifetime
{
    private readonly Installation _host = new();

    private UnitRunner Units => _host.Get<UnitRunner>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    /// <summary>C9: a lost race is run again after 10 to 200 ms.</summary>
    [Fact]
    public async Task A_lost_race_is_run_again()
    {
        var races = 0;
        _host.Store.BeforeUnit = () => Lose(++races <= 5);

        var running = Units.RunAsync((_, _) => Task.FromResult(races), CancellationToken.None);
        Assert.False(running.IsCompleted);
        await _host.Time.UntilAsync(() => running.IsCompleted, TimeSpan.FromMilliseconds(10));

        Assert.Equal(6, await running);
        Assert.True((_host.Time.Now - Sample.Now).TotalMilliseconds >= 5 * 10);
    }

    /// <summary>C9: after five reruns the caller is told, and nothing has changed.</summary>
    [Fact]
    public async Task After_five_reruns_it_gives_up()
    {
        var races = 0;
        _host.Store.BeforeUnit = () => Lose(++races > 0);

        var running = Units.RunAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        await _host.Time.UntilAsync(() => running.IsCompleted, TimeSpan.FromMilliseconds(10));

        var busy = await Assert.ThrowsAsync<AffiliateBusyException>(() => running);
        Assert.IsType<StoreConflictException>(busy.InnerException);
        Assert.Equal(6, races);
    }

    /// <summary>What took for granted that it is first looks as soon as it is not, and has its reruns still.</summary>
    [Fact]
    public async Task A_unit_that_hoped_in_vain_looks_at_once()
    {
        var races = 0;
        List<string> runs = [];
        _host.Store.BeforeUnit = () => Lose(++races == 1);
        Task<bool> Run(string name)
        {
            runs.Add(name);
            return name == "hopeful" ? throw new StoreConflictException() : Task.FromResult(true);
        }

        Assert.True(await Units.RunAsync((_, _) => Run("hopeful"), (_, _) => Run("looking"), CancellationToken.None));
        Assert.True(await Units.RunAsync((_, _) => Run("hopeful"), (_, _) => Run("looking"), CancellationToken.None));

        Assert.Equal(["looking", "hopeful", "looking"], runs);
        Assert.Equal(Sample.Now, _host.Time.Now);
    }

    /// <summary>Where a unit takes longer than the pauses between reruns, who lost takes turns instead of losing again.</summary>
    [Fact]
    public async Task Twenty_units_that_want_one_row_at_once_all_get_it()
    {
        using var store = new InMemoryAffiliateStore(TimeProvider.System);
        using var units = new UnitRunner(store, new WorkSignal(), TimeProvider.System);
        var partner = Sample.Partner();
        await store.AddAsync(partner);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => units.RunAsync(
            async (unit, token) =>
            {
                var known = await unit.FindAsync(Partner.ById(partner.Id), token);
                await Task.Delay(TimeSpan.FromMilliseconds(50), token);
                unit.Save(known! with { FirstName = known.FirstName + "x" });
                return true;
            },
            CancellationToken.None)))).InTime();

        Assert.Equal(new string('x', 20), (await store.FindAsync(Partner.ById(partner.Id), default))!.FirstName);
    }

    [Fact]
    public async Task Other_failures_are_not_run_again()
    {
        var runs = 0;

        await Assert.ThrowsAsync<IOException>(() => Units.RunAsync<bool>(
            (_, _) =>
            {
                runs++;
                throw new IOException();
            },
            CancellationToken.None));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task The_worker_is_woken_after_the_commit_for_the_kinds_added()
    {
        var handler = _host.Get<WorkSignal>().Next(WorkKind.Handler);
        var inbox = _host.Get<WorkSignal>().Next(WorkKind.Inbox);

        await Units.RunAsync(
            (unit, _) =>
            {
                unit.Add(Sample.WorkItem(WorkKind.Inbox));
                Assert.False(inbox.IsCompleted);
                return Task.FromResult(true);
            },
            CancellationToken.None);

        Assert.True(inbox.IsCompleted);
        Assert.False(handler.IsCompleted);
    }

    [Fact]
    public async Task A_failed_unit_wakes_nobody()
    {
        var inbox = _host.Get<WorkSignal>().Next(WorkKind.Inbox);

        await Assert.ThrowsAsync<IOException>(() => Units.RunAsync<bool>(
            (unit, _) =>
            {
                unit.Add(Sample.WorkItem(WorkKind.Inbox));
                throw new IOException();
            },
            CancellationToken.None));

        Assert.False(inbox.IsCompleted);
    }

    private static void Lose(bool isLost)
    {
        if (isLost)
        {
            throw new StoreConflictException();
        }
    }
}
