namespace Affiliate.Core.Tests.Clicks;

public sealed class TallyFoldTests : IAsyncLifetime
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Sample.Now.UtcDateTime);

    private readonly Installation _host = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Rows_of_a_partner_and_day_become_one_and_totals_stay()
    {
        var (alpha, beta) = (Sample.Partner(), Sample.Partner());
        for (var i = 1; i <= 4; i++)
        {
            await AddAsync(alpha, Today, clicks: i, qualified: 1);
            await AddAsync(alpha, Today.AddDays(-1), clicks: 10, qualified: 0);
        }

        await AddAsync(beta, Today, clicks: 7, qualified: 7);

        await RunAsync();

        var tallies = await _host.AllAsync<ClickTally>();
        Assert.Equal(
            [(alpha.Id, Today.AddDays(-1), 40, 0), (alpha.Id, Today, 10, 4), (beta.Id, Today, 7L, 7L)],
            tallies.Select(t => (t.PartnerId, t.Day, t.Clicks, t.Qualified))
                .OrderBy(t => t.PartnerId == beta.Id).ThenBy(t => t.Day));
    }

    [Fact]
    public async Task More_rows_than_one_unit_takes_are_merged_too()
    {
        var partners = Enumerable.Range(0, 300).Select(_ => Sample.Partner()).ToList();
        for (var i = 0; i < 2_500; i++)
        {
            await AddAsync(partners[i % 7 == 0 ? 0 : i % 300], Today, clicks: 1, qualified: 1);
        }

        await RunAsync();

        var tallies = await _host.AllAsync<ClickTally>();
        Assert.Equal(2_500, tallies.Sum(tally => tally.Clicks));
        Assert.Equal(tallies.Count, tallies.Select(tally => tally.PartnerId).Distinct().Count());
    }

    /// <summary>Two instances may do the same at once, and clicks go on arriving: no click is lost or counted twice.</summary>
    [Fact]
    public async Task Merging_at_once_from_two_sides_keeps_the_total()
    {
        var partner = Sample.Partner();
        for (var i = 0; i < 300; i++)
        {
            await AddAsync(partner, Today, clicks: 1, qualified: 1);
        }

        _host.Time.Advance(TallyFold.Margin + TimeSpan.FromMilliseconds(1));
        var others = Enumerable.Range(0, 4).Select(_ => Task.Run(FoldAsync)).ToList();
        for (var i = 0; i < 300; i++)
        {
            await AddAsync(partner, Today, clicks: 1, qualified: 1);
        }

        var merging = Task.WhenAll(others);
        await _host.Time.UntilAsync(() => merging.IsCompleted, TimeSpan.FromMilliseconds(10));
        await merging;

        Assert.Equal(600, (await _host.AllAsync<ClickTally>()).Sum(tally => tally.Clicks));
        await RunAsync();
        Assert.Equal(600, Assert.Single(await _host.AllAsync<ClickTally>()).Clicks);
    }

    /// <summary>Instances still add to them.</summary>
    [Fact]
    public async Task Rows_of_the_last_minutes_are_left_alone()
    {
        var partner = Sample.Partner();
        await AddAsync(partner, Today, clicks: 1, qualified: 1);
        await AddAsync(partner, Today, clicks: 2, qualified: 1);

        await FoldAsync();

        Assert.Equal(2, (await _host.AllAsync<ClickTally>()).Count);
    }

    /// <summary>A process stood still and adds to a row that was merged: the row is there again, with what is new.</summary>
    [Fact]
    public async Task Counts_that_come_after_the_merge_are_kept()
    {
        var partner = Sample.Partner();
        var late = Sample.Tally(partner);
        await AddAsync(partner, Today, clicks: 1, qualified: 1);
        await _host.AddAsync(late);
        await RunAsync();

        await _host.Store.AppendClicksAsync(new ClickBatch([Sample.Click(partner)], [late], [], []), CancellationToken.None);
        await RunAsync();

        Assert.Equal(3, Assert.Single(await _host.AllAsync<ClickTally>()).Clicks);
    }

    [Fact]
    public async Task Days_that_are_over_are_looked_at_once()
    {
        var partner = Sample.Partner();
        await AddAsync(partner, Today.AddDays(-400), clicks: 1, qualified: 1);
        await AddAsync(partner, Today.AddDays(-400), clicks: 1, qualified: 1);
        await RunAsync();
        Assert.Equal(2, Assert.Single(await _host.AllAsync<ClickTally>()).Clicks);

        await AddAsync(partner, Today.AddDays(-2), clicks: 1, qualified: 1);
        await AddAsync(partner, Today.AddDays(-2), clicks: 1, qualified: 1);
        await AddAsync(partner, Today.AddDays(-1), clicks: 1, qualified: 1);
        await AddAsync(partner, Today.AddDays(-1), clicks: 1, qualified: 1);
        await RunAsync();

        var tallies = await _host.AllAsync<ClickTally>();
        Assert.Equal([1, 2, 3], tallies.GroupBy(t => t.Day).Select(day => day.Count() + (day.Key == Today.AddDays(-1) ? 2 : 0)).Order());
    }

    [Fact]
    public async Task It_comes_back_by_itself()
    {
        var partner = Sample.Partner();
        await _host.StartAsync<Worker>();
        await _host.Time.UntilAsync(async () => (await _host.AllAsync<WorkItem>()).Any(item => item.Kind == WorkKind.TallyFold));

        await AddAsync(partner, Today, clicks: 1, qualified: 1);
        await AddAsync(partner, Today, clicks: 2, qualified: 1);

        await _host.Time.UntilAsync(async () => (await _host.AllAsync<ClickTally>()).Count == 1);
    }

    private Task AddAsync(Partner partner, DateOnly day, long clicks, long qualified) => _host.AddAsync(
        Sample.Tally(partner) with { Day = day, Clicks = clicks, Qualified = qualified });

    /// <summary>Runs it when every row so far takes no more counts.</summary>
    private Task RunAsync()
    {
        _host.Time.Advance(TallyFold.Margin + TimeSpan.FromMilliseconds(1));
        return FoldAsync();
    }

    private Task FoldAsync() => new TallyFold(_host.Store, _host.Get<UnitRunner>(), _host.Time)
        .RunAsync(Sample.WorkItem(WorkKind.TallyFold), CancellationToken.None);
}
