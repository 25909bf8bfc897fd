namespace Affiliate.Core.Tests.Clicks;

public sealed class DimensionFoldTests : IAsyncLifetime
{
    private readonly Installation _host = new();
    private readonly Partner _partner = Sample.Partner();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Clicks_are_counted_once_they_are_two_minutes_old()
    {
        var before = Sample.Now - DimensionFold.Margin;
        await _host.Store.AddClicksAsync(
            At(before.AddMilliseconds(-1)) with { Country = "DE" }, At(before.AddDays(-1)) with { Country = "DE", Qualified = false },
            At(before), At(Sample.Now));

        await RunAsync();
        await RunAsync();

        Assert.Equal(
            [("DE", before.AddDays(-1).Day, 1, 0), ("DE", before.Day, 1L, 1L)],
            (await OfAsync(AnalyticsGroup.Country)).Select(t => (t.Value, t.Day.Day, t.Clicks, t.Qualified)).Order());
        Assert.Equal(2 * ClickDimension.Tallied.Count, (await _host.AllAsync<DimensionTally>()).Count);
    }

    [Fact]
    public async Task More_clicks_than_a_page_has_are_counted_too_also_many_of_one_millisecond()
    {
        var at = Sample.Now.AddHours(-1);
        var clicks = Enumerable.Range(0, 150).Select(number => At(at.AddMilliseconds(number < 3 ? number : 7))).ToArray();
        await AddAsync(clicks);
        await AddAsync([.. Enumerable.Range(0, 20).Select(number => At(at.AddSeconds(number + 1)))]);

        await RunAsync(pageSize: 50);

        Assert.Equal(170, Assert.Single(await OfAsync(AnalyticsGroup.Device)).Clicks);
    }

    [Fact]
    public async Task Values_above_a_thousand_share_a_row_but_links_never_do()
    {
        var at = Sample.Now.AddHours(-1);
        await AddAsync([.. Enumerable.Range(0, 1_200).Select(number => At(at.AddMilliseconds(number)) with
        {
            Referrer = $"https://blog.example.net/{number}",
            LinkId = Sample.Id<LinkId>(),
        })]);
        await RunAsync();
        await AddAsync([At(Sample.Now) with { Referrer = "https://blog.example.net/0" }, At(Sample.Now) with { Referrer = "https://blog.example.net/new" }]);
        _host.Time.Advance(TimeSpan.FromHours(1));

        await RunAsync();

        var referrers = await OfAsync(AnalyticsGroup.Referrer);
        Assert.Equal(DimensionTally.MostValues + 1, referrers.Count);
        Assert.Equal((201, 2), (
            referrers.Single(t => t.Value == DimensionTally.Others).Clicks, referrers.Single(t => t.Value == "https://blog.example.net/0").Clicks));
        Assert.Equal(1_202, (await OfAsync(AnalyticsGroup.Link)).Count);
    }

    [Fact]
    public async Task Clicks_that_come_in_late_are_counted_when_the_day_is_over()
    {
        var early = At(Sample.Now.AddHours(-1)) with { Country = "DE" };
        await _host.Store.AddClicksAsync(early);
        await RunAsync();
        await _host.Store.AddClicksAsync(early with { Id = Sample.Id<ClickId>(), Qualified = false }, early with { Id = Sample.Id<ClickId>(), Country = "AT" });
        await RunAsync();
        Assert.Equal(1, (await OfAsync(AnalyticsGroup.Country)).Sum(tally => tally.Clicks));

        _host.Time.Advance(TimeSpan.FromDays(2));
        await RunAsync();

        Assert.Equal(
            [("AT", 1, 1), ("DE", 2L, 1L)],
            (await OfAsync(AnalyticsGroup.Country)).Select(t => (t.Value, t.Clicks, t.Qualified)).Order());
    }

    [Theory]
    [InlineData(null, null, null, null, "mark..")]
    [InlineData("03-01", null, "03-01", null, "mark..")]
    [InlineData("03-01 12:00", null, "03-02", null, "03-01 12:00..03-02 00:00 mark..")]
    [InlineData("03-01", "03-05", "03-01", "03-05", "")]
    [InlineData("03-01 12:00", "03-05 12:00", "03-02", "03-05", "03-01 12:00..03-02 00:00 03-05 00:00..03-05 12:00")]
    [InlineData(null, "03-05 12:00", null, "03-05", "03-05 00:00..03-05 12:00")]
    [InlineData("03-10", "03-11", "03-10", null, "mark..03-11 00:00")]
    public void Whole_days_are_answered_by_rows_and_the_rest_by_clicks(string? from, string? before, string? first, string? end, string rest)
    {
        var mark = Time("03-10 18:00")!.Value;

        var split = DimensionReader.Split(new ReportPeriod(Time(from), Time(before)), mark)!.Value;

        Assert.Equal((first, end), (split.First?.ToString("MM-dd", null), split.Before?.ToString("MM-dd", null)));
        Assert.Equal(rest, string.Join(' ', split.Live.Select(part => $"{(part.From == mark ? "mark" : $"{part.From:MM-dd HH:mm}")}..{part.Before:MM-dd HH:mm}")));
    }

    [Theory]
    [InlineData("03-10 12:00", null)]
    [InlineData("03-05 12:00", "03-05 13:00")]
    [InlineData("03-11", null)]
    public void Within_a_day_and_after_the_mark_only_clicks_answer(string from, string? before) =>
        Assert.Null(DimensionReader.Split(new ReportPeriod(Time(from), Time(before)), Time("03-10 18:00")!.Value));

    private static DateTimeOffset? Time(string? text) => text is null
        ? null
        : DateTimeOffset.Parse($"2026-{text}Z", System.Globalization.CultureInfo.InvariantCulture);

    private Click At(DateTimeOffset at) => Sample.Click(_partner) with { OccurredAt = at };

    private Task AddAsync(Click[] clicks) => _host.Store.AppendClicksAsync(
        new ClickBatch(clicks, [Sample.Tally(_partner) with { Day = DateOnly.FromDateTime(clicks[0].OccurredAt.UtcDateTime), Clicks = clicks.Length }], [], []),
        CancellationToken.None);

    private async Task<List<DimensionTally>> OfAsync(AnalyticsGroup dimension) =>
        [.. (await _host.AllAsync<DimensionTally>()).Where(tally => tally.Dimension == dimension)];

    private async Task RunAsync(int pageSize = 1_000) => await new DimensionFold(
        _host.Store, new UnitRunner(_host.Store, new WorkSignal(), _host.Time), _host.Time)
    { PageSize = pageSize }
        .RunAsync(Sample.WorkItem(WorkKind.DimensionFold), CancellationToken.None);
}
