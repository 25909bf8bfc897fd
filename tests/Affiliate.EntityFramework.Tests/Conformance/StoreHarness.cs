using Affiliate.Conformance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A database with stores over it, each with services of its own as another instance of the host would have.</summary>
internal sealed class StoreHarness(
    TimeProvider time, Action<DbContextOptionsBuilder> useDatabase, Func<ValueTask> removeAsync) : IStoreHarness
{
    private readonly List<ServiceProvider> _instances = [];

    public IAffiliateStore CreateStore()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new RealTimers(time));
        services.AddDbContext<HostContext>(useDatabase);
        services.AddAffiliateTracking(affiliate => affiliate.UseEntityFramework<HostContext>());
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

        await removeAsync();
    }
}
