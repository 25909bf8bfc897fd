using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Whichever way a host registers its context, the store works with it.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly string _file = SqliteFiles.NewHost();

    public void Dispose() => SqliteFiles.Remove(_file);

    [Fact]
    public Task A_context_registered_with_a_pool() =>
        WorksAsync(services => services.AddDbContextPool<HostContext>(options => options.UseSqliteFile(_file)));

    [Fact]
    public Task A_context_registered_with_a_factory() =>
        WorksAsync(services => services.AddDbContextFactory<HostContext>(options => options.UseSqliteFile(_file)));

    [Fact]
    public Task A_context_registered_with_a_pooled_factory() =>
        WorksAsync(services => services.AddPooledDbContextFactory<HostContext>(options => options.UseSqliteFile(_file)));

    [Fact]
    public Task A_context_that_is_made_by_the_host() => WorksAsync(services => services.AddScoped(_ =>
    {
        var options = new DbContextOptionsBuilder<HostContext>();
        options.UseSqliteFile(_file);
        return new HostContext(options.Options);
    }));

    /// <summary>A host that turns tracking off for its queries has not turned it off for our writes.</summary>
    [Fact]
    public Task A_context_that_does_not_track_queries() => WorksAsync(services => services.AddDbContext<HostContext>(
        options => options.UseSqliteFile(_file).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)));

    private static async Task WorksAsync(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        register(services);
        services.AddAffiliateTracking(affiliate => affiliate.UseEntityFramework<HostContext>());
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        var store = provider.GetRequiredService<IAffiliateStore>();
        var partner = Sample.Partner();
        for (var round = 0; round < 3; round++)
        {
            await store.ExecuteAsync(
                async (unit, token) =>
                {
                    Assert.True(await unit.TryIncrementAsync("rounds", 1, 3, token));
                    unit.Add(Sample.Link());
                    if (await unit.FindAsync(Partner.ById(partner.Id), token) is { } found)
                    {
                        unit.Save(found);
                    }
                    else
                    {
                        unit.Add(partner);
                    }

                    return true;
                },
                default);
            await store.AppendClicksAsync(new ClickBatch([Sample.Click()], [], [], []), default);
        }

        Assert.Equal(2, (await store.FindAsync(Partner.ById(partner.Id), default))?.Version);
        Assert.Equal(3, (await store.ListAsync(Query<Click>.All, default)).Count);
        Assert.Equal(3, (await store.ListAsync(Query<Link>.All, default)).Count);
    }
}
