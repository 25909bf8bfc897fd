using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Affiliate.EntityFramework.Tests;

/// <summary>The host's own transaction: one commit, the host's.</summary>
public sealed class WithinTests : IAsyncLifetime
{
    private readonly string _file = SqliteFiles.NewHost();
    private IHost _host = null!;
    private Partner _partner = null!;

    private AffiliateTracker Tracker => _host.Services.GetRequiredService<AffiliateTracker>();

    private IAffiliateStore Store => _host.Services.GetRequiredService<IAffiliateStore>();

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Services.AddDbContext<HostContext>(options => options.UseSqliteFile(_file));
        builder.Services.AddAffiliateTracking(affiliate => affiliate.UseEntityFramework<HostContext>());
        _host = builder.Build();
        await _host.StartAsync();
        _partner = await Tracker.EnrollAsync(new NewPartner
        {
            Email = "alpha@example.com",
            Slug = "alpha",
            Status = PartnerStatus.Active,
        });
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        SqliteFiles.Remove(_file);
    }

    [Fact]
    public async Task User_and_referral_are_saved_in_one_commit()
    {
        var click = await ClickAsync();

        await InHostAsync(async context =>
        {
            context.Users.Add(new HostUser { Name = "jo" });
            var referral = await Tracker.Within(context).ReferAsync("user-1", new Visit { ClickId = click }, "jo@example.com");

            Assert.Equal(_partner.Id, referral!.PartnerId);
            Assert.Equal(0, await CountAsync(Query<Referral>.All));
            await context.SaveChangesAsync();
        });

        Assert.Equal(1, await CountAsync(Query<Referral>.All));
        Assert.Equal(1, await CountAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "referral.created")));
    }

    [Fact]
    public async Task I2_what_the_host_does_not_save_never_happened()
    {
        var click = await ClickAsync();

        await InHostAsync(context => Tracker.Within(context).ReferAsync("user-1", new Visit { ClickId = click }));

        Assert.Equal(0, await CountAsync(Query<Customer>.All));
        Assert.Equal(0, await CountAsync(Query<Lead>.All));
    }

    [Fact]
    public async Task Referring_twice_before_saving_finds_what_was_added()
    {
        var click = await ClickAsync();

        await InHostAsync(async context =>
        {
            var within = Tracker.Within(context);
            var first = await within.ReferAsync("user-1", new Visit { ClickId = click });
            Assert.Equal(first, await within.ReferAsync("user-1", new Visit { ClickId = click }));
            await context.SaveChangesAsync();
        });

        Assert.Equal(1, await CountAsync(Query<Lead>.All));
    }

    [Fact]
    public async Task A_lost_race_is_the_hosts_own_exception_and_saves_nothing()
    {
        var click = await ClickAsync();

        await InHostAsync(async context =>
        {
            context.Users.Add(new HostUser { Name = "jo" });
            await Tracker.Within(context).ReferAsync("user-1", new Visit { ClickId = click });
            await Tracker.ReferAsync("user-1", visit: null);

            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        });

        await InHostAsync(async context => Assert.Equal(0, await context.Users.CountAsync()));
    }

    /// <summary>The payment becomes a commission by the worker, once, although it was put in twice.</summary>
    [Fact]
    public async Task I5_a_payment_in_the_hosts_transaction_earns_once()
    {
        await Tracker.ReferAsync("user-1", new Visit { ClickId = await ClickAsync() });

        for (var i = 0; i < 2; i++)
        {
            await InHostAsync(async context =>
            {
                Tracker.Within(context).Record(new Payment
                {
                    Source = "order-1",
                    Amount = new Money(9_900, "USD"),
                    Customer = "user-1",
                    ProductId = "pro",
                });
                await context.SaveChangesAsync();
            });
        }

        while (await CountAsync(Query<InboxEntry>.All.Equal(e => e.State, InboxState.Applied)) < 2)
        {
            await Task.Yield();
        }

        Assert.Equal(1, await CountAsync(Query<Sale>.All.Equal(s => s.ProductId, "pro")));
        Assert.Equal(1, await CountAsync(Query<Commission>.All.Equal(c => c.AmountMinorUnits, 1_980)));
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    private async Task<ClickId> ClickAsync()
    {
        var click = Sample.Click() with
        {
            ProgramId = _partner.ProgramId,
            PartnerId = _partner.Id,
            OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
            Attributable = true,
        };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), CancellationToken.None);
        return click.Id;
    }

    private async Task InHostAsync(Func<HostContext, Task> use)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<HostContext>());
    }

    private async Task<long> CountAsync<T>(Query<T> query) where T : class, IRecord<T> =>
        (await Store.SumAsync(query.GroupBy(), CancellationToken.None))[0].Count;
}
