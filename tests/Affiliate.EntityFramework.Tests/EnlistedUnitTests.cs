using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Records that join the host's own commit: added to its context, never saved by the library.</summary>
public sealed class EnlistedUnitTests : IDisposable
{
    private readonly string _file = SqliteFiles.NewHost();

    public void Dispose() => SqliteFiles.Remove(_file);

    [Fact]
    public async Task The_hosts_save_commits_its_row_and_ours()
    {
        var referral = Sample.Referral();
        await using (var host = Open())
        {
            host.Users.Add(new HostUser { Name = "Alpha" });
            new EnlistedUnit(host).Add(referral);
            await host.SaveChangesAsync();
        }

        await using var other = Open();
        Assert.Equal("Alpha", Assert.Single(other.Users).Name);
        Assert.Equal(referral, Assert.Single(other.Set<Referral>()));
    }

    [Fact]
    public async Task Nothing_is_saved_before_the_host_saves()
    {
        await using var host = Open();
        host.Users.Add(new HostUser { Name = "Alpha" });
        var unit = new EnlistedUnit(host);
        var referral = Sample.Referral();

        unit.Add(referral);
        await unit.FindAsync(Referral.ByCustomer(referral.CustomerId), default);
        await unit.ListAsync(Query<Partner>.All, default);

        await using var other = Open();
        Assert.Empty(other.Users);
        Assert.Empty(other.Set<Referral>());
        Assert.Null(host.Database.CurrentTransaction);
        Assert.Equal(2, host.ChangeTracker.Entries().Count(entry => entry.State == EntityState.Added));
    }

    [Fact]
    public async Task A_host_that_rolls_back_takes_ours_with_it()
    {
        await using var host = Open();
        await using (await host.Database.BeginTransactionAsync())
        {
            new EnlistedUnit(host).Add(Sample.Referral());
            await host.SaveChangesAsync();
        }

        Assert.Empty(host.Set<Referral>().AsNoTracking());
    }

    [Fact]
    public async Task It_finds_what_was_added_before_and_what_is_committed()
    {
        var (committed, added) = (Sample.Partner(), Sample.Partner());
        await using (var seed = Open())
        {
            seed.Add(committed);
            await seed.SaveChangesAsync();
        }

        await using var host = Open();
        new EnlistedUnit(host).Add(added);
        var unit = new EnlistedUnit(host);

        Assert.Same(added, await unit.FindAsync(Partner.BySlug(added.ProgramId, added.Slug), default));
        Assert.Equal(committed, await unit.FindAsync(Partner.ById(committed.Id), default));
        Assert.Null(await unit.FindAsync(Partner.ById(Sample.Id<PartnerId>()), default));
        Assert.Equal(committed, Assert.Single(await unit.ListAsync(Query<Partner>.All, default)));
    }

    [Fact]
    public async Task It_sees_what_the_hosts_transaction_has_saved()
    {
        await using var host = Open();
        await using var transaction = await host.Database.BeginTransactionAsync();
        var partner = Sample.Partner();
        host.Add(partner);
        await host.SaveChangesAsync();
        host.ChangeTracker.Clear();

        Assert.Equal(partner, await new EnlistedUnit(host).FindAsync(Partner.ById(partner.Id), default));
    }

    /// <summary>What the host has loaded is neither looked through nor loaded again.</summary>
    [Fact]
    public async Task The_hosts_change_tracking_is_left_as_it_was()
    {
        await using (var seed = Open())
        {
            seed.Add(new HostUser { Name = "Alpha" });
            await seed.SaveChangesAsync();
        }

        await using var host = Open();
        (await host.Users.SingleAsync()).Name = "Beta";

        await new EnlistedUnit(host).FindAsync(Partner.ById(Sample.Id<PartnerId>()), default);

        host.ChangeTracker.AutoDetectChangesEnabled = false;
        Assert.Equal(EntityState.Unchanged, Assert.Single(host.ChangeTracker.Entries<HostUser>()).State);
        host.ChangeTracker.AutoDetectChangesEnabled = true;
        Assert.Equal(EntityState.Modified, Assert.Single(host.ChangeTracker.Entries<HostUser>()).State);
    }

    [Fact]
    public async Task It_only_adds()
    {
        await using var host = Open();
        var unit = new EnlistedUnit(host);

        Assert.Throws<InvalidOperationException>(() => unit.Save(Sample.Partner()));
        Assert.Throws<InvalidOperationException>(() => unit.Remove(Sample.Partner()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => unit.TryIncrementAsync("spent", 1, 2, default));
        Assert.Empty(host.ChangeTracker.Entries());
    }

    [Fact]
    public void What_cannot_be_stored_is_refused_at_once()
    {
        using var host = Open();

        Assert.Throws<ArgumentException>(
            () => new EnlistedUnit(host).Add(Sample.Partner() with { FirstName = new string('x', 101) }));
    }

    /// <summary>A lost race is the host's own exception: the library cannot run the host's unit again.</summary>
    [Fact]
    public async Task A_lost_race_is_the_hosts_exception()
    {
        var referral = Sample.Referral();
        await using var winner = Open();
        await using var loser = Open();
        new EnlistedUnit(loser).Add(referral with { Id = Sample.Id<ReferralId>() });
        new EnlistedUnit(winner).Add(referral);
        await winner.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => loser.SaveChangesAsync());
    }

    [Fact]
    public void A_context_without_our_tables_is_told_what_to_add()
    {
        var options = new DbContextOptionsBuilder();
        options.UseSqliteFile("none.db");
        using var host = new DbContext(options.Options);

        var failure = Assert.Throws<AffiliateConfigurationException>(() => new EnlistedUnit(host));

        Assert.EndsWith("modelBuilder.UseAffiliate();", failure.Message, StringComparison.Ordinal);
    }

    private HostContext Open()
    {
        var options = new DbContextOptionsBuilder<HostContext>();
        options.UseSqliteFile(_file);
        return new HostContext(options.Options);
    }
}
