namespace Affiliate;

/// <summary>
/// The clicks that a customer's visits brought before the first sale, where that binds (<see cref="BindingMoment.FirstSale"/>):
/// they stand in the decisions that noted them.
/// </summary>
internal static class VisitNotes
{
    /// <summary>Why a sign-up bound nobody.</summary>
    public const string Reason = "binds_at_first_sale";

    private const int MostNotes = 100;
    private const int MostClicks = 50;

    /// <summary>Whether all clicks of a visit are noted already.</summary>
    public static async Task<bool> HasAllAsync(
        AttributionDecision decision, IAffiliateUnit unit, Customer customer, CancellationToken ct)
    {
        var noted = (await ReadAsync(unit, customer, ct).ConfigureAwait(false)).Select(click => click.ClickId).ToHashSet();
        return decision.Clicks.All(click => noted.Contains(click.ClickId));
    }

    /// <summary>Adds the noted clicks, newest first, and the visitors who made them: they may have come again since.</summary>
    public static async Task<ClickEvidence> AddToAsync(
        ClickEvidence evidence, IAffiliateUnit unit, Customer customer, CancellationToken ct)
    {
        var noted = await ReadAsync(unit, customer, ct).ConfigureAwait(false);
        if (noted.Count == 0)
        {
            return evidence;
        }

        var ids = noted.OrderByDescending(click => click.OccurredAt).Select(click => AffiliateId.Parse<ClickId>(click.ClickId))
            .Distinct().Take(MostClicks).ToList();
        var clicks = await unit.ListAsync(Query<Click>.All.In(c => c.Id, ids), ct).ConfigureAwait(false);
        return new ClickEvidence(
            [.. evidence.VisitorIds.Concat(clicks.Select(click => click.VisitorId).OfType<Guid>()).Distinct()],
            [.. evidence.ClickIds.Concat(ids).Distinct()]);
    }

    private static async Task<IReadOnlyList<ClickVerdict>> ReadAsync(IAffiliateUnit unit, Customer customer, CancellationToken ct)
    {
        var decisions = await unit.ListAsync(ReferralDecision.Of(customer.Id).Take(MostNotes), ct).ConfigureAwait(false);
        return [.. decisions.Where(decision => decision.Reason == Reason).SelectMany(decision => decision.ReadCandidates().Clicks)];
    }
}
