namespace Affiliate;

/// <summary>How far customers are, as one unit sees and changes it; written once, at the unit's end.</summary>
internal sealed class ProgressBook
{
    private readonly Dictionary<ReferralId, (ReferralProgress? Stored, ReferralProgress Current)> _rows = [];

    /// <summary>How far a customer is with one more paid sale, which may count as several.</summary>
    public async Task<ReferralProgress> WithSaleAsync(
        IAffiliateUnit unit, ReferralId referral, DateTimeOffset occurredAt, int counts, CancellationToken ct)
    {
        var stored = _rows.TryGetValue(referral, out var row)
            ? row.Stored
            : await unit.FindAsync(ReferralProgress.Of(referral), ct).ConfigureAwait(false);
        var before = row.Current ?? stored ?? new ReferralProgress { ReferralId = referral, FirstPaidAt = occurredAt, Sales = 0 };
        var now = before with
        {
            Sales = before.Sales + counts,
            FirstPaidAt = occurredAt < before.FirstPaidAt ? occurredAt : before.FirstPaidAt,
        };
        _rows[referral] = (stored, now);
        return now;
    }

    /// <summary>Counts a sale no more that turned out to be another one under a second name.</summary>
    public async Task WithoutSaleAsync(IAffiliateUnit unit, ReferralId referral, int counts, CancellationToken ct)
    {
        if (!_rows.TryGetValue(referral, out var row))
        {
            var stored = await unit.FindAsync(ReferralProgress.Of(referral), ct).ConfigureAwait(false);
            row = (stored, stored!);
        }

        if (row.Current is { Sales: > 0 } counted)
        {
            _rows[referral] = (row.Stored, counted with { Sales = Math.Max(0, counted.Sales - counts) });
        }
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
