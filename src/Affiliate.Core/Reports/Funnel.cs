namespace Affiliate;

/// <summary>The way from clicks to revenue, and how far it can be trusted (TX-05, TX-07, TX-11).</summary>
/// <param name="Performance">The steps: clicks, qualified clicks, leads, conversions, revenue.</param>
/// <param name="Confidence">How far the figures can be trusted.</param>
/// <param name="Freshness">How old the newest click of the whole program is.</param>
/// <param name="Deliveries">What became of the program's webhook deliveries that were made in the period.</param>
/// <param name="Sources">The same by source, those with most conversions first.</param>
public sealed record Funnel(
    Performance Performance, Confidence Confidence, Freshness Freshness, DeliveryTotals Deliveries, IReadOnlyList<AnalysisRow> Sources);
