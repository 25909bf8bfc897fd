using Microsoft.Extensions.DependencyInjection;

namespace Affiliate;

/// <summary>Hands one event to one subscriber. Each subscriber has work items of its own, so none waits for another.</summary>
internal sealed class EventHandlerWork(
    IAffiliateStore store, EventSubscriptions subscriptions, IServiceScopeFactory scopes, TimeProvider time)
    : IWorkHandler
{
    /// <summary>How long an event waits for an instance that knows its subscriber.</summary>
    private static readonly TimeSpan PauseForNewerInstances = TimeSpan.FromMinutes(1);

    public WorkKind Kind => WorkKind.Handler;

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var (id, key) = EventOutbox.ReadSubject(item.Subject);
        var logged = await store
            .FindAsync(LoggedEvent.ById(id), cancellationToken)
            .ConfigureAwait(false);
        if (logged is null)
        {
            // Retention or erasure removed the event: there is nothing left to hand out.
            return WorkResult.Done;
        }

        var eventType = EventTypes.TypeOf(logged.Type);
        var subscription = eventType is null ? null : subscriptions.Find(key, eventType);
        if (eventType is null || subscription is null)
        {
            // While versions are replaced one instance may claim what only another one can handle: no failure.
            return WorkResult.RescheduleAt(time.GetUtcMilliseconds() + PauseForNewerInstances);
        }

        await HandAsync(EventJson.Read(logged, eventType), subscription, cancellationToken).ConfigureAwait(false);
        return WorkResult.Done;
    }

    private async Task HandAsync(
        AffiliateEvent affiliateEvent, EventSubscription subscription, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("affiliate.event");
        activity?.SetTag("affiliate.event.type", affiliateEvent.Type);
        activity?.SetTag("affiliate.event.subscriber", subscription.Name);

        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await subscription.HandleAsync(affiliateEvent, scope.ServiceProvider, cancellationToken)
                .ConfigureAwait(false);
        }

        Telemetry.EventLag.Record(Math.Max(0, (time.GetUtcNow() - affiliateEvent.CreatedAt).TotalSeconds));
    }
}
