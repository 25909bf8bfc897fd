using System.Net;

namespace Affiliate;

/// <summary>A sign-up, or another named step, as it is reported.</summary>
internal sealed record NewLead
{
    public required ProgramId ProgramId { get; init; }

    /// <summary>The host's key; without one the click stands for the customer.</summary>
    public CustomerKey? Customer { get; init; }

    public ClickId? ClickId { get; init; }

    /// <summary>Whether a click was named, but by what is no click id of ours.</summary>
    public bool HasUnreadableClick { get; init; }

    public Guid? VisitorId { get; init; }

    /// <summary>A context token that came along, as it was read.</summary>
    public ContextReading? Context { get; init; }

    public ReferralCause Cause { get; init; }

    /// <summary>Since when the host knows the customer, if that is longer than we do.</summary>
    public DateTimeOffset? CustomerSince { get; init; }

    /// <summary>Why a person should look at what the binding earns, as a code.</summary>
    public string? Review { get; init; }

    /// <summary>Where the sign-up comes from, when the request tells; never stored.</summary>
    public IPAddress? Address { get; init; }

    public HashedEmail? Email { get; init; }

    public string EventName { get; init; } = Lead.SignUp;

    /// <summary>Whether the customer may be bound to a partner; otherwise the lead is evidence only (semantics 12).</summary>
    public bool CanBind { get; init; } = true;
}

/// <summary>What became of a reported lead.</summary>
internal sealed record RecordedLead(Lead Lead, Referral? Referral, bool IsDuplicate);
