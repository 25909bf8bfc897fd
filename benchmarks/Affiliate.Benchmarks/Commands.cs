using System.Globalization;
using Affiliate.Benchmarks.Events;
using Affiliate.Benchmarks.Hosting;
using Affiliate.Benchmarks.Load;
using Affiliate.Benchmarks.Micro;
using Affiliate.Benchmarks.Money;
using Affiliate.Benchmarks.Reports;
using Affiliate.Benchmarks.Webhooks;
using BenchmarkDotNet.Running;

namespace Affiliate.Benchmarks;

/// <summary>What the command line can ask for.</summary>
internal static class Commands
{
    private static readonly string[] Databases = ["memory", "sqlite", "postgres"];

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "p1":
                return await LoadAsync(args, (host, database, wrk, options) =>
                    LoadComparison.P1.RunAsync(host, database, wrk, options("rounds", 5)));
            case "p2":
                return await LoadAsync(args, (host, database, wrk, options) =>
                    LoadComparison.P2.RunAsync(host, database, wrk, options("rounds", 5)));
            case "p3":
                return await LoadAsync(args, async (host, database, wrk, options) =>
                {
                    await TailLatency.RunAsync(host, database, wrk, options("minutes", 2) * 60);
                    return true;
                });
            case "p11":
                return await LoadAsync(args, async (host, database, wrk, _) =>
                {
                    await RequestCost.RunAsync(host, database, wrk);
                    return true;
                });
            case "p4":
                BenchmarkRunner.Run<MiddlewareBenchmark>();
                return 0;
            case "p5":
                return await MoneyAsync(args, async (database, option) =>
                {
                    await WebhookComparison.RunAsync(database, option("seconds", 5), option("rounds", 3));
                    return true;
                });
            case "p14":
                BenchmarkRunner.Run<UserAgentBenchmark>();
                return 0;
            case "p6":
                return await MoneyAsync(args, async (database, option) =>
                {
                    await SaleComparison.RunAsync(database, option("seconds", 5), option("rounds", 3));
                    return true;
                });
            case "p9":
                return await MoneyAsync(args, (database, option) =>
                    LedgerCheck.RunAsync(database, option("entries", 1_000_000), option("rounds", 3)));
            case "p8":
                return await MoneyAsync(args, (database, option) => EventPages.RunAsync(database, option("rows", 1_000_000)));
            case "p7":
                return await MoneyAsync(args, (database, option) =>
                    AnalysisTimes.RunAsync(database, option("clicks", 1_000_000), option("sales", 1_000)));
            case "p15":
                return await MoneyAsync(args, (database, option) =>
                    DeliveryRate.RunAsync(database, option("deliveries", 20_000), option("rounds", 3)));
            case "sizes":
                return await MoneyAsync(args, (database, option) =>
                    TableSizes.RunAsync(database, option("clicks", 200_000), option("sales", 10_000)));
            case "serve":
                await MeasuredHost.RunAsync(args[1], args[2]);
                return 0;
            default:
                Console.WriteLine("p1 | p2 | p3 | p11 [database=memory|sqlite|postgres] [seconds=10] [connections=256] [threads=1] [rounds=5] [minutes=2], p5 | p6 | p7 | p8 | p9 | p15 [database=sqlite|postgres] [entries=1000000] [rows=1000000] [deliveries=20000] [clicks=1000000] [sales=1000] [rounds=3], p4, p14, or sizes [clicks=200000] [sales=10000]");
                return 2;
        }
    }

    private static async Task<int> MoneyAsync(string[] args, Func<string, Func<string, int, int>, Task<bool>> runAsync)
    {
        var options = args.Skip(1).Select(arg => arg.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var isRight = true;
        foreach (var database in options.TryGetValue("database", out var one) ? [one] : new[] { "sqlite", "postgres" })
        {
            isRight &= await runAsync(database, (name, otherwise) =>
                options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise);
        }

        return isRight ? 0 : 1;
    }

    private static async Task<int> LoadAsync(
        string[] args, Func<HostProcess, string, Wrk, Func<string, int, int>, Task<bool>> runAsync)
    {
        var options = args.Skip(1).Select(arg => arg.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var wrk = new Wrk(Number("seconds", 10), Number("connections", 256), Number("threads", 1));
        var isComplete = true;
        foreach (var database in options.TryGetValue("database", out var one) ? [one] : Databases)
        {
            await using var storage = await Storage.CreateAsync(database);
            await using var host = await HostProcess.StartAsync(database, storage.Connection);
            isComplete &= await runAsync(host, database, wrk, Number);
        }

        return isComplete ? 0 : 1;

        int Number(string name, int otherwise) =>
            options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }
}
