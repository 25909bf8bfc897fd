namespace Affiliate;

/// <summary>How far customers are, as one unit sees and changes it; written once, at the unit's end.</summary>
internal sealed class ProgressBook
{
    private readonly Dictionary<ReferralId, (ReferralProgress? Stored, ReferralProgress Current)> _rows = [];

    /// <summary>How far a customer is with one more paid sale.</summary>
    public async Task<ReferralProgress> WithSaleAsync(
        IAffiliateUnit unit, ReferralId referral, DateTimeOffset occurredAt, CancellationToken ct)
    {
        var stored = _rows.TryGetValue(referral, out var row)
            ? row.Stored
            : await unit.FindAsync(ReferralProgress.Of(referral), ct).ConfigureAwait(false);
        var before = row.Current ?? stored ?? new ReferralProgress { ReferralId = referral, FirstPaidAt = occurredAt, Sales = 0 };
        var now = before with
        {
            Sales = before.Sales + 1,
            FirstPaidAt = occurredAt < before.FirstPaidAt ? occurredAt : before.FirstPaidAt,
        };
        _rows[referral] = (stored, now);
        return now;
    }

    public void Write(IAffiliateUnit unit)
    {
        foreach (var (stored, current) in _rows.Values)
        {
            if (stored is null)
            {
                unit.Add(current);
            }
            else
            {
                unit.Save(current);
            }
        }
    }
}
