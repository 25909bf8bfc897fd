using System.Diagnostics;

namespace Affiliate.Benchmarks.Money;

/// <summary>P9: the check of a sealed ledger.</summary>
internal static class LedgerCheck
{
    private const int BatchSize = 2_000;

    /// <returns>Whether the ledger was found right.</returns>
    public static async Task<bool> RunAsync(string database, int entries, int rounds)
    {
        await using var instance = await MoneyInstance.CreateAsync(database);
        await SeedAsync(instance, entries);
        while (!await instance.Get<SealWork>().SealAsync(default))
        {
        }

        var isRight = true;
        for (var round = 0; round < rounds; round++)
        {
            GC.Collect();
            var before = Process.GetCurrentProcess().WorkingSet64;
            var (watch, busy) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var found = await instance.Get<LedgerAudit>().InspectAsync();
            var grown = (Process.GetCurrentProcess().WorkingSet64 - before) / (1024 * 1024);
            Console.WriteLine(FormattableString.Invariant(
                $"P9 {database}: {found.Entries} entries, {found.SealedEntries} sealed, {found.Violations.Count} violations, {watch.Elapsed.TotalSeconds:F1} s ({(Environment.CpuUsage.TotalTime - busy).TotalSeconds:F1} s of processor), +{grown} MB"));
            isRight &= found.Violations.Count == 0;
        }

        return isRight;
    }

    private static async Task SeedAsync(MoneyInstance instance, int entries)
    {
        var partner = await instance.ReferAsync();
        var store = instance.Get<IAffiliateStore>();
        var start = instance.Get<TimeProvider>().GetUtcNow().ToUtcMilliseconds().AddMilliseconds(-entries);
        for (var done = 0; done < entries; done += BatchSize)
        {
            var first = done;
            var count = Math.Min(BatchSize, entries - done);
            await store.ExecuteAsync(
                (unit, _) =>
                {
                    for (var i = 0; i < count; i++)
                    {
                        // A sale in each millisecond: identifiers sort by time, as those of sales recorded one by one do.
                        var now = start.AddMilliseconds(first + i);
                        var sale = TestSupport.Sample.Sale(partner.ProgramId) with
                        {
                            Id = AffiliateId.New<SaleId>(now),
                            PartnerId = partner.Id,
                            CreatedAt = now,
                            OccurredAt = now,
                        };
                        var commission = TestSupport.Sample.Commission(sale) with
                        {
                            Id = AffiliateId.New<CommissionId>(now),
                            UnsettledMinorUnits = 1_980,
                            CreatedAt = now,
                        };
                        unit.Add(sale);
                        unit.Add(commission);
                        unit.Add(Accrual.Entry(commission));
                    }

                    return Task.FromResult(true);
                },
                default);
        }
    }
}
