namespace Affiliate;

/// <summary>What a partner has in one currency. Amounts of different currencies are never added (I9).</summary>
/// <param name="PartnerId">The partner.</param>
/// <param name="Currency">The ISO 4217 code of all amounts.</param>
/// <param name="PendingMinorUnits">Earned but not approved, in review included.</param>
/// <param name="ApprovedMinorUnits">
/// Approved and in no payout, less what was taken back after it was paid; below zero the partner owes it, and it is
/// carried to the next payout.
/// </param>
/// <param name="ProcessingMinorUnits">In payouts whose money is not confirmed.</param>
/// <param name="PaidMinorUnits">Paid so far.</param>
public sealed record Balance(
    PartnerId PartnerId, string Currency, long PendingMinorUnits, long ApprovedMinorUnits, long ProcessingMinorUnits,
    long PaidMinorUnits)
{
    /// <summary>Kept back from payouts so far, for the tax office.</summary>
    public long WithheldMinorUnits { get; init; }

    /// <summary>Kept back from payouts in reserve, to be paid when its time is over; not part of the balance until then.</summary>
    public long ReservedMinorUnits { get; init; }

    /// <summary>What the partner owes and the next payouts net: zero or below.</summary>
    public long CarriedMinorUnits => Math.Min(0, ApprovedMinorUnits);

    /// <summary>The sum of all ledger entries: pending, approved and processing.</summary>
    public long TotalMinorUnits => checked(PendingMinorUnits + ApprovedMinorUnits + ProcessingMinorUnits);
}

/// <summary>Which balances are wanted.</summary>
public sealed record BalanceFilter
{
    /// <summary>Only this partner's.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only those in this currency, an ISO 4217 code in upper case.</summary>
    public string? Currency { get; init; }

    /// <summary>As they were at this instant, what happened at it included. Default: as they are now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
