namespace Affiliate;

/// <summary>What is to be paid.</summary>
public sealed record PayoutRun
{
    /// <summary>The id or key of the program. Default: the default program.</summary>
    public string? Program { get; init; }

    /// <summary>Only this partner, also when the partner is deactivated: what is left is paid out. Default: all who are active.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>Commissions earned at this instant or later. Default: no bound.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>Commissions earned before this instant. Default: no bound.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    /// <summary>
    /// The smallest amount paid, in minor units of the program's currency; in other currencies the same number of major
    /// units. Default: the program's <see cref="AffiliateProgram.MinPayouts"/> and
    /// <see cref="AffiliateProgram.MinPayoutMinorUnits"/>.
    /// </summary>
    public long? MinimumMinorUnits { get; init; }

    /// <summary>The smallest amounts paid in some currencies, by ISO 4217 code, in minor units of each. Default: none.</summary>
    public IReadOnlyDictionary<string, long> Minimums { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// The ISO 4217 code to pay in, converted at the host's <see cref="IExchangeRates"/>. Default: each amount in its own currency.
    /// </summary>
    public string? SettlementCurrency { get; init; }

    /// <summary>Whether nothing is written and only what would be paid is told. Default: <see langword="false"/>.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether the partner asks for it, rather than the owner (AH-34). Default: <see langword="false"/>.</summary>
    public bool IsRequested { get; init; }

    /// <summary>The scheduled batch that runs: it pays each partner once in each currency.</summary>
    internal PayoutBatchId? Batch { get; init; }
}

/// <summary>What a run does for one partner in one currency.</summary>
/// <param name="PartnerId">The partner.</param>
/// <param name="Amount">What is paid, or would be.</param>
/// <param name="CommissionCount">How many commissions that covers.</param>
/// <param name="Payout">The payout; <see langword="null"/> in a dry run and when nothing is paid.</param>
/// <param name="Reason">
/// Why nothing is paid: <c>below_minimum</c>, <c>negative_balance</c>, <c>partner_not_active</c>,
/// <c>no_tax_profile</c> or <c>no_exchange_rate</c>. It rolls over.
/// </param>
public sealed record PayoutLine(
    PartnerId PartnerId, Money Amount, int CommissionCount, PayoutId? Payout, string? Reason)
{
    /// <summary>How much of the amount is kept back for the tax office, in minor units.</summary>
    public long WithheldMinorUnits { get; init; }

    /// <summary>How much of the amount is kept in reserve, in minor units.</summary>
    public long ReservedMinorUnits { get; init; }
}
