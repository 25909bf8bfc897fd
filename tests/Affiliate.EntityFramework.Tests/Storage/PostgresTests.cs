using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework.Tests;

/// <summary>What only a server shows: deadlocks, transaction scopes, columns of its own types.</summary>
[NeedsPostgres]
public sealed class PostgresTests : IAsyncLifetime
{
    private TestDatabase<HostContext> _database = null!;
    private ServiceProvider _services = null!;

    private IAffiliateStore Store => _services.GetRequiredService<IAffiliateStore>();

    public async Task InitializeAsync()
    {
        _database = await PostgresDatabases.TakeAsync<HostContext>();
        _services = Start(_database.Use);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>C9: of two units that wait for each other the server ends one, which is run again.</summary>
    [ConditionalFact]
    public async Task C9_a_deadlock_ends_with_both_units_done()
    {
        await CountAsync("one", "other");
        using var bothHaveOne = new Barrier(2);

        await Task.WhenAll(Task.Run(() => CountAsync("one", "other", bothHaveOne)), Task.Run(() => CountAsync("other", "one", bothHaveOne)));

        Assert.Equal(3, (await Store.FindAsync(Counter.Record.ByPrimaryKey("one"), default))?.Value);
        Assert.Equal(3, (await Store.FindAsync(Counter.Record.ByPrimaryKey("other"), default))?.Value);
    }

    /// <summary>
    /// A host that has just started has many sales at once, more than connections: none of them waits for what needs a further one.
    /// </summary>
    [ConditionalFact]
    public async Task More_first_sales_at_once_than_connections_are_all_recorded()
    {
        var few = new Npgsql.NpgsqlConnectionStringBuilder(await ConnectionStringAsync()) { MaxPoolSize = 4, Timeout = 100 };
        await _services.GetRequiredService<AffiliateTracker>().EnrollAsync(new NewPartner { Email = "alpha@example.com", Slug = "alpha" });
        await using var started = Start(options => options.UseNpgsql(few.ConnectionString));
        var sales = started.GetRequiredService<AffiliateTracker>();

        var recorded = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => sales.RecordAsync(new Payment
        {
            Source = $"order-{number}",
            Amount = new Money(9_900, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = $"user-{number}", Partner = "alpha" },
        }))));

        Assert.All(recorded, one => Assert.NotNull(one.Commission));
        Assert.Empty(await started.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    /// <summary>A transaction scope of the caller's that is never completed takes nothing of ours with it.</summary>
    [ConditionalFact]
    public async Task Units_stand_apart_from_the_callers_transaction_scope()
    {
        var (partner, click) = (Sample.Partner(), Sample.Click());
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await Store.ExecuteAsync(
                (unit, _) =>
                {
                    unit.Add(partner);
                    return Task.FromResult(true);
                },
                default);
            await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), default);
            Assert.NotNull(Transaction.Current);
        }

        Assert.NotNull(await Store.FindAsync(Partner.ById(partner.Id), default));
        Assert.NotNull(await Store.FindAsync(Click.ById(click.Id), default));
    }

    private static ServiceProvider Start(Action<DbContextOptionsBuilder> use)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContext<HostContext>(use);
        services.AddAffiliateTracking(affiliate => affiliate
            .Configure(options => options.Secrets["test"] = new string('0', 64))
            .UseEntityFramework<HostContext>());
        return services.BuildServiceProvider(validateScopes: true);
    }

    private async Task<string> ConnectionStringAsync()
    {
        await using var scope = _services.CreateAsyncScope();
        return scope.ServiceProvider.GetRequiredService<HostContext>().Database.GetConnectionString()!;
    }

    private Task CountAsync(string first, string second, Barrier? bothHaveOne = null)
    {
        var isFirstRun = true;
        return Store.ExecuteAsync(
            async (unit, token) =>
            {
                await unit.TryIncrementAsync(first, 1, 10, token);
                if (isFirstRun)
                {
                    isFirstRun = false;
                    bothHaveOne?.SignalAndWait(token);
                }

                return await unit.TryIncrementAsync(second, 1, 10, token);
            },
            default);
    }
}
