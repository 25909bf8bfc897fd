namespace Affiliate;

/// <summary>What a payout must agree with: the items that it claims, their entries, and the entry of its payment (I14).</summary>
internal sealed class PayoutTotals(Payout payout)
{
    private readonly HashSet<CommissionId> _commissions = [];
    private long _claimed;
    private int _items;
    private long _paid;
    private long _returned;
    private long _withheld;
    private long _reserved;
    private long _released;

    public IEnumerable<LedgerViolation> Claim(PayoutItem item, LedgerEntry? entry)
    {
        _claimed += item.AmountMinorUnits;
        _items++;
        if (item.CommissionId is { } commission)
        {
            _commissions.Add(commission);
        }

        if (entry is null)
        {
            yield return Wrong("item_entry", $"The entry {item.EntryId} that it pays does not exist.");
            yield break;
        }

        _released += Reserve.IsReleased(entry) ? entry.AmountMinorUnits : 0;
        if (entry.AmountMinorUnits != item.AmountMinorUnits)
        {
            yield return Wrong("item_amount", $"It pays {item.AmountMinorUnits} for the entry {entry.Id} of {entry.AmountMinorUnits}.");
        }

        if (entry.PartnerId != payout.PartnerId || entry.ProgramId != payout.ProgramId || entry.Currency != payout.Currency
            || entry.CommissionId != item.CommissionId || !PayoutClaims.IsClaimable(entry))
        {
            yield return Wrong("item_foreign", $"The entry {entry.Id} has another program, partner, currency or commission.");
        }
    }

    public void Pay(LedgerEntry entry)
    {
        switch (entry.Kind)
        {
            case LedgerEntryKind.Adjusted:
                _returned += entry.AmountMinorUnits;
                break;
            case LedgerEntryKind.Withheld:
                _withheld += entry.AmountMinorUnits;
                break;
            case LedgerEntryKind.Reserved:
                _reserved += entry.AmountMinorUnits;
                break;
            default:
                _paid += entry.AmountMinorUnits;
                break;
        }
    }

    public IEnumerable<LedgerViolation> Check()
    {
        var isEnded = payout.Status is PayoutStatus.Failed or PayoutStatus.Canceled;
        if (isEnded ? _items != 0 : _claimed != payout.AmountMinorUnits)
        {
            yield return Wrong("payout_items", $"The items are {_claimed}, the payout {payout.AmountMinorUnits} while {payout.Status}.");
        }

        if (!isEnded && _commissions.Count != payout.CommissionCount)
        {
            yield return Wrong("payout_count", $"It pays {_commissions.Count} commissions and says {payout.CommissionCount}.");
        }

        var mustBePaid = payout.Status == PayoutStatus.Paid ? -payout.NetMinorUnits : 0;
        if (_paid != mustBePaid)
        {
            yield return Wrong("payout_paid", $"The paid entries are {_paid}, must be {mustBePaid} while {payout.Status}.");
        }

        var mustBeWithheld = payout is { Status: PayoutStatus.Paid, ReturnedAt: null } ? -payout.WithheldMinorUnits : 0;
        if (_withheld != mustBeWithheld || payout.WithheldMinorUnits < 0 || payout.WithheldMinorUnits != (payout.WithholdingRate?.Of(payout.DueMinorUnits) ?? 0))
        {
            yield return Wrong("payout_withheld", $"{-_withheld} is kept back, must be {-mustBeWithheld} of {payout.DueMinorUnits} while {payout.Status}.");
        }

        var mustBeReserved = payout is { Status: PayoutStatus.Paid, ReserveReleasedAt: null } ? -payout.ReservedMinorUnits : 0;
        if (_reserved != mustBeReserved || (!isEnded && payout.ReservedMinorUnits != DueReserve)
            || payout.ReservedUntil is null != (payout.ReservedMinorUnits == 0))
        {
            yield return Wrong(
                "payout_reserved", $"{-_reserved} is in reserve, must be {-mustBeReserved} while {payout.Status}; {payout.ReservedMinorUnits} of {payout.AmountMinorUnits} is kept back, must be {DueReserve}.");
        }

        var mustBeReturned = payout.ReturnedAt is null ? 0 : payout.NetMinorUnits;
        if (_returned != mustBeReturned || (payout.ReturnedAt is not null && payout.Status != PayoutStatus.Paid))
        {
            yield return Wrong("payout_returned", $"{_returned} came back, must be {mustBeReturned} while {payout.Status}.");
        }

        if ((payout.Status == PayoutStatus.Paid) != (payout.PaidAt is not null) || isEnded != (payout.EndedAt is not null))
        {
            yield return Wrong("payout_date", $"It is {payout.Status}, paid {payout.PaidAt:O}, ended {payout.EndedAt:O}.");
        }

        if (payout.AmountMinorUnits <= 0)
        {
            yield return Wrong("payout_amount", $"A payout of {payout.AmountMinorUnits} must not be.");
        }
    }

    private long DueReserve => payout.ReserveRate is { } rate ? Reserve.Part(rate, payout.AmountMinorUnits, _released) : 0;

    private LedgerViolation Wrong(string code, string message) =>
        new(code, payout.Id.ToString(), message) { Program = payout.ProgramId };
}
