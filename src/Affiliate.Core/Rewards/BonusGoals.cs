namespace Affiliate;

/// <summary>How far partners are on the way to the goals of bonuses, counted by what stands now.</summary>
internal sealed class BonusGoals(IAffiliateStore store)
{
    /// <summary>Why a bonus waits for a person: its goal was reached, and is not any more.</summary>
    public const string Lost = "goal_lost";

    private const string RulePrefix = "bonus:";

    /// <summary>Where commissions of sales stand that count toward a goal: what was rejected or refunded whole does not.</summary>
    private static readonly CommissionStatus[] Standing =
        [CommissionStatus.Pending, CommissionStatus.Review, CommissionStatus.Approved, CommissionStatus.Processing, CommissionStatus.Paid];

    /// <summary>The rule that a bonus's commission is filed under.</summary>
    public static string RuleOf(PlanBonus bonus) => RulePrefix + bonus.Key;

    /// <summary>Whether the goal of a bonus that was paid is no longer reached.</summary>
    public async Task<bool> IsLostAsync(Commission commission, CancellationToken ct)
    {
        if (commission is not { Kind: CommissionKind.Bonus, PlanVersionId: { } id }
            || await store.FindAsync(PlanVersion.ById(id), ct).ConfigureAwait(false) is not { } version)
        {
            return false;
        }

        var bonus = version.ReadTerms().Bonuses.FirstOrDefault(one => RuleOf(one) == commission.Rule);
        return bonus is not null && !await IsReachedAsync(commission.PartnerId, bonus, ct).ConfigureAwait(false);
    }

    /// <summary>Whether a partner has reached a goal.</summary>
    public async Task<bool> IsReachedAsync(PartnerId partner, PlanBonus bonus, CancellationToken ct)
    {
        var commissions = Query<Commission>.All.Equal(c => c.PartnerId, partner).Equal(c => c.Kind, CommissionKind.Sale);
        if (bonus.Metric == BonusMetric.Sales)
        {
            return await store.CountAsync(commissions.In(c => c.Status, Standing), ct).ConfigureAwait(false) >= bonus.Goal;
        }

        var sales = Query<Sale>.All.Equal(s => s.PartnerId, partner).Equal(s => s.Reason, null).Equal(s => s.Currency, bonus.Currency);
        var rows = await store.SumAsync(
            sales.GroupBy().Sum(s => s.AmountMinorUnits).Sum(s => s.ReversedMinorUnits), ct).ConfigureAwait(false);
        var revenue = rows[0].Totals[0] - rows[0].Totals[1];
        return revenue >= bonus.Goal
            && revenue - await RejectedAsync(commissions, bonus.Currency, ct).ConfigureAwait(false) >= bonus.Goal;
    }

    /// <summary>What the sales came to whose commissions somebody rejected; there are few of them.</summary>
    private async Task<long> RejectedAsync(Query<Commission> commissions, string currency, CancellationToken ct)
    {
        var rejected = await store.ListAsync(
            commissions.Equal(c => c.Status, CommissionStatus.Rejected).Only(c => c.Id, c => c.SaleId), ct).ConfigureAwait(false);
        var sales = await store.ListOfAsync(
            Query<Sale>.All.Equal(s => s.Reason, null).Equal(s => s.Currency, currency), s => s.Id, s => s.Id,
            rejected.Select(c => c.SaleId).OfType<SaleId>(), ct).ConfigureAwait(false);
        return sales.Aggregate(0L, (sum, sale) => checked(sum + sale.AmountMinorUnits - sale.ReversedMinorUnits));
    }
}
