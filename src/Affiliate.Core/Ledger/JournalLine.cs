namespace Affiliate;

/// <summary>A ledger entry as a host's accountant books it: one amount from one account to another.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="PartnerId">The partner: the sub-account of <see cref="JournalAccounts.PartnerPayable"/>.</param>
/// <param name="Kind">What happened.</param>
/// <param name="DebitAccount">The account debited, one of <see cref="JournalAccounts"/>.</param>
/// <param name="CreditAccount">The account credited, one of <see cref="JournalAccounts"/>.</param>
/// <param name="Amount">The amount; always above zero.</param>
/// <param name="SourceKey">The one cause of the entry.</param>
/// <param name="CreatedAt">When it was written.</param>
public sealed record JournalLine(
    LedgerEntryId EntryId, PartnerId PartnerId, LedgerEntryKind Kind, string DebitAccount, string CreditAccount,
    Money Amount, string SourceKey, DateTimeOffset CreatedAt)
{
    /// <summary>The entry as a balanced pair (I10).</summary>
    public static JournalLine Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var other = JournalAccounts.Against(entry);
        var (debit, credit) = entry.AmountMinorUnits > 0
            ? (other, JournalAccounts.PartnerPayable)
            : (JournalAccounts.PartnerPayable, other);
        return new JournalLine(
            entry.Id, entry.PartnerId, entry.Kind, debit, credit,
            new Money(Math.Abs(entry.AmountMinorUnits), entry.Currency), entry.SourceKey, entry.CreatedAt);
    }
}

/// <summary>The accounts of the journal. A host maps them to its own chart of accounts.</summary>
public static class JournalAccounts
{
    /// <summary>What is owed to partners, a liability: its balance is the sum of all partners' balances.</summary>
    public const string PartnerPayable = "partner_payable";

    /// <summary>What commissions cost, an expense; reversals and rejections lower it.</summary>
    public const string CommissionExpense = "commission_expense";

    /// <summary>What partners owed and were let off, an expense.</summary>
    public const string BalanceAdjustment = "balance_adjustment";

    /// <summary>Money on its way to partners, to be settled with the bank's or provider's account.</summary>
    public const string PayoutClearing = "payout_clearing";

    /// <summary>Tax kept back from payouts, a liability: what is owed to the tax office.</summary>
    public const string WithholdingPayable = "withholding_payable";

    /// <summary>What payouts keep in reserve, a liability: it is owed to partners, and paid later.</summary>
    public const string PartnerReserve = "partner_reserve";

    /// <summary>The account that stands against <see cref="PartnerPayable"/> for an entry: money that came back undoes what was sent.</summary>
    internal static string Against(LedgerEntry entry) => entry.Kind switch
    {
        LedgerEntryKind.Paid => PayoutClearing,
        LedgerEntryKind.Withheld => WithholdingPayable,
        LedgerEntryKind.Reserved => PartnerReserve,
        LedgerEntryKind.Adjusted when entry.PayoutId is not null => PayoutClearing,
        LedgerEntryKind.Adjusted => BalanceAdjustment,
        _ => CommissionExpense,
    };
}
