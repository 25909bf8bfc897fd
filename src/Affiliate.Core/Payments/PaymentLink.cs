namespace Affiliate;

/// <summary>
/// Names of one purchase, and evidence about it, without an amount: a checkout session, for example. May arrive before or
/// after the payment; a payment that nobody could be credited for is credited when the evidence arrives.
/// </summary>
public sealed record PaymentLink : PaymentFact
{
    /// <summary>The provider's reference of the object itself.</summary>
    public required string Reference { get; init; }
}
