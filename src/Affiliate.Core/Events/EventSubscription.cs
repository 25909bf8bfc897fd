namespace Affiliate;

/// <summary>One subscriber: its stable name, the event type it wants (or a base of it), and what it does.</summary>
internal sealed record EventSubscription(
    string Name, Type EventType, Func<AffiliateEvent, IServiceProvider, CancellationToken, Task> HandleAsync)
{
    public bool Wants(Type eventType) => EventType.IsAssignableFrom(eventType);
}
