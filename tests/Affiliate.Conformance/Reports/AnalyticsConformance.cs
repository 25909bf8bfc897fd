namespace Affiliate.Conformance;

/// <summary>
/// AF-25, AF-26, TX-05 to TX-07, TX-11, TX-19: whatever was clicked and bought, analyses say the same as counting one by one.
/// </summary>
public abstract class AnalyticsConformance : StoreConformance
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Sample.Now.UtcDateTime);

    private AnalyticsSample? _sample;

    private AnalyticsSample Rows => _sample!;

    private AffiliateAnalytics Analytics => new(Store, Time);

    /// <summary>Every group agrees with a count by hand, in all and for some of the rows.</summary>
    [ConditionalFact]
    public async Task TX_19_every_dimension_is_what_counting_one_by_one_gives()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        await CheckAsync();
    }

    /// <summary>What is counted in the background changes no answer, whatever is counted already and whoever counts.</summary>
    [ConditionalFact]
    public async Task TX_19_counting_in_the_background_changes_no_answer()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        Time.Now = Sample.Now.AddDays(-12).AddHours(-1);
        await FoldAsync(Store);
        Assert.NotEmpty(await ReadAsync(Query<DimensionTally>.All));
        await CheckAsync();

        // Both find the same clicks; only one of them may count them.
        Time.Now = Sample.Now;
        var folds = Task.WhenAll(new[] { Store, CreateFurtherStore() }.Select(store => Task.Run(() => FoldAsync(store))));
        await folds;
        await CheckAsync();
        var tallies = await ReadAsync(Query<DimensionTally>.All.Equal(tally => tally.ProgramId, Rows.Program));
        Assert.Equal(tallies.Count, tallies.Select(tally => (tally.Dimension, tally.Day, tally.Value)).Distinct().Count());

        Time.Now = Sample.Now.AddHours(1);
        await Store.AddClicksAsync([.. Rows.MoreClicks(Time.Now)]);
        await CheckAsync();
        await FoldAsync(Store);
        await FoldAsync(Store);
        await CheckAsync();
    }

    /// <summary>
    /// Semantics, "Bot": what was flagged is taken back. Two who decide at once count once, on days that are counted, merged, or neither,
    /// and while they are counted.
    /// </summary>
    [ConditionalFact]
    public async Task A_click_that_a_person_corrects_changes_every_figure_once()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        await Store.AddAsync(Sample.Program() with { Id = Rows.Program });
        Time.Now = Sample.Now.AddDays(-12).AddHours(-1);
        await FoldAsync(Store);
        Time.Now = Sample.Now.AddMinutes(5);
        await new TallyFold(Store, new UnitRunner(Store, new WorkSignal(), Time), Time).RunAsync(Sample.WorkItem(WorkKind.TallyFold), CancellationToken.None);
        var desks = new[] { Store, CreateFurtherStore() }.Select(store => (Store: store, Desk: DeskOver(store))).ToList();
        foreach (var (round, click) in Rows.Clicks.OrderBy(click => click.OccurredAt).Chunk(10).Select(some => some[0]).Index().ToList())
        {
            var judgement = new ClickJudgement
            {
                Program = Rows.Program.ToString(),
                Click = click.Id,
                Qualified = !click.Qualified,
                Actor = "support",
                Reason = "looked at it",
            };
            var both = await Task.WhenAll(
                [.. desks.Select(one => Task.Run(() => one.Desk.CorrectAsync(judgement))),
                    .. round % 3 == 0 ? [Task.Run(async () => { await FoldAsync(Store); return (JudgedClick?)null; })] : Array.Empty<Task<JudgedClick?>>()]);

            var judged = both[0]!;
            AssertSame(judged.Click, both[1]!.Click);
            AssertSame(judged.Correction!, both[1]!.Correction!);
            Assert.Equal((!click.Qualified, 1), (judged.Click.Qualified, judged.Correction!.Version));
            Rows.Replace(judged.Click);
        }

        Assert.Equal(15, (await ReadAsync(Query<LoggedEvent>.All.Equal(one => one.Type, EventTypes.ClickCorrected))).Count);
        await CheckAsync();
        Time.Now = Sample.Now.AddHours(1);
        await FoldAsync(Store);
        await CheckAsync();
        await Task.WhenAll(Rows.Clicks.Where(click => click.NotQualifiedReason is not null).Take(5).ToList().Select(click => Task.Run(async () =>
            AssertSame(
                click with { Qualified = true, NotQualifiedReason = null, Version = click.Version + 1 },
                (await desks[0].Desk.CorrectAsync(new ClickJudgement
                {
                    Program = Rows.Program.ToString(),
                    Click = click.Id,
                    Qualified = true,
                    Actor = "support",
                    Reason = "back",
                }))!.Click))));
        foreach (var click in await ReadAsync(Query<Click>.All.Equal(one => one.ProgramId, Rows.Program)))
        {
            Rows.Replace(click);
        }

        await CheckAsync();
        var tallies = await ReadAsync(Query<ClickTally>.All.Equal(tally => tally.ProgramId, Rows.Program));
        Assert.Equal(tallies.Count, tallies.Select(tally => (tally.Day, tally.PartnerId)).Distinct().Count());
    }

    private ClickDesk DeskOver(IAffiliateStore store)
    {
        var units = new UnitRunner(store, new WorkSignal(), Time);
        var outbox = new EventOutbox(new EventSubscriptions([]), Time);
        var programs = new ProgramDirectory(store, new ProgramSeeds([]), Time);
        return new ClickDesk(units, store, programs, outbox, new CommissionDesk(units, outbox, Time), Time);
    }

    private async Task FoldAsync(IAffiliateStore store) => await new DimensionFold(store, new UnitRunner(store, new WorkSignal(), Time), Time)
        .RunAsync(Sample.WorkItem(WorkKind.DimensionFold), CancellationToken.None);

    private async Task CheckAsync()
    {
        foreach (var filter in Rows.Filters())
        {
            foreach (var group in Enum.GetValues<AnalyticsGroup>())
            {
                var found = await Analytics.AnalyzeAsync(Rows.Program, group, filter);

                var expected = Rows.Count(group, filter);
                Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Rows.Select(row => row.Key ?? "").Order(StringComparer.Ordinal));
                Assert.All(found.Rows, row => Assert.Equal(expected[row.Key ?? ""], AnalyticsSample.TextOf(row.Performance)));
                Assert.Equal(Rows.Count(AnalyticsGroup.Total, filter)[""], AnalyticsSample.TextOf(found.Total));
            }
        }
    }

    /// <summary>Rows are named as people know them.</summary>
    [ConditionalFact]
    public async Task TX_19_partners_links_and_campaigns_have_their_names()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        async Task<IEnumerable<(string?, string?)>> NamesAsync(AnalyticsGroup group) =>
            (await Analytics.AnalyzeAsync(Rows.Program, group, new AnalyticsFilter())).Rows.Select(row => (row.Key, row.Name)).Order();

        Assert.Equal(Rows.Partners.Select(one => ((string?)one.Id.ToString(), (string?)one.Slug)).Order(), await NamesAsync(AnalyticsGroup.Partner));
        Assert.Equal(
            Rows.Links.Select(one => ((string?)one.Id.ToString(), (string?)one.Slug)).Append((null, null)).Order(), await NamesAsync(AnalyticsGroup.Link));
        Assert.Equal(Rows.Links.Select(one => ((string?)one.Slug, (string?)one.Slug)).Append((null, null)).Order(), await NamesAsync(AnalyticsGroup.Slug));
        Assert.Contains((Rows.Campaign.Id.ToString(), Rows.Campaign.Name), await NamesAsync(AnalyticsGroup.Campaign));
    }

    /// <summary>Each day is there, and adds up to the total.</summary>
    [ConditionalFact]
    public async Task AF_26_every_day_is_there_and_days_add_up()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        foreach (var partner in new PartnerId?[] { null, Rows.Partners[0].Id })
        {
            foreach (var first in new DateOnly?[] { Today.AddDays(-6), Today.AddDays(-29), Today, null })
            {
                var series = await Analytics.DailyAsync(Rows.Program, first, null, partner);

                var start = first ?? Rows.FirstDay(partner);
                Assert.Equal((start, Today), (series.First, series.Last));
                Assert.Equal(Enumerable.Range(0, Today.DayNumber - start.DayNumber + 1).Select(start.AddDays), series.Days.Select(day => day.Day));
                foreach (var day in series.Days)
                {
                    Assert.Equal(Rows.Total(ReportPeriod.Days(day.Day, day.Day), partner), AnalyticsSample.TextOf(day.Performance));
                }

                var before = ReportPeriod.Days(start.AddDays(-series.Days.Count), start.AddDays(-1));
                Assert.Equal(Rows.Total(ReportPeriod.Days(start, Today), partner), AnalyticsSample.TextOf(series.Total));
                Assert.Equal(Rows.Total(before, partner), AnalyticsSample.TextOf(series.Previous));
            }
        }
    }

    /// <summary>Without anything there are days of nothing.</summary>
    [ConditionalFact]
    public async Task AF_26_a_program_without_anything_has_days_of_nothing()
    {
        var program = Sample.Id<ProgramId>();

        var week = await Analytics.DailyAsync(program, Today.AddDays(-6), null);
        var all = await Analytics.DailyAsync(program, null, null);

        Assert.Equal(7, week.Days.Count);
        Assert.All(week.Days, day => Assert.Equal((0, 0, 0m), (day.Performance.Clicks, day.Performance.Conversions, day.Performance.ConversionRate)));
        Assert.Equal(Today, Assert.Single(all.Days).Day);
        await Assert.ThrowsAsync<ArgumentException>(() => Analytics.DailyAsync(program, Today, Today.AddDays(-1)));
    }

    /// <summary>By page and by cursor every line is there once, newest first.</summary>
    [ConditionalFact]
    public async Task AF_25_clicks_leads_and_conversions_are_one_list_newest_first()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        foreach (var filter in new ActivityFilter[]
        {
            new(),
            new() { Type = ActivityType.Click },
            new() { Type = ActivityType.Lead },
            new() { Type = ActivityType.Conversion, Partner = Rows.Partners[1].Id },
            new() { Partner = Rows.Partners[0].Id, Period = ReportPeriod.Days(Today.AddDays(-9), Today) },
        })
        {
            var expected = Rows.Lines(filter);
            var byPage = new List<ActivityLine>();
            for (var number = 1; byPage.Count < expected.Count; number++)
            {
                var page = await Analytics.ActivityAsync(Rows.Program, filter, new PageRequest(number, 17));
                Assert.Equal(expected.Count, page.Total);
                Assert.NotEmpty(page.Items);
                byPage.AddRange(page.Items);
            }

            var byCursor = new List<ActivityLine>();
            for (PagePosition? at = null; byCursor.Count == 0 || at is not null;)
            {
                var page = await Analytics.ActivityAsync(Rows.Program, filter, PageRequest.Behind(at, 13));
                byCursor.AddRange(page.Items);
                at = page.Next;
            }

            Assert.Equal(expected, byPage.Select(line => line.Id).ToHashSet());
            Assert.Equal(byPage, byCursor);
            Assert.Equal(byPage.OrderByDescending(line => line.At).Select(line => line.At), byPage.Select(line => line.At));
        }

        Assert.Empty((await Analytics.ActivityAsync(Rows.Program, new ActivityFilter(), new PageRequest(99))).Items);
        Assert.Empty((await Analytics.ActivityAsync(Sample.Id<ProgramId>(), new ActivityFilter(), default)).Items);
    }

    /// <summary>Deliveries count for their own program and period only.</summary>
    [ConditionalFact]
    public async Task TX_11_the_funnel_tells_how_many_webhooks_arrived()
    {
        _sample = await AnalyticsSample.AddAsync(Store);
        var (ours, others) = (Endpoint(Rows.Program), Endpoint(Sample.Id<ProgramId>()));
        await AddAsync(ours, others);
        WebhookDelivery Delivery(WebhookEndpoint endpoint, DeliveryState state, int daysAgo = 0) =>
            WebhookDelivery.Of(endpoint, Sample.Id<AffiliateEventId>(), "sale.created", Sample.Now.AddDays(-daysAgo)) with { State = state };
        await AddAsync(
            Delivery(ours, DeliveryState.Delivered), Delivery(ours, DeliveryState.Delivered), Delivery(ours, DeliveryState.Delivered),
            Delivery(ours, DeliveryState.Failed), Delivery(ours, DeliveryState.Pending), Delivery(ours, DeliveryState.Failed, daysAgo: 30),
            Delivery(others, DeliveryState.Failed));

        var week = await Analytics.FunnelAsync(Rows.Program, new AnalyticsFilter { Period = ReportPeriod.Days(Today.AddDays(-6), Today) });
        var all = await Analytics.FunnelAsync(Rows.Program, new AnalyticsFilter());

        Assert.Equal((0.75m, 0.6m), (week.Deliveries.DeliveryRate, all.Deliveries.DeliveryRate));
        Assert.Equal(AnalyticsSample.TextOf(all.Performance), Rows.Total(ReportPeriod.All, null));
        Assert.Equal(all.Performance.Clicks, all.Sources.Sum(source => source.Performance.Clicks));
    }

    private static WebhookEndpoint Endpoint(ProgramId program) => new()
    {
        Id = Sample.Id<WebhookEndpointId>(),
        ProgramId = program,
        Url = "https://hooks.example.com/",
        Events = "*",
        IsActive = true,
        SealedSecret = "sealed",
        CreatedAt = Sample.Now,
    };
}
