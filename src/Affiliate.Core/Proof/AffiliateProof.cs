namespace Affiliate;

/// <summary>
/// Shows why commissions are what they are: explains one, computes stored ones again from their inputs, and tells what other
/// terms would have paid. Reads only.
/// </summary>
public sealed class AffiliateProof
{
    /// <summary>The most commissions that one call of <see cref="RederiveAsync"/> computes again, unless it asks for more.</summary>
    public const int MostAtOnce = 10_000;

    /// <summary>The most sales that one call of <see cref="WhatIfAsync"/> replays.</summary>
    public const int MostReplayed = 10_000;

    private const int PageSize = 500;
    private readonly IAffiliateStore _store;
    private readonly ProgramDirectory _programs;
    private readonly PlanDirectory _plans;
    private readonly AttributionModels _models;
    private readonly Earnings _earnings;

    internal AffiliateProof(
        IAffiliateStore store, ProgramDirectory programs, PlanDirectory plans, AttributionModels models, Earnings earnings)
    {
        _store = store;
        _programs = programs;
        _plans = plans;
        _models = models;
        _earnings = earnings;
    }

    /// <summary>
    /// Why a commission is what it is: click, competing clicks, binding, plan version, every rule tried, arithmetic, caps, hold,
    /// reversals, payouts. From what was stored at the time, never from today's plan.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="commission">The commission, of whatever kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The explanation; <see langword="null"/> when the program has no such commission.</returns>
    public Task<CommissionExplanation?> ExplainAsync(
        ProgramId program, CommissionId commission, CancellationToken cancellationToken = default) =>
        new CommissionExplainer(_store).ExplainAsync(program, commission, cancellationToken);

    /// <summary>
    /// Computes stored commissions again, oldest first, from their sale, their plan's version and what was noted when they were
    /// earned. They must agree to the minor unit; each that does not is named.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="period">Only commissions earned in this time. Default: all.</param>
    /// <param name="after">Goes on after this commission.</param>
    /// <param name="most">How many at most, from 1; the answer says where to go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one are asked for.</exception>
    public async Task<Rederived> RederiveAsync(
        ProgramId program, ReportPeriod period = default, CommissionId? after = null, int most = MostAtOnce,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var rederivation = new Rederivation(_store);
        var differences = new List<RederivedDifference>();
        var (done, last) = (0L, after);
        while (true)
        {
            var size = (int)Math.Min(PageSize, most - done);
            var query = Query<Commission>.All.Equal(c => c.ProgramId, program).Within(period, c => c.CreatedAt);
            query = last is { } seen ? query.Above(c => c.Id, seen) : query;
            var page = await _store.ListAsync(query.Ascending(c => c.Id).Take(size), cancellationToken).ConfigureAwait(false);
            differences.AddRange(await rederivation.CheckAsync(page, cancellationToken).ConfigureAwait(false));
            done += page.Count;
            last = page.Count > 0 ? page[^1].Id : last;
            if (page.Count < size || done == most)
            {
                return new Rederived(done, differences, page.Count < size ? null : last);
            }
        }
    }

    /// <summary>
    /// What other rules, another plan, attribution model or window would have paid for stored sales, by partner and currency.
    /// Nothing is written. What is not changed stays as it was for each sale: its plan's version, shares and group of that moment;
    /// so the same terms give a difference of zero.
    /// </summary>
    /// <remarks>
    /// Refunds count as they stand today, and what a person rejected stays rejected, with the customer's later sales that were stopped for
    /// it (<c>first_rejected</c>). Sales that a plan stopped at the end of a subscription are replayed, without what the host's own rules
    /// would have offered, which nobody asked them. <see cref="WhatIfResult.NotReplayed"/> counts what no terms decide about. Offers of the host's own rules and corrections
    /// and coupons that decided who is credited are kept. Bonuses and rewards for leads and clicks are not replayed. Caps of a
    /// saved plan begin where they stood before the first of the sales, those of rules that are not saved begin empty.
    /// </remarks>
    /// <param name="program">The program.</param>
    /// <param name="period">When the sales happened.</param>
    /// <param name="change">The other terms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The differences; <see langword="null"/> when the program has no such plan.</returns>
    /// <exception cref="ArgumentException">
    /// The rules cannot be saved, the model is unknown, the window is not above zero, or there are more than
    /// <see cref="MostReplayed"/> sales, or, where saved plans have caps, commissions since the first of them; the message says which.
    /// </exception>
    public async Task<WhatIfResult?> WhatIfAsync(
        ProgramId program, ReportPeriod period, WhatIf change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var own = await _programs.RequireAsync(program, cancellationToken).ConfigureAwait(false);
        var model = change.Model is null ? _models.Of(own) : _models.Find(change.Model)
            ?? throw new ArgumentException($"There is no model '{change.Model}'; there are {string.Join(", ", _models.Names)}.");
        if (change.Window <= TimeSpan.Zero)
        {
            throw new ArgumentException("The window must be above zero.");
        }

        if (change.Terms is { } given && PlanRules.Problems(given) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(" ", problems));
        }

        _plans.Forget(program);
        var catalog = await _plans.GetAsync(program, cancellationToken).ConfigureAwait(false);
        var saved = change.Terms is null && change.Plan is { } plan ? catalog.Newest(plan) : null;
        if (saved is null && change.Terms is null && change.Plan is not null)
        {
            return null;
        }

        var loader = new ReplayLoader(_store, catalog, own, MostReplayed);
        var hasCounters = change.Terms is null && catalog.HasCounters;
        var data = await loader.LoadAsync(
            period, withDecisions: change.Model is not null || change.Window is not null, withOthers: hasCounters, cancellationToken)
            .ConfigureAwait(false);
        var caps = new ReplayCaps(hasCounters ? _store : null);
        caps.Since(data.Others.Select(other => other.Takes));
        caps.Since(data.Sales.Where(one => hasCounters && one.Own?.Basis is not null && one.Sale.Reason != SaleReasons.Merged).Select(one => loader.TakesOf(
            one.Own!, CommissionQuestion.Of(one.Sale), one.Sale.CustomerId?.ToString() ?? one.Sale.Id.ToString())));
        var terms = change.Terms ?? (saved is null ? null : catalog.Terms(saved.Id));
        return await new SaleReplay(data, change, terms, saved?.PlanId, model, caps, _earnings).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
