namespace Affiliate;

/// <summary>
/// A trial began on the subscription (<see cref="PaymentFact.SubscriptionReference"/>): a lead of its customer named
/// <see cref="LeadName"/>, once however often it is told. When nobody has said yet who the customer is, that is waited for, for 72 hours.
/// </summary>
public sealed record TrialStarted : PaymentFact
{
    /// <summary>The name of the lead.</summary>
    public const string LeadName = "trial";
}
