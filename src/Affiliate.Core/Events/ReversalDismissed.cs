namespace Affiliate;

/// <summary>
/// Somebody took a refund or dispute of an unknown payment off the list of those to look at (<c>reversal.dismissed</c>). No money
/// moved; it still counts once the payment is reported.
/// </summary>
public sealed record ReversalDismissed : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.ReversalDismissed;

    /// <summary>The reversal.</summary>
    public required SaleReversalId ReversalId { get; init; }

    /// <summary>What the reversal is called at the provider or host.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of reversal it is.</summary>
    public required ReversalKind Kind { get; init; }

    /// <summary>The gross amount in minor units; <see langword="null"/> for all of the payment.</summary>
    public long? AmountCents { get; init; }

    /// <summary>The ISO 4217 code; <see langword="null"/> when there is no amount.</summary>
    public string? Currency { get; init; }

    /// <summary>Why, in a person's words.</summary>
    public string? Reason { get; init; }
}
