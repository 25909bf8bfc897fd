using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Affiliate.EntityFramework.Tests;

/// <summary>A host that lacks a line does not start, and is told which; a database that is away stops nobody (I16).</summary>
public class StartUpTests
{
    private const string MissingLine = "modelBuilder.UseAffiliate();";

    [Fact]
    public async Task A_context_without_the_tables_fails_the_start_and_names_the_line()
    {
        var failure = await FailureAsync<ForgetfulContext>(options => options.UseSqliteFile("none.db"));

        Assert.StartsWith("ForgetfulContext has no table for 'programs'.", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(MissingLine, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_leaves_out_a_column_fails_the_start()
    {
        var failure = await FailureAsync<PartialContext>(options => options.UseSqliteFile("none.db"));

        Assert.Contains("'sales' with Reason", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_model_fails_the_start()
    {
        var failure = await FailureAsync<OldContext>(options => options.UseSqliteFile("none.db"));

        Assert.Contains("older version", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(MissingLine, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_is_not_registered_fails_the_start_and_names_the_line()
    {
        var failure = await FailureAsync<HostContext>(useDatabase: null);

        Assert.EndsWith("AddDbContext<HostContext>(options => …);", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Rows would be written that nobody reads.</summary>
    [Fact]
    public void The_hosts_transaction_is_no_place_for_a_program_in_memory()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddAffiliateTracking(affiliate => affiliate.Configure(options => options.Secrets["1"] = new string('0', 64)));
        using var provider = services.BuildServiceProvider();
        using var context = new TestDatabase<HostContext>(options => options.UseSqliteFile("none.db"), () => ValueTask.CompletedTask).Open();

        var failure = Assert.Throws<AffiliateConfigurationException>(() => provider.GetRequiredService<AffiliateTracker>().Within(context));

        Assert.EndsWith(".UseEntityFramework<HostContext>()", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The file is in a folder that does not exist: whoever opened it would fail.</summary>
    [Fact]
    public async Task The_check_does_not_touch_the_database()
    {
        using var host = HostOf<HostContext>(options => options.UseSqliteFile("/no/such/folder/host.db"));

        await CheckAsync(host);
    }

    [Fact]
    public async Task The_check_leaves_a_context_alone_that_a_later_store_replaced()
    {
        using var host = HostOf<ForgetfulContext>(
            options => options.UseSqliteFile("none.db"), affiliate => affiliate.UseEntityFramework<HostContext>());

        await CheckAsync(host);
    }

    private static async Task<AffiliateConfigurationException> FailureAsync<TContext>(
        Action<DbContextOptionsBuilder>? useDatabase) where TContext : DbContext
    {
        using var host = HostOf<TContext>(useDatabase);
        return await Assert.ThrowsAsync<AffiliateConfigurationException>(() => CheckAsync(host));
    }

    private static IHost HostOf<TContext>(
        Action<DbContextOptionsBuilder>? useDatabase, Action<AffiliateBuilder>? configure = null) where TContext : DbContext
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        if (useDatabase is not null)
        {
            builder.Services.AddDbContext<TContext>(useDatabase);
            builder.Services.AddDbContext<HostContext>(useDatabase);
        }

        builder.Services.AddAffiliateTracking(affiliate =>
        {
            affiliate.UseEntityFramework<TContext>();
            configure?.Invoke(affiliate);
        });
        return builder.Build();
    }

    /// <summary>Runs what a host runs before it starts anything.</summary>
    private static async Task CheckAsync(IHost host)
    {
        foreach (var service in host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(CancellationToken.None);
        }
    }

    private sealed class ForgetfulContext(DbContextOptions<ForgetfulContext> options) : DbContext(options);

    private sealed class PartialContext(DbContextOptions<PartialContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.UseAffiliate().Entity<Sale>().Ignore(sale => sale.Reason);
    }

    private sealed class OldContext(DbContextOptions<OldContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.UseAffiliate().HasAnnotation(ModelVersion.Annotation, ModelVersion.Current - 1);
    }
}
