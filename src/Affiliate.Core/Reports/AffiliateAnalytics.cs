namespace Affiliate;

/// <summary>What clicks led to, over time and broken down. Reads only, and only the program that is named (I17).</summary>
public sealed class AffiliateAnalytics
{
    private readonly IAffiliateStore _store;
    private readonly TimeProvider _time;

    internal AffiliateAnalytics(IAffiliateStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>What clicks led to day by day, and how that compares with as many days before (AF-26).</summary>
    /// <param name="program">The program.</param>
    /// <param name="first">The first day in UTC; <see langword="null"/> for the first one with anything. At most ten years are shown.</param>
    /// <param name="last">The last day in UTC; <see langword="null"/> for today.</param>
    /// <param name="partner">Only what is this partner's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The last day is before the first.</exception>
    public Task<PerformanceSeries> DailyAsync(
        ProgramId program, DateOnly? first, DateOnly? last, PartnerId? partner = null, CancellationToken cancellationToken = default)
    {
        var end = last ?? ReportRows.DayOf(_time.GetUtcNow());
        return first > end
            ? throw new ArgumentException($"The last day, {end:O}, is before the first, {first:O}.", nameof(last))
            : new DailyReport(_store).ReadAsync(program, first, end, partner, cancellationToken);
    }

    /// <summary>What clicks led to, broken down (TX-06, TX-19).</summary>
    public async Task<Analysis> AnalyzeAsync(
        ProgramId program, AnalyticsGroup group, AnalyticsFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.IsAboutClicks || group is not (AnalyticsGroup.Total or AnalyticsGroup.Partner))
        {
            return await new AnalysisReport(_store).ReadAsync(program, group, filter, cancellationToken).ConfigureAwait(false);
        }

        // Totals and partners are added up by the store alone.
        var performance = new PerformanceReport(_store);
        var total = await performance.TotalAsync(program, filter.Period, cancellationToken, filter.Partner).ConfigureAwait(false);
        if (group == AnalyticsGroup.Total)
        {
            return new Analysis(group, total, [new AnalysisRow(null, null, total, 0)]);
        }

        var sums = await performance.ByPartnerAsync(program, filter.Period, cancellationToken, filter.Partner).ConfigureAwait(false);
        var rows = await new AnalysisNames(_store).NameAsync(
            group,
            [.. sums.Select(pair => new AnalysisRow(pair.Key.ToString(), pair.Key.ToString(), pair.Value.Performance, pair.Value.Referrals))],
            cancellationToken).ConfigureAwait(false);
        return new Analysis(group, total,
        [
            .. rows.OrderByDescending(row => row.Performance.Conversions).ThenByDescending(row => row.Performance.Clicks)
                .ThenBy(row => row.Name, StringComparer.Ordinal),
        ]);
    }

    /// <summary>The way from clicks to revenue, and how far it can be trusted (TX-05, TX-07, TX-11).</summary>
    public async Task<Funnel> FunnelAsync(
        ProgramId program, AnalyticsFilter filter, CancellationToken cancellationToken = default)
    {
        var total = await AnalyzeAsync(program, AnalyticsGroup.Total, filter, cancellationToken).ConfigureAwait(false);
        var sources = await AnalyzeAsync(program, AnalyticsGroup.Source, filter, cancellationToken).ConfigureAwait(false);
        var freshness = await FreshnessAsync(program, cancellationToken).ConfigureAwait(false);
        var deliveries = await DeliveriesAsync(program, filter.Period, cancellationToken).ConfigureAwait(false);
        return new Funnel(total.Total, Confidence.Of(total.Total, freshness), freshness, deliveries, sources.Rows);
    }

    /// <summary>Clicks, leads and conversions as one list, newest first (AF-25).</summary>
    public Task<Page<ActivityLine>> ActivityAsync(
        ProgramId program, ActivityFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new ActivityList(_store).ReadAsync(program, filter, page, cancellationToken);
    }

    /// <summary>How old the newest click of a program is (TX-19).</summary>
    public async Task<Freshness> FreshnessAsync(ProgramId program, CancellationToken cancellationToken = default)
    {
        var newest = await _store.FindAsync(
            Query<Click>.All.Equal(click => click.ProgramId, program).Descending(click => click.OccurredAt)
                .Only(click => click.OccurredAt),
            cancellationToken).ConfigureAwait(false);
        return Freshness.Of(newest?.OccurredAt, _time.GetUtcNow());
    }

    private async Task<DeliveryTotals> DeliveriesAsync(ProgramId program, ReportPeriod period, CancellationToken ct)
    {
        var endpoints = await _store.ListAsync(
            Query<WebhookEndpoint>.All.Equal(endpoint => endpoint.ProgramId, program).Only(endpoint => endpoint.Id), ct)
            .ConfigureAwait(false);
        if (endpoints.Count == 0)
        {
            return new DeliveryTotals(0, 0, 0, 0);
        }

        var deliveries = Query<WebhookDelivery>.All.In(delivery => delivery.EndpointId, endpoints.Select(endpoint => endpoint.Id))
            .Within(period, delivery => delivery.CreatedAt);
        return DeliveryTotals.Of(await _store.SumAsync(deliveries.GroupBy(delivery => delivery.State), ct).ConfigureAwait(false));
    }
}
