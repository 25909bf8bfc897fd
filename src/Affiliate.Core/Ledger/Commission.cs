namespace Affiliate;

/// <summary>What one sale, lead or click earns one partner: the decision, with its base, rate and status. The money is in the ledger.</summary>
public sealed record Commission : IRecord<Commission>
{
    /// <summary>The identifier.</summary>
    public required CommissionId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner who earns it.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>What it is earned for.</summary>
    public CommissionKind Kind { get; init; }

    /// <summary>The one cause, unique, so that nothing is earned twice. Default: the sale with partner and rule (I6).</summary>
    public string SourceKey
    {
        get => field ?? $"sale:{SaleId}:{PartnerId}:{Rule}";
        init;
    }

    /// <summary>The sale it is earned on; <see langword="null"/> for leads, clicks and bonuses.</summary>
    public required SaleId? SaleId { get; init; }

    /// <summary>Whose payment or step it is earned on; <see langword="null"/> for clicks, bonuses and buyers without a key.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>The lead it is earned on.</summary>
    public LeadId? LeadId { get; init; }

    /// <summary>The click it is earned on; a sale's click is on the sale.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>The commission that this one is a share or a part of; reversed with it.</summary>
    public CommissionId? SourceCommissionId { get; init; }

    /// <summary>The rule that decided: <c>default</c>, <c>group</c>, <c>partner</c>, a flow's id, <c>lines</c> or a host's own name.</summary>
    public required string Rule { get; init; }

    /// <summary>The version of the plan that was in force; <see langword="null"/> without a plan.</summary>
    public PlanVersionId? PlanVersionId { get; init; }

    /// <summary>The amount it was computed from, in minor units.</summary>
    public required long BaseMinorUnits { get; init; }

    /// <summary>The share; <see langword="null"/> for a flat amount, or when the lines of the sale have several, or only some earn.</summary>
    public Rate? Rate { get; init; }

    /// <summary>How the share was rounded to the minor unit.</summary>
    public RoundingMode Rounding { get; init; }

    /// <summary>Whether an amount without one <see cref="Rate"/> is taken back in proportion to refunds, not whole from the half on.</summary>
    public bool IsProportional { get; init; }

    /// <summary>
    /// Up to how much of the sale's base can go back, in minor units of the sale, before anything is taken back; a full refund takes all.
    /// <see langword="null"/> when every refund takes its share.
    /// </summary>
    public long? KeptUpToMinorUnits { get; init; }

    /// <summary>The rate at which the sale was taken into <see cref="Currency"/>, as a decimal number; <see langword="null"/> where the sale is in it.</summary>
    public string? ExchangeRate { get; init; }

    /// <summary>Who said so.</summary>
    public string? ExchangeRateSource { get; init; }

    /// <summary>Of when the rate was.</summary>
    public DateTimeOffset? ExchangeRateAsOf { get; init; }

    /// <summary>What was earned, in minor units, before any reversal.</summary>
    public required long AmountMinorUnits { get; init; }

    /// <summary>What would have been earned without caps, in minor units; <see langword="null"/> when no cap cut it.</summary>
    public long? UncappedMinorUnits { get; init; }

    /// <summary>How much another partner got of it (<see cref="CommissionKind.Shared"/>), in minor units; the amount is without that.</summary>
    public long SharedMinorUnits { get; init; }

    /// <summary>What it was computed from as JSON: sequence, parts, rules tried, caps.</summary>
    public string? Basis { get; init; }

    /// <summary>How much of it was taken back since, in minor units.</summary>
    public long ReversedMinorUnits { get; init; }

    /// <summary>How much of its ledger entries no payout claims, in minor units; negative when a paid one was taken back.</summary>
    public long UnsettledMinorUnits { get; init; }

    /// <summary>What is left of it, in minor units.</summary>
    public long KeptMinorUnits => AmountMinorUnits - ReversedMinorUnits;

    /// <summary>The ISO 4217 code of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Where it stands.</summary>
    public required CommissionStatus Status { get; init; }

    /// <summary>Whether only a person approves it, because its partner's group says so.</summary>
    public bool IsManual { get; init; }

    /// <summary>
    /// Why a person must look at it, as a code, or why it was rejected without one (<c>self_referral_payment</c>); <see langword="null"/>
    /// when neither.
    /// </summary>
    public string? ReviewReason { get; init; }

    /// <summary>Where it stood before nothing of it was left; it stands there again when a reversal is undone.</summary>
    public CommissionStatus? StatusBeforeReversal { get; init; }

    /// <summary>Whether a dispute or an undecided refund keeps it from being approved and paid.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>Until when it waits before it is approved by itself.</summary>
    public required DateTimeOffset HoldUntil { get; init; }

    /// <summary>Whether it also waits for the next paid invoice of the subscription, before it is approved by itself.</summary>
    public bool AwaitsNextInvoice { get; init; }

    /// <summary>When it was approved; <see langword="null"/> while it never was.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Who reported the sale.</summary>
    public required string Provider { get; init; }

    /// <summary>When it was earned.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Commission> Record { get; } = new RecordType<Commission>("commissions", c => c.Id)
        .Unique(c => c.SourceKey)
        .Index(c => c.SaleId)
        .Index(c => c.CustomerId)
        .Index(c => c.ProgramId, c => c.CreatedAt)
        .Index(c => c.PartnerId, c => c.CreatedAt)
        .Index(c => c.PartnerId, c => c.Status)
        .Index(c => c.ProgramId, c => c.Status)
        .Versioned(c => c.Version)
        .Text(160, c => c.SourceKey)
        .Text(64, c => c.Rule, c => c.ReviewReason)
        .Text(32, c => c.Provider)
        .Text(40, c => c.ExchangeRate)
        .Text(100, c => c.ExchangeRateSource)
        .Text(3, c => c.Currency);

    /// <summary>The key of a commission by its identifier.</summary>
    public static Key<Commission> ById(CommissionId id) => Record.ByPrimaryKey(id);

    /// <summary>A part of this commission, or a share on top of it, for another partner: reversed in proportion to this one.</summary>
    internal Commission PartFor(PartnerId partner, long amount) => this with
    {
        Id = AffiliateId.New<CommissionId>(CreatedAt),
        PartnerId = partner,
        SourceCommissionId = Id,
        IsProportional = true,
        KeptUpToMinorUnits = null,
        AmountMinorUnits = amount,
        UncappedMinorUnits = null,
        SharedMinorUnits = 0,
        UnsettledMinorUnits = amount,
        Basis = null,
    };

    /// <summary>The cause of a recruiter's share.</summary>
    internal static string RecruitSource(CommissionId source) => $"recruit:{source}";

    /// <summary>The key of a commission by its cause.</summary>
    public static Key<Commission> BySource(string sourceKey) => Record.ByUniqueKey(0, sourceKey);
}

/// <summary>What a commission is earned for.</summary>
public enum CommissionKind
{
    /// <summary>A payment of a referred customer.</summary>
    Sale,

    /// <summary>A sign-up or another named step of a referred customer.</summary>
    Lead,

    /// <summary>A qualified click.</summary>
    Click,

    /// <summary>A goal that was reached.</summary>
    Bonus,

    /// <summary>A commission of a partner whom this one recruited.</summary>
    Recruit,

    /// <summary>A part of another partner's commission on a sale (<see cref="Referral.SharedWith"/>), taken out of it.</summary>
    Shared,
}

/// <summary>Where a commission stands (semantics: pending to approved to processing to paid).</summary>
public enum CommissionStatus
{
    /// <summary>Waits for the end of its hold.</summary>
    Pending,

    /// <summary>Waits for a person.</summary>
    Review,

    /// <summary>Can be paid.</summary>
    Approved,

    /// <summary>Is in a payout.</summary>
    Processing,

    /// <summary>Was paid.</summary>
    Paid,

    /// <summary>Was refused; earns nothing.</summary>
    Rejected,

    /// <summary>Nothing of it is kept after refunds.</summary>
    Reversed,
}
