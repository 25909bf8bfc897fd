using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Core.Tests.Events;

public sealed class EventHandlerWorkTests
{
    private static readonly PartnerCreated Published = new()
    {
        Id = Sample.Id<AffiliateEventId>(),
        ProgramId = Sample.Id<ProgramId>(),
        CreatedAt = Sample.Now,
        PartnerId = Sample.Id<PartnerId>(),
        Email = "alpha@example.com",
        Slug = "alpha",
    };

    [Fact]
    public async Task A_subscriber_gets_the_event_as_it_was_published()
    {
        var received = new List<AffiliateEvent>();
        await using var host = new Installation(affiliate => affiliate.On<PartnerCreated>("list", Into(received)));
        await PublishAsync(host);
        await host.StartAsync<Worker>();

        await Waiting.UntilAsync(() => NothingIsLeftAsync(host));

        Assert.Equal([Published], received);
    }

    /// <summary>Each subscriber has its own progress: one that fails is tried again alone.</summary>
    [Fact]
    public async Task A_failing_subscriber_is_tried_again_without_the_others()
    {
        var (received, tries) = (new List<AffiliateEvent>(), 0);
        await using var host = new Installation(affiliate => affiliate
            .On<PartnerCreated>("list", Into(received))
            .On<PartnerCreated>("mail", (_, _, _) => ++tries < 3 ? throw new IOException("No mail.") : Task.CompletedTask));
        await PublishAsync(host);
        await host.StartAsync<Worker>();

        for (var failed = 1; failed < 3; failed++)
        {
            await host.WhenSettledAsync(WorkKind.Handler, item => item.Tries == failed);
            host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await host.Time.UntilAsync(() => NothingIsLeftAsync(host), TimeSpan.FromMilliseconds(100));
        Assert.Equal(3, tries);
        Assert.Single(received);
    }

    /// <summary>T19: what always fails is parked and visible; the rest flows.</summary>
    [Fact]
    public async Task A_subscriber_that_always_fails_is_parked()
    {
        await using var host = new Installation(affiliate => affiliate
            .On<PartnerCreated>("mail", (_, _, _) => throw new IOException("Mail to alpha@example.com failed.")));
        await PublishAsync(host);
        await host.StartAsync<Worker>();

        for (var failed = 1; failed < 20; failed++)
        {
            Assert.NotNull((await host.WhenSettledAsync(WorkKind.Handler, item => item.Tries == failed)).DueAt);
            host.Time.Advance(TimeSpan.FromHours(1));
        }

        var parked = await host.WhenSettledAsync(WorkKind.Handler, item => item.Tries == 20);
        Assert.Equal((null, "System.IO.IOException: Mail to *** failed."), (parked.DueAt, parked.LastError));
    }

    /// <summary>While versions are replaced, an older instance may claim what only a newer one can handle.</summary>
    [Fact]
    public async Task An_unknown_subscriber_waits_a_minute_and_has_not_failed()
    {
        var received = new List<AffiliateEvent>();
        await using var newer = new Installation(affiliate => affiliate.On<PartnerCreated>("list", Into(received)));
        await using var older = new Installation(sharing: newer);
        await PublishAsync(newer);
        await older.StartAsync<Worker>();
        await Waiting.UntilAsync(async () => Assert.Single(await WorkAsync(newer)).DueAt > Sample.Now.AddSeconds(59)
            && Assert.Single(await WorkAsync(newer)).Tries == 0);
        await older.StopAsync();

        newer.Time.Advance(TimeSpan.FromMinutes(1));
        await newer.StartAsync<Worker>();
        await Waiting.UntilAsync(() => NothingIsLeftAsync(newer));

        Assert.Single(received);
        Assert.Empty(older.Log.Of(1002));
    }

    [Fact]
    public async Task An_event_type_of_a_newer_version_waits_too()
    {
        await using var host = new Installation(affiliate => affiliate.On<AffiliateEvent>("list", Into([])));
        var logged = Sample.LoggedEvent() with { Type = "partner.promoted" };
        await host.AddAsync(logged);

        var result = await RunAsync(host, logged.Id, "list");

        Assert.Equal(WorkResult.RescheduleAt(Sample.Now.AddMinutes(1)), result);
    }

    [Fact]
    public async Task Work_for_an_event_that_was_erased_is_done()
    {
        await using var host = new Installation();

        Assert.Equal(WorkResult.Done, await RunAsync(host, Sample.Id<AffiliateEventId>(), "list"));
    }

    [Fact]
    public async Task Every_event_is_handled_in_a_scope_of_its_own()
    {
        var seen = new List<Scoped>();
        await using var host = new Installation(affiliate =>
        {
            affiliate.Services.AddSingleton(seen);
            affiliate.Services.AddScoped<Scoped>();
            affiliate.On<PartnerCreated, NoteScope>();
        });
        await PublishAsync(host, Published);
        await PublishAsync(host, Published with { Id = Sample.Id<AffiliateEventId>() });
        await host.StartAsync<Worker>();

        await Waiting.UntilAsync(() => NothingIsLeftAsync(host));

        Assert.Equal(2, seen.Distinct().Count());
        Assert.All(seen, scoped => Assert.True(scoped.IsDisposed));
    }

    /// <summary>Two instances, one event, one handler: it runs once.</summary>
    [Fact]
    public async Task Two_instances_hand_an_event_out_once()
    {
        var received = new List<AffiliateEvent>();
        Action<AffiliateBuilder> subscribe = affiliate => affiliate.On<PartnerCreated>("list", Into(received));
        await using var first = new Installation(subscribe);
        await using var second = new Installation(subscribe, sharing: first);
        await first.StartAsync<Worker>();
        await second.StartAsync<Worker>();
        for (var i = 0; i < 50; i++)
        {
            await PublishAsync(first, Published with { Id = Sample.Id<AffiliateEventId>() });
        }

        await first.Time.UntilAsync(() => NothingIsLeftAsync(first), TimeSpan.FromMilliseconds(100));

        Assert.Equal(50, received.Select(one => one.Id).Distinct().Count());
        Assert.Equal(50, received.Count);
    }

    private static Func<AffiliateEvent, IServiceProvider, CancellationToken, Task> Into(List<AffiliateEvent> received) =>
        (affiliateEvent, _, _) =>
        {
            lock (received)
            {
                received.Add(affiliateEvent);
            }

            return Task.CompletedTask;
        };

    private static Task<WorkResult> RunAsync(Installation host, AffiliateEventId id, string subscriber) =>
        new EventHandlerWork(
            host.Store, host.Get<EventSubscriptions>(), host.Get<IServiceScopeFactory>(), host.Time)
            .RunAsync(Sample.WorkItem() with { Subject = $"{id}:{subscriber}" }, CancellationToken.None);

    private static async Task<List<WorkItem>> WorkAsync(Installation host) =>
        [.. (await host.AllAsync<WorkItem>()).Where(item => item.Kind == WorkKind.Handler)];

    private static async Task<bool> NothingIsLeftAsync(Installation host) => (await WorkAsync(host)).Count == 0;

    private static Task<bool> PublishAsync(Installation host, AffiliateEvent? published = null) =>
        host.Get<UnitRunner>().RunAsync(
            (unit, _) =>
            {
                host.Get<EventOutbox>().Publish(unit, published ?? Published);
                return Task.FromResult(true);
            },
            CancellationToken.None);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class NoteScope(List<Scoped> seen, Scoped scoped) : IAffiliateEventHandler<PartnerCreated>
    {
        public Task HandleAsync(PartnerCreated affiliateEvent, CancellationToken cancellationToken)
        {
            lock (seen)
            {
                seen.Add(scoped);
            }

            return Task.CompletedTask;
        }
    }
}
