using System.Net;

namespace Affiliate;

/// <summary>A customer's binding, or why there is none.</summary>
/// <param name="Referral">The binding; it may say that nobody is credited any more.</param>
/// <param name="Reason">What decided, as a code.</param>
/// <param name="Coupon">The coupon that made it just now.</param>
internal sealed record Binding(Referral? Referral, string Reason, CouponId? Coupon = null)
{
    /// <summary>Whether it was made just now.</summary>
    public bool IsNew { get; init; }

    /// <summary>The click that would have won, where only the first sale binds.</summary>
    public ClickId? Click { get; init; }
}

/// <summary>What is to be decided, and by what.</summary>
internal sealed record BindingCase
{
    public required ReferralCause Cause { get; init; }

    public required ClickEvidence Clicks { get; init; }

    /// <summary>The codes that the purchase was made with.</summary>
    public IReadOnlyList<string> Coupons { get; init; } = [];

    /// <summary>When the customer signed up or bought.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Since when the host knows the customer, if that is longer than we do.</summary>
    public DateTimeOffset? CustomerSince { get; init; }

    /// <summary>Why a person should look at what the binding earns, as a code.</summary>
    public string? Review { get; init; }

    /// <summary>Where the sign-up comes from, when the request tells; never stored.</summary>
    public IPAddress? Address { get; init; }

    public SaleId? SaleId { get; init; }
}

/// <summary>Where competing clicks are found: the visitors' own (one person may have several), and those named outright.</summary>
internal sealed record ClickEvidence(IReadOnlyList<Guid> VisitorIds, IReadOnlyList<ClickId> ClickIds)
{
    public static ClickEvidence Of(NewLead lead) => new(
        [.. new[] { lead.VisitorId, lead.Context?.Context?.VisitorId }.OfType<Guid>().Distinct()],
        [.. new[] { lead.ClickId, lead.Context?.Context?.ClickId }.OfType<ClickId>().Distinct()]);
}
