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

    /// <summary>
    /// The ledger entries of what a commission earns more than before; of a rejected one the difference is refused like the rest.
    /// </summary>
    public static IEnumerable<LedgerEntry> Raise(Commission before, Commission raised, DateTimeOffset now)
    {
        var more = Entry(raised) with
        {
            AmountMinorUnits = raised.AmountMinorUnits - before.AmountMinorUnits,
            SourceKey = $"earned:{raised.Id}:{before.Version}",
            CreatedAt = now,
        };
        if (more.AmountMinorUnits > 0)
        {
            yield return more;
        }

        if (more.AmountMinorUnits > 0 && before.Status == CommissionStatus.Rejected)
        {
            yield return CommissionMoves.RejectedEntry(before, now) with
            {
                AmountMinorUnits = -more.AmountMinorUnits,
                SourceKey = $"rejected:{raised.Id}:{before.Version}",
            };
        }
    }
}
