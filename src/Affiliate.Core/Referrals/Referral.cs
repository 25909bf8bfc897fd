namespace Affiliate;

/// <summary>The binding of a customer to a partner, made once; sales follow it.</summary>
public sealed record Referral : IRecord<Referral>
{
    /// <summary>The identifier.</summary>
    public required ReferralId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The customer; has one referral at most.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The partner who is credited.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The click that won; <see langword="null"/> when something else decided.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>What decided, as a code: for example <c>last_click</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The coupon that won.</summary>
    public CouponId? CouponId { get; init; }

    /// <summary>Why a person should look at what is earned before it is paid, as a code.</summary>
    public string? Review { get; init; }

    /// <summary>
    /// Who gets a part of what the partner earns: <see cref="CouponRule.Split"/>, <see cref="ProgramOptions.AssistShare"/>.
    /// </summary>
    public PartnerId? SharedWith { get; init; }

    /// <summary>The part of <see cref="SharedWith"/>.</summary>
    public Rate? SharedRate { get; init; }

    /// <summary>
    /// From which sales on the last change counts, by hand or by a later click (<see cref="ProgramOptions.RebindAfter"/>);
    /// <see langword="null"/> when there was none.
    /// </summary>
    public DateTimeOffset? CorrectedFrom { get; init; }

    /// <summary>Whether a correction by hand ended it: nobody is credited for later sales.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Who is credited for sales of today; <see langword="null"/> for nobody.</summary>
    public PartnerId? Credited => IsDetached ? null : PartnerId;

    /// <summary>The version of the plan that new customers came under then; <see langword="null"/> when there was no plan.</summary>
    public PlanVersionId? PlanVersionId { get; init; }

    /// <summary>When the binding was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the binding was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Referral> Record { get; } = new RecordType<Referral>("referrals", r => r.Id)
        .Unique(r => r.CustomerId)
        .Index(r => r.PartnerId, r => r.CreatedAt)
        .Index(r => r.ClickId)
        .Versioned(r => r.Version)
        .Text(32, r => r.Reason, r => r.Review);

    /// <summary>The key of a referral by its customer.</summary>
    public static Key<Referral> ByCustomer(CustomerId customer) => Record.ByUniqueKey(0, customer);
}
