using System.Text.Json;

namespace Affiliate;

/// <summary>Binds a customer to a partner, once.</summary>
internal sealed class ReferralBinder(EventOutbox outbox)
{
    /// <summary>How many of a visitor's clicks compete, newest first: enough to explain, bounded for a robot.</summary>
    private const int MostClicks = 50;

    public static async Task<Binding> FindAsync(IAffiliateUnit unit, Customer customer, CancellationToken ct)
    {
        var referral = await unit.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false);
        return new Binding(referral, referral?.Reason ?? "not_bound");
    }

    /// <summary>The customer's binding; made now when there is none and a click wins.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="program">The program and its window.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="evidence">Where clicks are found.</param>
    /// <param name="now">When the customer signed up or bought.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Binding> BindAsync(
        IAffiliateUnit unit, AffiliateProgram program, Customer customer, ClickEvidence evidence, DateTimeOffset now,
        CancellationToken ct)
    {
        var bound = await FindAsync(unit, customer, ct).ConfigureAwait(false);
        if (bound.Referral is not null)
        {
            return bound;
        }

        var clicks = await CompetingClicksAsync(unit, evidence, ct).ConfigureAwait(false);
        var decision = Attribution.LastClick(
            clicks, new AttributionTerms(program.Id, program.AttributionWindow, now, customer.CreatedAt));
        return decision.Winner is null
            ? new Binding(null, decision.Reason)
            : new Binding(Add(unit, customer, decision, now), decision.Reason);
    }

    private static async Task<IReadOnlyList<CompetingClick>> CompetingClicksAsync(
        IAffiliateUnit unit, ClickEvidence evidence, CancellationToken ct)
    {
        var clicks = new List<Click>();
        foreach (var visitor in evidence.VisitorIds)
        {
            clicks.AddRange(await unit.ListAsync(
                Query<Click>.All.Equal(c => c.VisitorId, visitor).Descending(c => c.OccurredAt).Take(MostClicks), ct)
                .ConfigureAwait(false));
        }

        foreach (var id in evidence.ClickIds.Where(id => clicks.All(c => c.Id != id)).Distinct().ToList())
        {
            if (await unit.FindAsync(Click.ById(id), ct).ConfigureAwait(false) is { } click)
            {
                clicks.Add(click);
            }
        }

        if (clicks.Count == 0)
        {
            return [];
        }

        var partners = await unit.ListAsync(
            Query<Partner>.All.In(p => p.Id, clicks.Select(c => c.PartnerId).Distinct()), ct).ConfigureAwait(false);
        var standing = partners.ToDictionary(p => p.Id, p => (PartnerStatus?)p.Status);
        return [.. clicks.Select(c => new CompetingClick(c, standing.GetValueOrDefault(c.PartnerId)))];
    }

    private Referral Add(IAffiliateUnit unit, Customer customer, AttributionDecision decision, DateTimeOffset now)
    {
        var referral = new Referral
        {
            Id = AffiliateId.New<ReferralId>(now),
            ProgramId = customer.ProgramId,
            CustomerId = customer.Id,
            PartnerId = decision.Winner!.PartnerId,
            ClickId = decision.Winner.Id,
            Reason = decision.Reason,
            Decision = JsonSerializer.Serialize(
                new StoredDecision(decision.Reason, decision.Clicks), AttributionJson.Default.StoredDecision),
            CreatedAt = now,
        };
        unit.Add(referral);
        outbox.Publish(unit, new ReferralCreated
        {
            ProgramId = referral.ProgramId,
            ReferralId = referral.Id,
            CustomerId = referral.CustomerId,
            PartnerId = referral.PartnerId,
            ClickId = referral.ClickId,
            Reason = referral.Reason,
        });
        return referral;
    }
}

/// <summary>A customer's binding, or why there is none.</summary>
internal sealed record Binding(Referral? Referral, string Reason);

/// <summary>Where competing clicks are found: the visitors' own (one person may have several), and those named outright.</summary>
internal sealed record ClickEvidence(IReadOnlyList<Guid> VisitorIds, IReadOnlyList<ClickId> ClickIds)
{
    public static ClickEvidence Of(NewLead lead) => new(
        [.. new[] { lead.VisitorId, lead.Context?.Context?.VisitorId }.OfType<Guid>().Distinct()],
        [.. new[] { lead.ClickId, lead.Context?.Context?.ClickId }.OfType<ClickId>().Distinct()]);
}
