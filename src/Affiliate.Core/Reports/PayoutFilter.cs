namespace Affiliate;

/// <summary>Which payouts are wanted; what is left open is not asked for.</summary>
public sealed record PayoutFilter
{
    /// <summary>Only this partner's.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only those that stand here.</summary>
    public PayoutStatus? Status { get; init; }

    /// <summary>Only those generated in this time.</summary>
    public ReportPeriod Period { get; init; }
}
