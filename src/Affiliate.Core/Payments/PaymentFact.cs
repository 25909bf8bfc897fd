namespace Affiliate;

/// <summary>
/// Something a payment provider's message says: a <see cref="Payment"/>, a <see cref="Reversal"/>, a <see cref="PaymentLink"/>,
/// a <see cref="CouponKnown"/>, a <see cref="CustomerRemoved"/>, a <see cref="PaymentAlert"/>, a <see cref="TrialStarted"/> or a
/// <see cref="PayoutReturn"/>.
/// </summary>
public abstract record PaymentFact
{
    private protected PaymentFact()
    {
    }

    /// <summary>The id or key of the program; <see langword="null"/> for the default one.</summary>
    public string? Program { get; init; }

    /// <summary>Whether it happened in the provider's test mode and so never becomes payable money.</summary>
    public bool IsTest { get; init; }

    /// <summary>Further names of the same purchase, for example its payment intent and its checkout session.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The provider's reference of the subscription that the purchase belongs to.</summary>
    public string? SubscriptionReference { get; init; }

    /// <summary>When that subscription ended; <see langword="null"/> where the message does not say so.</summary>
    public DateTimeOffset? SubscriptionEndedAt { get; init; }

    /// <summary>The provider's reference of the customer.</summary>
    public string? CustomerReference { get; init; }

    /// <summary>What the message says about who sent the customer.</summary>
    public PaymentEvidence Evidence { get; init; } = PaymentEvidence.None;

    /// <summary>
    /// What the subscription that the purchase belongs to says about who sent the customer; it holds for renewals
    /// too.
    /// </summary>
    public PaymentEvidence SubscriptionEvidence { get; init; } = PaymentEvidence.None;

    /// <summary>What the provider's customer says about who sent them; it holds for all their purchases.</summary>
    public PaymentEvidence CustomerEvidence { get; init; } = PaymentEvidence.None;

    /// <summary>The buyer's e-mail address, when the message says it. Kept as a keyed hash and masked only.</summary>
    public string? Email { get; init; }

    /// <summary>
    /// What the provider calls the card or bank account that was paid with, the same for all customers who pay with it, when the message
    /// says it; at most 255 characters. Kept as a keyed hash only.
    /// </summary>
    public string? PaymentFingerprint { get; init; }

    /// <summary>Reversals told together with the fact, all of the same purchase.</summary>
    public IReadOnlyList<Reversal> Reversals { get; init; } = [];

    internal HashedEmail? HashedEmail { get; init; }

    internal HashedText? HashedFingerprint { get; init; }
}
