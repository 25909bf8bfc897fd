using Affiliate.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Affiliate.Core.Tests;

/// <summary>A started host with the in-memory store, a fake clock, and one program with partners.</summary>
internal sealed class TrackerHarness : IAsyncDisposable
{
    private readonly IHost _host;

    private TrackerHarness(IHost host, FakeTimeProvider time)
    {
        _host = host;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public AffiliateTracker Tracker => Get<AffiliateTracker>();

    public IAffiliateStore Store => Get<IAffiliateStore>();

    public static async Task<TrackerHarness> StartAsync(Action<AffiliateBuilder>? configure = null)
    {
        var time = FakeTimeProvider.ForHost(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        builder.Services.AddLogging();
        builder.Services.AddAffiliateTracking(configure);
        var host = builder.Build();
        await host.StartAsync();
        return new TrackerHarness(host, time);
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public Task<Partner> EnrollAsync(string slug, Rate? commission = null, PartnerStatus status = PartnerStatus.Active) =>
        Tracker.EnrollAsync(new NewPartner
        {
            Email = slug + "@example.com",
            Slug = slug,
            Commission = commission,
            Status = status,
        });

    public async Task<ClickId> ClickAsync(Partner partner, Guid? visitor = null)
    {
        var link = (await ListAsync(Query<Link>.All.Equal(l => l.PartnerId, partner.Id))).Single();
        var now = Time.GetUtcNow().ToUtcMilliseconds();
        var click = new Click
        {
            Id = AffiliateId.New<ClickId>(now),
            ProgramId = partner.ProgramId,
            PartnerId = partner.Id,
            LinkId = link.Id,
            VisitorId = visitor,
            Ref = partner.Slug,
            OccurredAt = now,
            Qualified = true,
            Attributable = true,
        };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), CancellationToken.None);
        return click.Id;
    }

    public async Task<List<T>> ListAsync<T>(Query<T>? query = null) where T : class, IRecord<T>
    {
        var records = new List<T>();
        await foreach (var record in Store.ReadAsync(query ?? Query<T>.All, CancellationToken.None))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Changes a record as a program owner would.</summary>
    public Task SaveAsync<T>(T record) where T : class, IRecord<T> => Store.ExecuteAsync(
        (unit, _) =>
        {
            unit.Save(record);
            return Task.FromResult(true);
        },
        CancellationToken.None);

    /// <summary>Lets the clock run until a task is done, for work that pauses before it tries again.</summary>
    public async Task RunClockUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            // The host gets a moment for each step: leases that run out under its hands are not what is tested.
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1)));
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        await task;
    }

    /// <summary>As the other, with the task's result.</summary>
    public async Task<T> RunClockUntilAsync<T>(Task<T> task)
    {
        await RunClockUntilAsync((Task)task);
        return await task;
    }

    /// <summary>Every test that moves money ends here.</summary>
    public async Task VerifyLedgerAsync() => Assert.Empty(await Get<LedgerAudit>().VerifyAsync());

    public async ValueTask DisposeAsync()
    {
        // Work in flight may be in one of its pauses, which only the clock ends.
        await RunClockUntilAsync(_host.StopAsync());
        _host.Dispose();
    }
}
