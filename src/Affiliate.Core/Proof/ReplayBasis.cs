namespace Affiliate;

/// <summary>What is known of replayed sales, one after the other: under other terms, those before count otherwise.</summary>
internal sealed class ReplayBasis(ReplayData data)
{
    private readonly Dictionary<CustomerId, (int Sales, DateTimeOffset First)> _newlyCredited = [];
    private readonly Dictionary<CustomerId, int> _countedMore = [];

    /// <summary>When the sale's customer was bound.</summary>
    public DateTimeOffset BoundAt(StoredSale stored) =>
        stored.Sale.CustomerId is { } customer && data.Referrals.TryGetValue(customer, out var referral)
            ? referral.CreatedAt
            : stored.Sale.OccurredAt;

    /// <summary>What is known of a sale for a partner who was not credited for it.</summary>
    public CommissionBasis Of(StoredSale stored, Partner partner, PlanTerms? inForce)
    {
        var force = data.Catalog.InForce(partner, BoundAt(stored), stored.Sale.OccurredAt);
        var (sequence, first) = stored.Basis is { } basis
            ? (basis.Sequence, basis.FirstPaidAt)
            : Next(stored.Sale.CustomerId, stored.Sale.OccurredAt, SaleWeight.Of(inForce, stored.Sale));
        return (stored.Basis ?? new CommissionBasis()) with
        {
            Sequence = sequence,
            FirstPaidAt = first,
            Group = force.Group?.Name,
            PartnerSlug = partner.Slug,
            Rates = [data.Program.DefaultCommission, force.Policy?.Commission, partner.Commission],
        };
    }

    /// <summary>What is known of a sale, with what earlier ones count for under other terms.</summary>
    public CommissionBasis Counted(StoredSale stored, PlanTerms? inForce)
    {
        var basis = stored.Basis!;
        if (stored.Sale.CustomerId is not { } customer)
        {
            return basis;
        }

        var more = _countedMore.GetValueOrDefault(customer);
        _countedMore[customer] = more + SaleWeight.Of(inForce, stored.Sale) - (basis.Counts ?? 1);
        return basis with { Sequence = basis.Sequence + more };
    }

    private (int Sequence, DateTimeOffset? First) Next(CustomerId? customer, DateTimeOffset at, int counts)
    {
        if (customer is not { } id)
        {
            return (1, at);
        }

        var (sales, first) = _newlyCredited.GetValueOrDefault(id, (0, at));
        _newlyCredited[id] = (sales + counts, first < at ? first : at);
        return (sales + 1, _newlyCredited[id].First);
    }
}
