namespace Affiliate;

/// <summary>What a sale earns a partner. Pure.</summary>
internal static class Accrual
{
    /// <summary>The rule's name when the partner's own share decides, or the program's.</summary>
    public const string PartnerRule = "partner";
    public const string DefaultRule = "default";

    /// <summary>The commission, or <see langword="null"/> when the share of the amount is below one minor unit.</summary>
    public static Commission? Earn(Sale sale, Partner partner, AffiliateProgram program, DateTimeOffset now)
    {
        var rate = partner.Commission ?? program.DefaultCommission;
        var amount = rate.Of(sale.AmountMinorUnits);
        if (amount == 0)
        {
            return null;
        }

        return new Commission
        {
            Id = AffiliateId.New<CommissionId>(now),
            ProgramId = sale.ProgramId,
            PartnerId = partner.Id,
            SaleId = sale.Id,
            Rule = partner.Commission is null ? DefaultRule : PartnerRule,
            BaseMinorUnits = sale.AmountMinorUnits,
            Rate = rate,
            AmountMinorUnits = amount,
            UnsettledMinorUnits = amount,
            Currency = sale.Currency,
            Status = CommissionStatus.Pending,
            HoldUntil = sale.OccurredAt + program.HoldPeriod,
            Provider = sale.Provider,
            CreatedAt = now,
        };
    }

    /// <summary>The ledger entry that brings the commission onto the partner's balance.</summary>
    public static LedgerEntry Entry(Commission commission) => new()
    {
        Id = AffiliateId.New<LedgerEntryId>(commission.CreatedAt),
        ProgramId = commission.ProgramId,
        PartnerId = commission.PartnerId,
        CommissionId = commission.Id,
        Kind = LedgerEntryKind.Earned,
        AmountMinorUnits = commission.AmountMinorUnits,
        Currency = commission.Currency,
        SourceKey = $"earned:{commission.Id}",
        CreatedAt = commission.CreatedAt,
    };
}
