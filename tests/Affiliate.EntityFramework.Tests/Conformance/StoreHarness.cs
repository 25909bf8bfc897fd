using Affiliate.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A database with stores over it, each with services of its own as another instance of the host would have.</summary>
internal sealed class StoreHarness<TContext>(TestDatabase<TContext> database, TimeProvider time) : IStoreHarness
    where TContext : DbContext
{
    private readonly List<ServiceProvider> _instances = [];

    public IAffiliateStore CreateStore()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new RealTimers(time));
        services.AddDbContext<TContext>(database.Use);
        services.AddAffiliateTracking(affiliate => affiliate.UseEntityFramework<TContext>());
        var instance = services.BuildServiceProvider(validateScopes: true);
        _instances.Add(instance);
        return instance.GetRequiredService<IAffiliateStore>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        await database.DisposeAsync();
    }
}

internal static class StoreHarness
{
    public static Task<IStoreHarness> SqliteAsync<TContext>(TimeProvider timeProvider) where TContext : DbContext =>
        Task.FromResult<IStoreHarness>(new StoreHarness<TContext>(SqliteFiles.New<TContext>(), timeProvider));

    public static async Task<IStoreHarness> PostgresAsync<TContext>(TimeProvider timeProvider) where TContext : DbContext =>
        new StoreHarness<TContext>(await PostgresDatabases.TakeAsync<TContext>(), timeProvider);

    /// <summary>A host that has Entity Framework try again, which refuses transactions begun outside its strategy.</summary>
    public static async Task<IStoreHarness> RetryingAsync<TContext>(TimeProvider timeProvider) where TContext : DbContext =>
        new StoreHarness<TContext>(
            await PostgresDatabases.TakeAsync<TContext>(npgsql => npgsql.EnableRetryOnFailure()), timeProvider);
}
