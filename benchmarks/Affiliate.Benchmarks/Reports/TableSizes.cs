using Affiliate.Benchmarks.Money;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.Benchmarks.Reports;

/// <summary>What clicks, sign-ups and sales take on disk, indexes included: by table on PostgreSQL, in all on SQLite.</summary>
internal static class TableSizes
{
    private const string WholeFile = "the whole file";

    /// <summary>Microsoft's build of SQLite does not tell tables apart.</summary>
    private const string OfSqlite =
        $"""SELECT '{WholeFile}' AS "Table", page_count * page_size AS "Bytes" FROM pragma_page_count, pragma_page_size""";

    private const string OfPostgres = """
        SELECT relname AS "Table", pg_total_relation_size(oid) AS "Bytes" FROM pg_class
        WHERE relkind = 'r' AND relname LIKE 'affiliate\_%'
        """;

    /// <returns>Always true: there is nothing to compare with.</returns>
    public static async Task<bool> RunAsync(string database, int clicks, int sales)
    {
        await using var instance = await WebhookComparison.CreateAsync(database);
        var partner = await instance.ReferAsync();
        var empty = await ReadAsync(instance, database);

        await AnalysisTimes.SeedAsync(instance, partner, clicks, sales: 0);
        await AnalysisTimes.FoldAsync(instance);
        var clicked = await ReadAsync(instance, database);
        Print(database, "click", clicks, empty, clicked);

        var tracker = instance.Get<AffiliateTracker>();
        var newest = Query<Click>.All.Equal(click => click.Attributable, true).Descending(click => click.OccurredAt).Take(1);
        var click = (await instance.Get<IAffiliateStore>().ListAsync(newest, default))[0];
        var visit = new Visit { ClickId = click.Id, VisitorId = click.VisitorId };
        for (var number = 0; number < sales; number++)
        {
            await tracker.ReferAsync($"customer-{number}", visit, $"customer-{number}@example.com");
        }

        var signedUp = await ReadAsync(instance, database);
        Print(database, "sign-up", sales, clicked, signedUp);

        for (var number = 0; number < sales; number++)
        {
            await WebhookComparison.ReceiveAsync(instance);
        }

        Print(database, "sale", sales, signedUp, await ReadAsync(instance, database));
        return true;
    }

    private static async Task<Dictionary<string, (long Rows, long Bytes)>> ReadAsync(MoneyInstance instance, string database)
    {
        if (database == "postgres")
        {
            await instance.WithContextAsync(context => context.Database.ExecuteSqlRawAsync("VACUUM ANALYZE"));
        }

        var sizes = await instance.WithContextAsync(context =>
            context.Database.SqlQueryRaw<Size>(database == "postgres" ? OfPostgres : OfSqlite).ToListAsync());
        var found = new Dictionary<string, (long, long)>();
        foreach (var size in sizes)
        {
#pragma warning disable EF1002 // The name of a table cannot be a parameter; it comes from the database.
            var rows = size.Table == WholeFile ? 0 : await instance.WithContextAsync(context =>
                context.Database.SqlQueryRaw<long>($"SELECT COUNT(*) AS \"Value\" FROM {size.Table}").SingleAsync());
#pragma warning restore EF1002
            found[size.Table] = (rows, size.Bytes);
        }

        return found;
    }

    private static void Print(
        string database, string what, int count, Dictionary<string, (long Rows, long Bytes)> before, Dictionary<string, (long Rows, long Bytes)> after)
    {
        Console.WriteLine(FormattableString.Invariant($"{database}, {count} times a {what}: rows and bytes each"));
        foreach (var (table, now) in after.OrderByDescending(pair => pair.Value.Bytes - before[pair.Key].Bytes))
        {
            var (rows, bytes) = (now.Rows - before[table].Rows, now.Bytes - before[table].Bytes);
            if (bytes > 0)
            {
                Console.WriteLine(FormattableString.Invariant($"  {table}: {(double)rows / count:F4} rows, {(double)bytes / count:F1} bytes"));
            }
        }

        Console.WriteLine(FormattableString.Invariant(
            $"  together {(double)(after.Values.Sum(now => now.Bytes) - before.Values.Sum(was => was.Bytes)) / count:F0} bytes"));
    }

    private sealed record Size(string Table, long Bytes);
}
