namespace Affiliate.AspNetCore;

/// <summary>The way from clicks to revenue (TX-05, TX-07, TX-11).</summary>
internal sealed record FunnelBody(
    IReadOnlyList<FunnelStepBody> Steps, long Clicks, long QualifiedClicks, long Leads, long Conversions,
    IReadOnlyDictionary<string, long> RevenueCents, decimal ConversionRate, decimal PartnerConversionRate, decimal BotRatio,
    ConfidenceBody Confidence, IReadOnlyList<string> Anomalies, decimal? WebhookDeliveryRate, IReadOnlyList<AnalyticsRowBody> Sources)
{
    private const int MostSources = 10;

    public static FunnelBody Of(Funnel funnel)
    {
        var all = funnel.Performance;
        (string Name, long Count)[] steps =
        [
            ("clicks", all.Clicks), ("qualified_clicks", all.QualifiedClicks), ("leads", all.Leads), ("conversions", all.Conversions),
        ];
        return new FunnelBody(
            [.. steps.Select((step, index) => new FunnelStepBody(
                step.Name, step.Count, Percent(step.Count, all.Clicks), Percent(step.Count, steps[Math.Max(index - 1, 0)].Count)))],
            all.Clicks, all.QualifiedClicks, all.Leads, all.Conversions, PerformanceBody.RevenueOf(all), all.ConversionRate,
            all.QualifiedConversionRate, all.BotRatio, ConfidenceBody.Of(funnel.Confidence),
            [.. funnel.Confidence.Deductions.Select(one => one.Code)], funnel.Deliveries.DeliveryRate,
            [.. funnel.Sources.Take(MostSources).Select(row => AnalyticsRowBody.Of(AnalyticsGroup.Source, row, AnalyticsMetrics.All))]);
    }

    /// <summary>Per hundred of another step; of nothing there is no share.</summary>
    private static decimal? Percent(long part, long whole) =>
        whole == 0 ? null : Math.Round(part * 100m / whole, 2, MidpointRounding.AwayFromZero);
}

/// <summary>One step: how many took it, per hundred clicks and per hundred of the step before.</summary>
internal sealed record FunnelStepBody(string Step, long Count, decimal? OfClicks, decimal? OfPrevious);

/// <summary>How far figures can be trusted, and what speaks against them.</summary>
internal sealed record ConfidenceBody(int Score, bool Investigate, IReadOnlyList<ConfidenceDeductionBody> Deductions)
{
    public static ConfidenceBody Of(Confidence confidence) => new(
        confidence.Score, confidence.NeedsInvestigation,
        [.. confidence.Deductions.Select(one => new ConfidenceDeductionBody(one.Code, one.Points))]);
}

/// <summary>Something that speaks against figures, and what it costs.</summary>
internal sealed record ConfidenceDeductionBody(string Code, int Points);
