namespace Affiliate;

/// <summary>How a commission comes onto the ledger. Pure.</summary>
internal static class Accrual
{
    /// <summary>The rule's name when the partner's own share decides, the group's, or the program's.</summary>
    public const string PartnerRule = "partner";
    public const string GroupRule = "group";
    public const string DefaultRule = "default";

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
