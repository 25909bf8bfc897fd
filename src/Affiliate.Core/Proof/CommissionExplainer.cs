namespace Affiliate;

/// <summary>Gathers everything that is stored about one commission.</summary>
internal sealed class CommissionExplainer(IAffiliateStore store)
{
    private const int MostDecisions = 100;
    private const int MostEntries = 1_000;

    public async Task<CommissionExplanation?> ExplainAsync(ProgramId program, CommissionId id, CancellationToken ct)
    {
        var commission = await store.FindAsync(Commission.ById(id), ct).ConfigureAwait(false);
        if (commission is null || commission.ProgramId != program
            || await store.FindAsync(Partner.ById(commission.PartnerId), ct).ConfigureAwait(false) is not { } partner)
        {
            return null;
        }

        var sale = commission.SaleId is { } saleId ? await store.FindAsync(Sale.ById(saleId), ct).ConfigureAwait(false) : null;
        var source = commission.SourceCommissionId is { } from
            ? await store.FindAsync(Commission.ById(from), ct).ConfigureAwait(false)
            : null;
        var basis = (source ?? commission).Basis is { } text ? PlanJson.ReadBasis(text) : null;
        var explanation = new CommissionExplanation
        {
            Commission = commission,
            Partner = partner,
            Sale = sale,
            Source = source,
            Basis = basis,
            Arithmetic = Arithmetic.Of(commission, sale, source, source is null ? basis : null),
            Differences = await new Rederivation(store).CheckAsync([commission], ct).ConfigureAwait(false),
        };
        explanation = await WithCauseAsync(explanation, ct).ConfigureAwait(false);
        explanation = await WithPlanAsync(explanation, ct).ConfigureAwait(false);
        return await WithMoneyAsync(explanation, ct).ConfigureAwait(false);
    }

    /// <summary>The click, the lead, and the binding with what competed.</summary>
    private async Task<CommissionExplanation> WithCauseAsync(CommissionExplanation explanation, CancellationToken ct)
    {
        var (commission, sale) = (explanation.Commission, explanation.Sale);
        var lead = commission.LeadId is { } leadId
            ? await store.FindAsync(Lead.Record.ByPrimaryKey(leadId), ct).ConfigureAwait(false)
            : null;
        var customer = sale?.CustomerId ?? lead?.CustomerId;
        var referral = customer is { } id ? await store.FindAsync(Referral.ByCustomer(id), ct).ConfigureAwait(false) : null;
        var decisions = customer is { } who
            ? await store.ListAsync(
                ReferralDecision.Of(who).Equal(d => d.IsBinding, true).AtMost(d => d.CreatedAt, commission.CreatedAt).Take(MostDecisions), ct)
                .ConfigureAwait(false)
            : [];
        var at = sale?.OccurredAt ?? commission.CreatedAt;
        var decision = decisions.Find(d => d.EffectiveFrom is not { } from || from <= at);
        var click = (commission.ClickId ?? sale?.ClickId ?? lead?.ClickId) is { } clickId
            ? await store.FindAsync(Click.ById(clickId), ct).ConfigureAwait(false)
            : null;
        var candidates = decision?.ReadCandidates();
        return explanation with
        {
            Lead = lead,
            Customer = customer is { } known ? await store.FindAsync(Customer.ById(known), ct).ConfigureAwait(false) : null,
            Click = click,
            ClickCorrection = click is null
                ? null
                : await store.FindAsync(ClickCorrection.Of(click.Id), ct).ConfigureAwait(false),
            Referral = referral,
            Decision = decision is null ? null : new ExplainedDecision(decision, candidates!.Clicks, candidates.Coupon),
        };
    }

    private async Task<CommissionExplanation> WithPlanAsync(CommissionExplanation explanation, CancellationToken ct)
    {
        var version = explanation.Commission.PlanVersionId is { } id
            ? await store.FindAsync(PlanVersion.ById(id), ct).ConfigureAwait(false)
            : null;
        return explanation with
        {
            PlanVersion = version,
            Plan = version is null ? null : await store.FindAsync(Plan.ById(version.PlanId), ct).ConfigureAwait(false),
        };
    }

    private async Task<CommissionExplanation> WithMoneyAsync(CommissionExplanation explanation, CancellationToken ct)
    {
        var commission = explanation.Commission.Id;
        var reversals = explanation.Sale is { } sale
            ? await store.ListAsync(
                Query<SaleReversal>.All.Equal(r => r.SaleId, sale.Id).Ascending(r => r.CreatedAt).Ascending(r => r.Id).Take(MostEntries), ct)
                .ConfigureAwait(false)
            : [];
        var entries = await store.ListAsync(
            Query<LedgerEntry>.All.Equal(e => e.CommissionId, commission).Ascending(e => e.Id).Take(MostEntries), ct).ConfigureAwait(false);
        var items = (await store.ListAsync(
            Query<PayoutItem>.All.Equal(i => i.CommissionId, commission).Ascending(i => i.EntryId).Take(MostEntries), ct)
            .ConfigureAwait(false)).ToLookup(item => item.PayoutId);
        var payouts = await store.ListAsync(Query<Payout>.All.In(p => p.Id, items.Select(group => group.Key)), ct).ConfigureAwait(false);
        var statements = (await store.ListAsync(
            Query<PayoutStatement>.All.In(s => s.PayoutId, payouts.Select(p => p.Id)), ct).ConfigureAwait(false))
            .ToDictionary(statement => statement.PayoutId);
        return explanation with
        {
            Reversals = reversals,
            Entries = entries,
            Payouts = [.. payouts.OrderBy(payout => payout.Id.Value).Select(payout => new ExplainedPayout(
                payout, statements.GetValueOrDefault(payout.Id)?.Number, [.. items[payout.Id]]))],
        };
    }
}
