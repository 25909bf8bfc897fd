using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Affiliate.Core.Tests;

/// <summary>The library as a host has it, with a clock and a store that tests control.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _started = [];

    /// <param name="configure">What the host configures.</param>
    /// <param name="sharing">Another installation whose clock and store this one uses, as a second instance does.</param>
    public Installation(Action<AffiliateBuilder>? configure = null, Installation? sharing = null)
    {
        Time = sharing?.Time ?? new FakeTimeProvider();
        Memory = sharing?.Memory ?? new InMemoryAffiliateStore(Time);
        Store = new FaultyStore(Memory);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IAffiliateStore>(Store);
        services.AddAffiliateTracking(affiliate =>
        {
            affiliate.Configure(options => options.Secrets["test"] = new string('0', 64));
            configure?.Invoke(affiliate);
        });
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; }

    /// <summary>What is kept, also while <see cref="Store"/> fails.</summary>
    public InMemoryAffiliateStore Memory { get; }

    public FaultyStore Store { get; }

    public LogLines Log { get; } = new();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Starts one of the background services.</summary>
    public async Task StartAsync<T>() where T : IHostedService
    {
        var service = _services.GetServices<IHostedService>().OfType<T>().Single();
        await service.StartAsync(CancellationToken.None);
        _started.Add(service);
    }

    /// <summary>Stops what was started, last first, as a host does.</summary>
    public async Task StopAsync()
    {
        for (; _started.Count > 0; _started.RemoveAt(_started.Count - 1))
        {
            await _started[^1].StopAsync(CancellationToken.None).InTime();
        }
    }

    /// <summary>All committed records of a type.</summary>
    public Task<List<T>> AllAsync<T>() where T : class, IRecord<T> =>
        Memory.ListAsync(Query<T>.All, CancellationToken.None);

    /// <summary>
    /// Waits until the one item of a kind is as expected and nobody works on it. The clock moves on while nobody does.
    /// </summary>
    public async Task<WorkItem> WhenSettledAsync(WorkKind kind, Func<WorkItem, bool> isExpected)
    {
        WorkItem? settled = null;
        await Waiting.UntilAsync(async () =>
        {
            var items = (await AllAsync<WorkItem>()).FindAll(item => item.Kind == kind);
            if (items.Exists(IsLeased))
            {
                return false;
            }

            settled = items.Count == 1 && isExpected(items[0]) ? items[0] : null;
            Time.Advance(settled is null ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero);
            return settled is not null;
        });
        return settled!;
    }

    private bool IsLeased(WorkItem item) =>
        item.DueAt - Time.Now is { } left && left <= WorkRunner.Lease && left > WorkRunner.Lease - TimeSpan.FromSeconds(10);

    /// <summary>Adds a record in a unit of its own.</summary>
    public Task AddAsync<T>(T record) where T : class, IRecord<T> => Memory.ExecuteAsync(
        (unit, _) =>
        {
            unit.Add(record);
            return Task.FromResult(true);
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
