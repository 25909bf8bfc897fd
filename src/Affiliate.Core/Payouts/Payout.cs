namespace Affiliate;

/// <summary>Money sent, or to be sent, to one partner in one currency, for a set of ledger entries (I14).</summary>
public sealed record Payout : IRecord<Payout>
{
    /// <summary>The identifier.</summary>
    public required PayoutId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner who is paid.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The sum of the entries, in minor units; always above zero.</summary>
    public required long AmountMinorUnits { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Where it stands.</summary>
    public required PayoutStatus Status { get; init; }

    /// <summary>How many commissions it pays.</summary>
    public required int CommissionCount { get; init; }

    /// <summary>The first instant of the period it was generated for; <see langword="null"/> for no bound.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>The first instant after that period; <see langword="null"/> for no bound.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>The scheduled batch that made it; <see langword="null"/> for one that somebody made or asked for.</summary>
    public PayoutBatchId? BatchId { get; init; }

    /// <summary>What the bank or provider calls the payment.</summary>
    public string? Reference { get; init; }

    /// <summary>Why it failed, was canceled, or came back.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was generated.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the money was confirmed.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>The currency that is paid when it is another one than the ledger's; else <see langword="null"/>.</summary>
    public string? SettlementCurrency { get; init; }

    /// <summary>The converted net amount, in minor units of <see cref="SettlementCurrency"/>.</summary>
    public long? SettlementMinorUnits { get; init; }

    /// <summary>The rate it was converted at, as a decimal number.</summary>
    public string? ExchangeRate { get; init; }

    /// <summary>Who said so.</summary>
    public string? ExchangeRateSource { get; init; }

    /// <summary>Of when the rate was.</summary>
    public DateTimeOffset? ExchangeRateAsOf { get; init; }

    /// <summary>The provider that sends the money; <see langword="null"/> when it is sent by hand.</summary>
    public string? Provider { get; init; }

    /// <summary>Where the provider sends it, encrypted: the partner's account of the moment it was handed over.</summary>
    public string? SealedDestination { get; init; }

    /// <summary>What is kept in reserve at <see cref="ReserveRate"/>, in minor units, rounded toward zero; 0 without a rate.</summary>
    public long ReservedMinorUnits { get; init; }

    /// <summary>The part that is kept in reserve, as it was when the payout was made; <see langword="null"/> for none.</summary>
    public Rate? ReserveRate { get; init; }

    /// <summary>Until when it is kept; <see langword="null"/> when nothing is.</summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>When it was given back, to be paid by the next payout; <see langword="null"/> while it is kept.</summary>
    public DateTimeOffset? ReserveReleasedAt { get; init; }

    /// <summary>The amount less what is kept in reserve, in minor units: what tax is kept back from.</summary>
    public long DueMinorUnits => AmountMinorUnits - ReservedMinorUnits;

    /// <summary>The tax kept back at <see cref="WithholdingRate"/>, in minor units, of <see cref="DueMinorUnits"/>, rounded toward zero; 0 without a rate.</summary>
    public long WithheldMinorUnits { get; init; }

    /// <summary>The part that is kept back for the tax office, as it was when the payout was made; <see langword="null"/> for none.</summary>
    public Rate? WithholdingRate { get; init; }

    /// <summary>The amount less what is kept in reserve and for the tax office, in minor units.</summary>
    public long NetMinorUnits => DueMinorUnits - WithheldMinorUnits;

    /// <summary>What is sent: the net amount, converted or in the ledger's currency.</summary>
    public Money ToPay => SettlementCurrency is { } currency && SettlementMinorUnits is { } amount
        ? new Money(amount, currency)
        : new Money(NetMinorUnits, Currency);

    /// <summary>When it failed or was canceled.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the money came back after it was sent; <see langword="null"/> when it did not.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Payout> Record { get; } = new RecordType<Payout>("payouts", p => p.Id)
        .Index(p => p.ProgramId, p => p.CreatedAt)
        .Index(p => p.PartnerId, p => p.CreatedAt)
        .Index(p => p.BatchId)
        .Versioned(p => p.Version)
        .Text(3, p => p.Currency, p => p.SettlementCurrency)
        .Text(32, p => p.Provider)
        .Text(40, p => p.ExchangeRate)
        .Text(100, p => p.ExchangeRateSource)
        .Text(1_000, p => p.SealedDestination)
        .Text(200, p => p.Reference, p => p.Reason);

    /// <summary>Where a payout stands while its money is not confirmed.</summary>
    internal static IReadOnlyList<PayoutStatus> OpenStatuses { get; } =
        [PayoutStatus.Requested, PayoutStatus.Pending, PayoutStatus.Processing];

    /// <summary>The key of a payout by its identifier.</summary>
    public static Key<Payout> ById(PayoutId id) => Record.ByPrimaryKey(id);
}

/// <summary>Where a payout stands.</summary>
public enum PayoutStatus
{
    /// <summary>The partner asked for it.</summary>
    Requested,

    /// <summary>Generated; the money is still to be sent.</summary>
    Pending,

    /// <summary>The money is on its way.</summary>
    Processing,

    /// <summary>The money is confirmed.</summary>
    Paid,

    /// <summary>The money could not be sent; its entries are free for the next payout.</summary>
    Failed,

    /// <summary>Called off; its entries are free for the next payout.</summary>
    Canceled,
}
