namespace Affiliate;

/// <summary>Reacts to an event after it was committed.</summary>
/// <remarks>
/// Called at least once, in a scope of its own, on one instance at a time. When it throws it is called again later, by
/// itself, with growing pauses; after <see cref="AffiliateOptions.MaxAttempts"/> it is parked until somebody re-runs it.
/// Use <see cref="AffiliateEvent.Id"/> to recognise a repeat. A call that takes longer than 50 seconds is cancelled and
/// counts as failed.
/// </remarks>
/// <typeparam name="TEvent">The event, for example <see cref="CommissionCreated"/>.</typeparam>
public interface IAffiliateEventHandler<in TEvent> where TEvent : AffiliateEvent
{
    /// <summary>Reacts.</summary>
    Task HandleAsync(TEvent affiliateEvent, CancellationToken cancellationToken);
}
