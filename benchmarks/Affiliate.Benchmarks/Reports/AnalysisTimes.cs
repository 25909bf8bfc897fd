using System.Diagnostics;
using Affiliate.Benchmarks.Money;

namespace Affiliate.Benchmarks.Reports;

/// <summary>P7: every dimension over 30 days, with what the background counted and without it.</summary>
internal static class AnalysisTimes
{
    private const int BatchSize = 2_000;
    private const int Days = 30;
    private const int Samples = 40;

    private static readonly string[] Countries = ["AT", "BR", "CA", "CH", "DE", "DK", "ES", "FR", "GB", "IN", "IT", "JP", "MX", "NL", "PL", "SE", "US"];

    /// <returns>Whether what was counted in the background and what is counted from the clicks agree.</returns>
    public static async Task<bool> RunAsync(string database, int clicks, int sales)
    {
        await using var instance = await MoneyInstance.CreateAsync(database);
        var partner = await instance.ReferAsync();
        await SeedAsync(instance, partner, clicks, sales);
        var today = DateOnly.FromDateTime(instance.Get<TimeProvider>().GetUtcNow().UtcDateTime);
        var filter = new AnalyticsFilter { Period = ReportPeriod.Days(today.AddDays(1 - Days), today) };
        var before = await MeasureAsync(instance, partner.ProgramId, filter, samples: 1);
        var watch = Stopwatch.StartNew();
        await FoldAsync(instance);
        var folding = watch.Elapsed;
        var after = await MeasureAsync(instance, partner.ProgramId, filter, Samples);
        Console.WriteLine(FormattableString.Invariant(
            $"P7 {database}: {clicks} clicks and {sales} sales in {Days} days; counted in the background in {folding.TotalSeconds:F1} s"));
        foreach (var (group, (counted, medium, late)) in after)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"  {group}: median {medium:F1} ms, p95 {late:F1} ms (from the clicks alone {before[group].Median:F0} ms)"));
        }

        await DailyAsync(instance, partner.ProgramId, today);
        return after.All(row => row.Value.Clicks == before[row.Key].Clicks);
    }

    private static async Task DailyAsync(MoneyInstance instance, ProgramId program, DateOnly today)
    {
        var analytics = instance.Get<AffiliateAnalytics>();
        var times = await TimesAsync(() => analytics.DailyAsync(program, today.AddDays(1 - Days), today), Samples);
        Console.WriteLine(FormattableString.Invariant($"  /analytics/daily: median {times[Samples / 2]:F1} ms, p95 {times[Samples * 95 / 100]:F1} ms"));
    }

    private static async Task<Dictionary<AnalyticsGroup, (long Clicks, double Median, double Late)>> MeasureAsync(
        MoneyInstance instance, ProgramId program, AnalyticsFilter filter, int samples)
    {
        var analytics = instance.Get<AffiliateAnalytics>();
        var found = new Dictionary<AnalyticsGroup, (long, double, double)>();
        foreach (var group in Enum.GetValues<AnalyticsGroup>())
        {
            var clicks = (await analytics.AnalyzeAsync(program, group, filter)).Total.Clicks;
            var times = await TimesAsync(() => analytics.AnalyzeAsync(program, group, filter), samples);
            found[group] = (clicks, times[samples / 2], times[samples * 95 / 100]);
        }

        return found;
    }

    private static async Task<double[]> TimesAsync(Func<Task> work, int samples)
    {
        var times = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    /// <summary>Does what the background does with clicks: counts them by dimension and adds the rows of a day up.</summary>
    public static async Task FoldAsync(MoneyInstance instance)
    {
        var (store, time) = (instance.Get<IAffiliateStore>(), instance.Get<TimeProvider>());
        IWorkHandler[] folds =
        [
            new DimensionFold(store, instance.Get<UnitRunner>(), time), new TallyFold(store, instance.Get<UnitRunner>(), time),
        ];
        foreach (var fold in folds)
        {
            WorkResult result;
            do
            {
                result = await fold.RunAsync(TestSupport.Sample.WorkItem(fold.Kind), default);
            }
            while (result.DueAgainAt <= time.GetUtcNow());
        }
    }

    /// <summary>Clicks, evenly over <see cref="Days"/> days, and sales of some of them.</summary>
    public static async Task SeedAsync(MoneyInstance instance, Partner partner, int clicks, int sales)
    {
        var store = instance.Get<IAffiliateStore>();
        var now = instance.Get<TimeProvider>().GetUtcNow().ToUtcMilliseconds();
        var links = Enumerable.Range(0, 100).Select(_ => AffiliateId.New<LinkId>(now)).ToArray();
        var random = new Random(5);
        var step = TimeSpan.FromDays(Days).TotalMilliseconds / clicks;
        for (var done = 0; done < clicks; done += BatchSize)
        {
            var batch = Enumerable.Range(done, Math.Min(BatchSize, clicks - done)).Select(number =>
            {
                var at = now.AddMilliseconds(-(long)((clicks - number) * step));
                return TestSupport.Sample.Click(partner) with
                {
                    Id = AffiliateId.New<ClickId>(at),
                    LinkId = links[random.Next(links.Length)],
                    Country = Countries[random.Next(Countries.Length)],
                    Device = (DeviceType)random.Next(4),
                    Os = random.Next(2) == 0 ? "ios" : "windows",
                    Browser = random.Next(2) == 0 ? "safari" : "chrome",
                    Referrer = $"https://blog-{random.Next(200)}.example.net/review",
                    Source = $"source-{random.Next(30)}",
                    Qualified = random.Next(10) > 0,
                    OccurredAt = at,
                };
            }).ToArray();
            var tallies = batch.GroupBy(click => DateOnly.FromDateTime(click.OccurredAt.UtcDateTime)).Select(day => TestSupport.Sample.Tally(partner) with
            {
                Id = AffiliateId.New<ClickTallyId>(now),
                Day = day.Key,
                Clicks = day.Count(),
                Qualified = day.Count(click => click.Qualified),
            });
            await store.AppendClicksAsync(new ClickBatch(batch, [.. tallies], [], []), default);
            await SellAsync(store, batch, clicks, sales);
        }
    }

    /// <summary>Sales and commissions of some of the clicks, evenly over the days.</summary>
    private static Task<bool> SellAsync(IAffiliateStore store, Click[] clicks, int all, int sales) => store.ExecuteAsync(
        (unit, _) =>
        {
            var share = (double)sales / all;
            for (var i = 0; i < (int)Math.Round(clicks.Length * share); i++)
            {
                var click = clicks[(int)(i / share)];
                var sale = TestSupport.Sample.Sale(click.ProgramId) with
                {
                    Id = AffiliateId.New<SaleId>(click.OccurredAt),
                    PartnerId = click.PartnerId,
                    ClickId = click.Id,
                    OccurredAt = click.OccurredAt,
                    CreatedAt = click.OccurredAt,
                };
                unit.Add(sale);
                unit.Add(TestSupport.Sample.Commission(sale) with { Id = AffiliateId.New<CommissionId>(click.OccurredAt), CreatedAt = click.OccurredAt });
            }

            return Task.FromResult(true);
        },
        default);
}
