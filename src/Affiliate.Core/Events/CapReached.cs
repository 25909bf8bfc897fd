namespace Affiliate;

/// <summary>A cap that only tells was reached; nothing was cut (<c>cap.reached</c>). Told once for each thing and time it adds up by.</summary>
public sealed record CapReached : AffiliateEvent
{
    /// <inheritdoc />
    public override string Type => EventTypes.CapReached;

    /// <summary>The plan.</summary>
    public required string PlanId { get; init; }

    /// <summary>The flow whose cap it is; <see langword="null"/> for one of the whole plan.</summary>
    public string? FlowId { get; init; }

    /// <summary>The partner whose commission reached it.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>What it adds up.</summary>
    public required CapScope Scope { get; init; }

    /// <summary>Over what time.</summary>
    public required CapPeriod Period { get; init; }

    /// <summary>The limit, in minor units.</summary>
    public required long LimitCents { get; init; }

    /// <summary>What all commissions come to by now, in minor units.</summary>
    public required long AmountCents { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
