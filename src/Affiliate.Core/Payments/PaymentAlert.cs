namespace Affiliate;

/// <summary>
/// Something a person should look at: it changes no money. Without a sale that it is about it has no effect. Published as
/// <see cref="SaleFlagged"/>.
/// </summary>
public sealed record PaymentAlert : PaymentFact
{
    /// <summary>The reference of the purchase; <see langword="null"/> when it is about the whole subscription.</summary>
    public string? Reference { get; init; }

    /// <summary>Why, as a code such as <c>invoice_voided</c>; at most 64 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// Puts commissions of the subscription's payments up to this time that are still pending into review, whichever
    /// arrives first (AH-21); <see langword="null"/> leaves them.
    /// </summary>
    public DateTimeOffset? ReviewUntil { get; init; }
}
