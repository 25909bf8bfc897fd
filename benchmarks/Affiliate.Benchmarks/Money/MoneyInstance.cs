using System.Security.Cryptography;
using Affiliate.Benchmarks.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Benchmarks.Money;

/// <summary>The library in this process over an empty database, without its background work.</summary>
internal sealed class MoneyInstance : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly ServiceProvider _services;

    private MoneyInstance(Storage storage, ServiceProvider services)
    {
        _storage = storage;
        _services = services;
    }

    public static async Task<MoneyInstance> CreateAsync(string database, Action<AffiliateBuilder>? configure = null)
    {
        var storage = await Storage.CreateAsync(database);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAffiliateTracking(affiliate =>
        {
            affiliate
                .Configure(options => options.Secrets["bench"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))
                .UseEntityFramework<BenchmarkContext>();
            configure?.Invoke(affiliate);
        });
        services.AddDbContextPool<BenchmarkContext>(options =>
        {
            _ = database == "postgres" ? options.UseNpgsql(storage.Connection) : options.UseSqlite(storage.Connection);
        });
        var instance = new MoneyInstance(storage, services.BuildServiceProvider());
        await instance.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        return instance;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<T> WithContextAsync<T>(Func<BenchmarkContext, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<BenchmarkContext>());
    }

    /// <summary>Customers of one partner: purchases at once are of different ones, as they are in life.</summary>
    public static IReadOnlyList<string> Customers { get; } = [.. Enumerable.Range(1, 256).Select(number => $"user-{number}")];

    private int _turn;

    /// <summary>The customer whose turn it is.</summary>
    public string NextCustomer() => Customers[Interlocked.Increment(ref _turn) % Customers.Count];

    /// <summary>An active partner who sent the customers.</summary>
    public async Task<Partner> ReferAsync()
    {
        var tracker = Get<AffiliateTracker>();
        var partner = await tracker.EnrollAsync(
            new NewPartner { Email = "alpha@example.com", Slug = "alpha", Status = PartnerStatus.Active });
        var click = TestSupport.Sample.Click(partner) with
        {
            Id = AffiliateId.New<ClickId>(Get<TimeProvider>().GetUtcNow()),
            OccurredAt = Get<TimeProvider>().GetUtcNow().ToUtcMilliseconds(),
        };
        await Get<IAffiliateStore>().AppendClicksAsync(new ClickBatch([click], [], [], []), default);
        foreach (var customer in Customers)
        {
            await tracker.ReferAsync(customer, new Visit { ClickId = click.Id, VisitorId = click.VisitorId });
        }

        return partner;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _storage.DisposeAsync();
    }
}
