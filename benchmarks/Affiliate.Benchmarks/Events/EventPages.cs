using System.Diagnostics;
using Affiliate.Benchmarks.Money;

namespace Affiliate.Benchmarks.Events;

/// <summary>P8: pages of the audit log by cursor, at every depth, against its first page.</summary>
internal static class EventPages
{
    private const int BatchSize = 2_000;
    private const int PageSize = 100;
    private const int Samples = 200;

    private static readonly string[] Types = ["partner.created", "sale.created", "commission.created", "commission.updated"];

    /// <returns>Whether every row was on exactly one page.</returns>
    public static async Task<bool> RunAsync(string database, int rows)
    {
        await using var instance = await MoneyInstance.CreateAsync(database);
        var partner = await instance.ReferAsync();
        await SeedAsync(instance, partner, rows);
        var isComplete = true;
        foreach (var (name, filter) in new (string, EventFilter)[]
        {
            ("no filter", new()),
            ("one type", new() { Type = Types[1] }),
            ("one partner", new() { Partner = partner.Id }),
        })
        {
            isComplete &= await WalkAsync(instance, partner.ProgramId, database, name, filter);
        }

        return isComplete;
    }

    private static async Task<bool> WalkAsync(
        MoneyInstance instance, ProgramId program, string database, string name, EventFilter filter)
    {
        var reports = instance.Get<AffiliateReports>();
        var total = (await reports.EventsAsync(program, filter, new PageRequest(1, 1))).Total!.Value;
        List<PagePosition?> starts = [null];
        long seen = 0;
        while (true)
        {
            var page = await reports.EventsAsync(program, filter, PageRequest.Behind(starts[^1], PageSize));
            seen += page.Items.Count;
            if (page.Next is not { } next)
            {
                break;
            }

            starts.Add(next);
        }

        // First and deep pages in turn, so that both meet the same machine.
        var depths = new[] { 0, starts.Count / 4, starts.Count / 2, starts.Count * 9 / 10 };
        var times = depths.Select(_ => new List<double>(Samples)).ToArray();
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var i = 0; i < depths.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await reports.EventsAsync(program, filter, PageRequest.Behind(starts[depths[i]], PageSize));
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        var medians = times.Select(list => list.Order().ElementAt(Samples / 2)).ToArray();
        Console.WriteLine(FormattableString.Invariant(
            $"P8 {database}, {name}: {seen} of {total} rows, first page {medians[0]:F2} ms; at a quarter {medians[1] / medians[0]:F2} x, half {medians[2] / medians[0]:F2} x, nine tenths {medians[3] / medians[0]:F2} x"));
        return seen == total;
    }

    private static async Task SeedAsync(MoneyInstance instance, Partner partner, int rows)
    {
        var now = instance.Get<TimeProvider>().GetUtcNow().ToUtcMilliseconds();
        var store = instance.Get<IAffiliateStore>();
        for (var done = 0; done < rows; done += BatchSize)
        {
            var first = done;
            await store.ExecuteAsync(
                (unit, _) =>
                {
                    for (var i = first; i < Math.Min(first + BatchSize, rows); i++)
                    {
                        var at = now.AddMilliseconds(-10 * (rows - i));
                        unit.Add(new LoggedEvent
                        {
                            Id = AffiliateId.New<AffiliateEventId>(at),
                            ProgramId = partner.ProgramId,
                            PartnerId = i % 3 == 0 ? partner.Id : null,
                            Type = Types[i % Types.Length],
                            Payload = """{"sale_id":"sal_0190d1f75b1c7c3e8a2b0123456789ab","amount_cents":9900,"currency":"USD"}""",
                            CreatedAt = at,
                        });
                    }

                    return Task.FromResult(true);
                },
                default);
        }
    }
}
