namespace Affiliate;

/// <summary>
/// A provider that sent the money of a payout (<see cref="IPayoutProvider"/>) took it back: it is the partner's again, for the next
/// payout. Has no effect on a payout that was not paid by what is named, and none a second time.
/// </summary>
public sealed record PayoutReturn : PaymentFact
{
    /// <summary>The payout, as <see cref="PayoutOrder.Payout"/> told the provider.</summary>
    public required PayoutId Payout { get; init; }

    /// <summary>What the provider calls the payment, as <see cref="PayoutSending.Reference"/> told.</summary>
    public required string Reference { get; init; }

    /// <summary>Why, as a code of at most 200 characters.</summary>
    public string? Reason { get; init; }
}
