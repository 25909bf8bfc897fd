using Affiliate.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Affiliate.EntityFramework.Tests;

/// <summary>What SQLite does in its own way: one writer at a time, and a wait that ends.</summary>
public sealed class SqliteTests : IDisposable
{
    private readonly string _file = SqliteFiles.NewHost();
    private readonly Faults _faults = new();
    private readonly TriesAgain _triesAgain = new();
    private readonly ServiceProvider _services;

    public SqliteTests()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_triesAgain));
        services.AddDbContext<HostContext>(
            options => options.UseSqlite($"Data Source={_file};Default Timeout=1").AddInterceptors(_faults));
        services.AddAffiliateTracking(affiliate => affiliate.UseEntityFramework<HostContext>());
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    private IAffiliateStore Store => _services.GetRequiredService<IAffiliateStore>();

    public void Dispose()
    {
        _services.Dispose();
        SqliteFiles.Remove(_file);
    }

    /// <summary>C8, C9: the provider waits for its time-out, then the store tries again.</summary>
    [Fact]
    public async Task C9_a_busy_file_is_tried_again()
    {
        await using var host = new SqliteConnection($"Data Source={_file}");
        await host.OpenAsync();
        await using var writing = await host.BeginTransactionAsync();
        var partner = Sample.Partner();

        var adding = Task.Run(() => AddAsync(partner));
        await Task.WhenAny(_triesAgain.Seen, adding);
        await writing.RollbackAsync();
        await adding;

        Assert.Equal(partner, await Store.FindAsync(Partner.ById(partner.Id), default));
    }

    /// <summary>A unit that has only read so far keeps nobody from writing, and sees what was written.</summary>
    [Fact]
    public async Task C8_a_unit_that_has_read_holds_no_lock()
    {
        var (first, second) = (Sample.Partner(), Sample.Partner());

        await Store.ExecuteAsync(
            async (unit, token) =>
            {
                Assert.Null(await unit.FindAsync(Partner.ById(first.Id), token));
                await AddAsync(first);
                Assert.NotNull(await unit.FindAsync(Partner.ById(first.Id), token));
                unit.Add(second);
                return true;
            },
            default);

        Assert.NotNull(await Store.FindAsync(Partner.ById(second.Id), default));
    }

    /// <summary>T4: the batch is found on the second try, and work that was done meanwhile does not come back.</summary>
    [Fact]
    public async Task T4_a_batch_whose_answer_was_lost_is_there_once()
    {
        _faults.AfterCommit.Enqueue(new TransientDatabaseException());
        var (click, tally, item) = (Sample.Click(), Sample.Tally(), Sample.WorkItem());

        await Store.AppendClicksAsync(new ClickBatch([click], [tally], [], [item]), default);

        await using var context = new HostContext(
            (DbContextOptions<HostContext>)new DbContextOptionsBuilder<HostContext>().UseSqliteFile(_file).Options);
        Assert.Equal(click, Assert.Single(context.Set<Click>()));
        Assert.Equal(tally, Assert.Single(context.Set<ClickTally>()));
        Assert.Equal(item, Assert.Single(context.Set<WorkItem>()));
    }

    /// <summary>T4: a caller that tries the batch again after a failure it could not understand.</summary>
    [Fact]
    public async Task T4_a_batch_that_is_sent_again_is_there_once()
    {
        _faults.AfterCommit.Enqueue(new IOException("Injected"));
        var batch = new ClickBatch([Sample.Click(), Sample.Click()], [Sample.Tally()], [], []);

        await Assert.ThrowsAsync<IOException>(() => Store.AppendClicksAsync(batch, default));
        await Store.AppendClicksAsync(batch, default);

        Assert.Equal(2, (await Store.ListAsync(Query<Click>.All, default)).Count);
        Assert.Single(await Store.ListAsync(Query<ClickTally>.All, default));
    }

    [Fact]
    public void Busy_and_locked_go_away_by_themselves_and_a_broken_rule_does_not()
    {
        Assert.True(TransientFailure.Is(new SqliteException("database is locked", 5)));
        Assert.True(TransientFailure.Is(new DbUpdateException("Wrapped", new SqliteException("table is locked", 6))));
        Assert.False(TransientFailure.Is(new SqliteException("constraint failed", 19)));
        Assert.False(TransientFailure.Is(new InvalidOperationException("no database involved")));
    }

    private Task AddAsync(Partner partner) => Store.ExecuteAsync(
        (unit, _) =>
        {
            unit.Add(partner);
            return Task.FromResult(true);
        },
        default);

    /// <summary>Tells when the store has logged that it tries again.</summary>
    private sealed class TriesAgain : ILoggerProvider, ILogger
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            Microsoft.Extensions.Logging.EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 3000)
            {
                _seen.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
