namespace Affiliate;

/// <summary>
/// Names of one purchase, and evidence about it, without an amount: a checkout session, for example. May arrive before
/// or after the payment; a payment that nobody could be credited for is credited when the evidence arrives.
/// </summary>
public sealed record PaymentLink : PaymentFact
{
    /// <summary>
    /// The provider's reference of the object itself; <see langword="null"/> when the message is about a subscription
    /// or a customer and about no purchase in particular.
    /// </summary>
    public required string? Reference { get; init; }

    /// <summary>What a payment says beside its amount.</summary>
    internal static PaymentLink Of(Payment payment) => new()
    {
        Reference = payment.Source,
        Program = payment.Program,
        IsTest = payment.IsTest,
        Aliases = payment.Aliases,
        SubscriptionReference = payment.SubscriptionReference,
        CustomerReference = payment.CustomerReference,
        Evidence = payment.Evidence,
        SubscriptionEvidence = payment.SubscriptionEvidence,
        CustomerEvidence = payment.CustomerEvidence,
        HashedEmail = payment.HashedEmail,
        HashedFingerprint = payment.HashedFingerprint,
    };
}
