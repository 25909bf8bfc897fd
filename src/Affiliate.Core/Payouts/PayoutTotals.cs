namespace Affiliate;

/// <summary>What a payout must agree with: the items that it claims and the entry of its payment (I14).</summary>
internal sealed class PayoutTotals(Payout payout)
{
    private long _claimed;
    private int _items;
    private long _paid;

    public void Claim(PayoutItem item)
    {
        _claimed += item.AmountMinorUnits;
        _items++;
    }

    public void Pay(LedgerEntry entry) => _paid += entry.AmountMinorUnits;

    public IEnumerable<LedgerViolation> Check()
    {
        var isEnded = payout.Status is PayoutStatus.Failed or PayoutStatus.Canceled;
        if (isEnded ? _items != 0 : _claimed != payout.AmountMinorUnits)
        {
            yield return Wrong("payout_items", $"The items are {_claimed}, the payout {payout.AmountMinorUnits} while {payout.Status}.");
        }

        var mustBePaid = payout.Status == PayoutStatus.Paid ? -payout.AmountMinorUnits : 0;
        if (_paid != mustBePaid)
        {
            yield return Wrong("payout_paid", $"The paid entries are {_paid}, must be {mustBePaid} while {payout.Status}.");
        }

        if (payout.AmountMinorUnits <= 0)
        {
            yield return Wrong("payout_amount", $"A payout of {payout.AmountMinorUnits} must not be.");
        }
    }

    private LedgerViolation Wrong(string code, string message) => new(code, payout.Id.ToString(), message);
}
