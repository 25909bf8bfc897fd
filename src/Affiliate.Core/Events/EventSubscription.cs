namespace Affiliate;

/// <summary>One subscriber: its stable name, the event type it wants (or a base of it), and what it does.</summary>
/// <param name="Name">Identifies the subscriber in the queue.</param>
/// <param name="EventType">The event type wanted.</param>
/// <param name="Handler">What the host gave, to recognise a subscription that is repeated.</param>
/// <param name="HandleAsync">Calls <paramref name="Handler"/>.</param>
internal sealed record EventSubscription(
    string Name,
    Type EventType,
    Delegate Handler,
    Func<AffiliateEvent, IServiceProvider, CancellationToken, Task> HandleAsync)
{
    /// <summary>Whoever takes events of every type gets a click once, and not again as <see cref="LinkClicked"/>.</summary>
    public bool Wants(Type eventType) => EventType.IsAssignableFrom(eventType)
        && (eventType != typeof(LinkClicked) || EventType == typeof(LinkClicked));

    /// <summary>Whether an event could reach both under one name, so that only one of them would get it.</summary>
    public bool Rivals(EventSubscription other) =>
        Name == other.Name && (Wants(other.EventType) || other.Wants(EventType));
}
