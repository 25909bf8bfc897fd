using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Failures in the middle of things: what is tried again, what is reported, and that nothing happens twice.</summary>
public abstract class FailureTests : IAsyncLifetime
{
    private readonly Faults _faults = new();
    private readonly OpenConnections _connections = new();
    private TestDatabase<HostContext> _database = null!;
    private ServiceProvider _services = null!;

    private IAffiliateStore Store => _services.GetRequiredService<IAffiliateStore>();

    private protected abstract Task<TestDatabase<HostContext>> CreateDatabaseAsync();

    /// <summary>How many connections stay open between two calls that come one after the other.</summary>
    private protected virtual int ConnectionsKept => 0;

    public async Task InitializeAsync()
    {
        _database = await CreateDatabaseAsync();
        var services = new ServiceCollection();
        services.AddDbContext<HostContext>(options =>
        {
            _database.Use(options);
            options.AddInterceptors(_faults, _connections);
        });
        services.AddAffiliateTracking(affiliate => affiliate.UseEntityFramework<HostContext>());
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>T4: the rerun finds its own keys taken; whoever runs it again sees that it was done.</summary>
    [ConditionalFact]
    public async Task T4_a_unit_whose_answer_was_lost_conflicts_with_itself()
    {
        _faults.AfterCommit.Enqueue(new TransientDatabaseException());
        var (partner, link) = (Sample.Partner(), Sample.Link());

        await Assert.ThrowsAsync<StoreConflictException>(() => AddAsync(partner, link));

        Assert.Equal(partner, await FindAsync(Partner.ById(partner.Id)));
        Assert.Equal(link, await FindAsync(Link.BySlug(link.ProgramId, link.Slug)));
    }

    /// <summary>T4: a unit that looks first needs nobody to run it again.</summary>
    [ConditionalFact]
    public async Task T4_a_unit_that_looks_first_finds_what_it_committed()
    {
        _faults.AfterCommit.Enqueue(new TransientDatabaseException());
        var partner = Sample.Partner();

        var isNew = await Store.ExecuteAsync(
            async (unit, token) =>
            {
                await unit.TryIncrementAsync("units", 1, 100, token);
                var found = await unit.FindAsync(Partner.ById(partner.Id), token);
                if (found is null)
                {
                    unit.Add(partner);
                    unit.Add(Sample.Link(partner));
                }

                return found is null;
            },
            default);

        Assert.False(isNew);
        await using var context = _database.Open();
        Assert.Single(context.Set<Link>());
    }

    /// <summary>T4: a saved record has its next version, which the rerun notices.</summary>
    [ConditionalFact]
    public async Task T4_a_save_whose_answer_was_lost_is_not_made_twice()
    {
        var partner = Sample.Partner();
        await AddAsync(partner, Sample.Link());
        _faults.AfterCommit.Enqueue(new TransientDatabaseException());

        await Assert.ThrowsAsync<StoreConflictException>(() => Store.ExecuteAsync<bool>(
            (unit, _) =>
            {
                unit.Save(partner with { FirstName = "New" });
                unit.Add(Sample.Link());
                return Task.FromResult(true);
            },
            default));

        Assert.Equal(1, (await FindAsync(Partner.ById(partner.Id)))?.Version);
    }

    /// <summary>T4: an answer that is lost in a way nobody understands is the caller's to see.</summary>
    [ConditionalFact]
    public async Task T4_another_failure_after_the_commit_is_passed_on()
    {
        _faults.AfterCommit.Enqueue(new IOException("Injected"));
        var partner = Sample.Partner();

        await Assert.ThrowsAsync<IOException>(() => AddAsync(partner, Sample.Link()));

        Assert.Equal(partner, await FindAsync(Partner.ById(partner.Id)));
        Assert.Equal(1, _faults.Commits);
    }

    /// <summary>C9: up to five tries.</summary>
    [ConditionalTheory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task C9_what_goes_away_by_itself_is_tried_again(int failures)
    {
        Fail(failures);
        var partner = Sample.Partner();

        await AddAsync(partner, Sample.Link());

        Assert.Equal(partner, await FindAsync(Partner.ById(partner.Id)));
        Assert.Equal(failures + 1, _faults.Commits);
    }

    /// <summary>C9: then the failure comes out, and nothing has happened.</summary>
    [ConditionalFact]
    public async Task C9_after_five_tries_the_failure_is_passed_on()
    {
        Fail(5);
        var partner = Sample.Partner();

        await Assert.ThrowsAsync<TransientDatabaseException>(() => AddAsync(partner, Sample.Link()));

        Assert.Null(await FindAsync(Partner.ById(partner.Id)));
        Assert.Equal(5, _faults.Commits);
    }

    [ConditionalFact]
    public async Task What_does_not_go_away_is_not_tried_again()
    {
        _faults.BeforeCommit.Enqueue(new TransientDatabaseException(isTransient: false));

        await Assert.ThrowsAsync<TransientDatabaseException>(() => AddAsync(Sample.Partner(), Sample.Link()));

        Assert.Equal(1, _faults.Commits);
    }

    /// <summary>A refusal for another reason than a key is no conflict: running again would not help.</summary>
    [ConditionalFact]
    public async Task A_refusal_without_a_taken_key_is_passed_on()
    {
        await using var context = _database.Open();
        await context.Database.ExecuteSqlRawAsync("CREATE UNIQUE INDEX one_partner ON affiliate_partners ((first_name IS NULL))");
        try
        {
            await AddAsync(Sample.Partner());
            await Assert.ThrowsAnyAsync<DbException>(() => AddAsync(Sample.Partner()));
        }
        finally
        {
            await context.Database.ExecuteSqlRawAsync("DROP INDEX one_partner");
        }
    }

    /// <summary>I2: whichever statement of a unit fails, those before it are taken back.</summary>
    [ConditionalFact]
    public async Task I2_a_unit_that_fails_at_its_last_statement_leaves_no_trace()
    {
        var (setting, removed) = (new Setting { Name = "taken", Value = "1" }, Sample.Tally());
        await Store.ExecuteAsync(Adds(setting), default);

        await Assert.ThrowsAsync<StoreConflictException>(() => Store.ExecuteAsync(Adds(setting, Sample.Partner()), default));
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.ExecuteAsync<bool>(
            (unit, _) =>
            {
                unit.Add(Sample.Partner());
                unit.Remove(removed);
                return Task.FromResult(true);
            },
            default));

        Assert.Empty(await Store.ListAsync(Query<Partner>.All, default));
    }

    /// <summary>A server's connections are few: between two calls the library has none. A file's stays open for the next call.</summary>
    [ConditionalFact]
    public async Task Every_connection_is_given_back()
    {
        var partner = Sample.Partner();
        await AddAsync(partner, Sample.Link());
        await Assert.ThrowsAsync<StoreConflictException>(() => AddAsync(partner));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(
            () => Store.ExecuteAsync<bool>((_, _) => throw new TimeZoneNotFoundException(), default));
        await Store.AppendClicksAsync(new ClickBatch([Sample.Click()], [], [], []), default);
        await Store.ClaimAsync(WorkKind.Handler, 1, TimeSpan.FromMinutes(1), default);
        await Store.FindAsync(Query<Click>.All.Ascending(click => click.Id), default);
        await Store.SumAsync(Query<Click>.All.GroupBy(), default);

        Assert.Equal(ConnectionsKept, _connections.Count);
        await _services.DisposeAsync();
        Assert.Equal(0, _connections.Count);
    }

    /// <summary>The library's units have contexts of their own: what a host has pending stays pending.</summary>
    [ConditionalFact]
    public async Task Pending_changes_of_the_host_are_never_saved()
    {
        await using var scope = _services.CreateAsyncScope();
        var host = scope.ServiceProvider.GetRequiredService<HostContext>();
        host.Users.Add(new HostUser { Name = "Alpha" });

        await AddAsync(Sample.Partner());
        await Store.AppendClicksAsync(new ClickBatch([Sample.Click()], [], [], []), default);

        Assert.Equal(EntityState.Added, Assert.Single(host.ChangeTracker.Entries()).State);
        await using var other = _database.Open();
        Assert.Empty(other.Users);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _faults.BeforeCommit.Enqueue(new TransientDatabaseException());
        }
    }

    // The counter makes the unit begin a transaction on every database, which is what the faults need.
    private Task AddAsync(Partner partner, Link? link = null) => Store.ExecuteAsync(
        async (unit, token) =>
        {
            await unit.TryIncrementAsync("units", 1, 100, token);
            unit.Add(partner);
            if (link is not null)
            {
                unit.Add(link);
            }

            return true;
        },
        default);

    private static Func<IAffiliateUnit, CancellationToken, Task<bool>> Adds(Setting setting, Partner? partner = null) => (unit, _) =>
    {
        unit.Add(setting);
        if (partner is not null)
        {
            unit.Add(partner);
        }

        return Task.FromResult(true);
    };

    private Task<T?> FindAsync<T>(Key<T> key) where T : class, IRecord<T> => Store.FindAsync(key, default);
}

public sealed class SqliteFailureTests : FailureTests
{
    private protected override Task<TestDatabase<HostContext>> CreateDatabaseAsync() =>
        Task.FromResult(SqliteFiles.New<HostContext>());

    private protected override int ConnectionsKept => 1;
}

[NeedsPostgres]
public sealed class PostgresFailureTests : FailureTests
{
    private protected override Task<TestDatabase<HostContext>> CreateDatabaseAsync() =>
        PostgresDatabases.TakeAsync<HostContext>();
}

/// <summary>The host's own strategy does not know the injected failures, so the store's counts stay the same (C6).</summary>
[NeedsPostgres]
public sealed class PostgresRetryingFailureTests : FailureTests
{
    private protected override Task<TestDatabase<HostContext>> CreateDatabaseAsync() =>
        PostgresDatabases.TakeAsync<HostContext>(npgsql => npgsql.EnableRetryOnFailure());
}
