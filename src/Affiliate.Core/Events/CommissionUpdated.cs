using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A commission moved on, or its amount changed (<c>commission.updated</c>).</summary>
public sealed record CommissionUpdated : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.CommissionUpdated;

    /// <summary>The commission.</summary>
    public required CommissionId CommissionId { get; init; }

    /// <summary>The partner who earned it.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>What is left of it, in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>What it was computed from, in minor units.</summary>
    public required long TxnAmountCents { get; init; }

    /// <summary>The ISO 4217 code of both amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Who reported the sale.</summary>
    public required string Provider { get; init; }

    /// <summary>Where it stands now.</summary>
    public required CommissionStatus Status { get; init; }

    /// <summary>Where it stood before.</summary>
    public CommissionStatus? PreviousStatus { get; init; }

    /// <summary>Why it was rejected, or what else moved it, as a code or a person's words.</summary>
    public string? Reason { get; init; }

    /// <summary>The payout that it is in, was paid by or left; <see langword="null"/> when no payout moved it.</summary>
    public PayoutId? PayoutId { get; init; }

    /// <summary>Whose payment or step it is earned on; published as <c>customer_key</c>.</summary>
    [JsonIgnore]
    public CustomerId? CustomerId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;

    /// <summary>The event of a change.</summary>
    internal static CommissionUpdated Of(Commission before, Commission now, string? reason, PayoutId? payout = null) => new()
    {
        ProgramId = now.ProgramId,
        CommissionId = now.Id,
        PartnerId = now.PartnerId,
        AmountCents = now.KeptMinorUnits,
        TxnAmountCents = now.BaseMinorUnits,
        Currency = now.Currency,
        Provider = now.Provider,
        Status = now.Status,
        PreviousStatus = before.Status,
        Reason = reason,
        PayoutId = payout,
        CustomerId = now.CustomerId,
    };
}
