namespace Affiliate;

/// <summary>What one sale earns one partner: the decision, with its base, rate and status. The money is in the ledger.</summary>
public sealed record Commission : IRecord<Commission>
{
    /// <summary>The identifier.</summary>
    public required CommissionId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner who earns it.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The sale it is earned on.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>The rule that decided, for example <c>default</c>; a sale earns once per rule and partner (I6).</summary>
    public required string Rule { get; init; }

    /// <summary>The amount it was computed from, in minor units.</summary>
    public required long BaseMinorUnits { get; init; }

    /// <summary>The share; <see langword="null"/> for a flat amount.</summary>
    public Rate? Rate { get; init; }

    /// <summary>What was earned, in minor units, before any reversal.</summary>
    public required long AmountMinorUnits { get; init; }

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

    /// <summary>Where it stood before nothing of it was left; it stands there again when a reversal is undone.</summary>
    public CommissionStatus? StatusBeforeReversal { get; init; }

    /// <summary>Whether a dispute or an undecided refund keeps it from being approved and paid.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>Until when it waits before it is approved by itself.</summary>
    public required DateTimeOffset HoldUntil { get; init; }

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
        .Unique(c => c.SaleId, c => c.PartnerId, c => c.Rule)
        .Index(c => c.ProgramId, c => c.CreatedAt)
        .Index(c => c.PartnerId, c => c.CreatedAt)
        .Index(c => c.PartnerId, c => c.Status)
        .Index(c => c.ProgramId, c => c.Status)
        .Versioned(c => c.Version)
        .Text(64, c => c.Rule)
        .Text(32, c => c.Provider)
        .Text(3, c => c.Currency);

    /// <summary>The key of a commission by its identifier.</summary>
    public static Key<Commission> ById(CommissionId id) => Record.ByPrimaryKey(id);
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
