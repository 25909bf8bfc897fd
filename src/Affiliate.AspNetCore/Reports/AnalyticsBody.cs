using System.Text.Json.Serialization;

namespace Affiliate.AspNetCore;

/// <summary>The totals and, when asked for, a page of rows and the funnel.</summary>
internal sealed record AnalyticsBody(
    PerformanceBody Totals, IReadOnlyList<AnalyticsRowBody> Data, long? Total, long? Page, int PerPage, string? NextCursor, string GroupBy,
    FreshnessBody Freshness)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FunnelBody? Funnel { get; init; }
}

/// <summary>What clicks led to, as it is published. Amounts are in minor units by currency code.</summary>
internal sealed record PerformanceBody(
    long Clicks, long QualifiedClicks, long Leads, long Conversions, decimal ConversionRate,
    decimal QualifiedConversionRate, IReadOnlyDictionary<string, long> RevenueCents, IReadOnlyDictionary<string, long> CommissionCents,
    IReadOnlyDictionary<string, decimal> AverageOrderCents, decimal BotRatio)
{
    public static PerformanceBody Of(Performance performance) => new(
        performance.Clicks, performance.QualifiedClicks, performance.Leads, performance.Conversions, performance.ConversionRate,
        performance.QualifiedConversionRate, RevenueOf(performance), CommissionOf(performance), AverageOrderOf(performance),
        performance.BotRatio);

    public static Dictionary<string, long> RevenueOf(Performance performance) =>
        performance.Revenue.ToDictionary(money => money.Currency, money => money.MinorUnits);

    public static Dictionary<string, long> CommissionOf(Performance performance) =>
        performance.Currencies.Where(row => row.CommissionMinorUnits != 0).ToDictionary(row => row.Currency, row => row.CommissionMinorUnits);

    public static Dictionary<string, decimal> AverageOrderOf(Performance performance) =>
        performance.Currencies.Where(row => row.AverageOrder is not null).ToDictionary(row => row.Currency, row => row.AverageOrder!.Value);
}

/// <summary>One row; figures that were not chosen are left out.</summary>
internal sealed record AnalyticsRowBody(string? Key, string? Name)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PartnerId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Slug { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Clicks { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? QualifiedClicks { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? BotRatio { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Leads { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Referrals { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Conversions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? ConversionRate { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? QualifiedConversionRate { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? RevenueCents { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, decimal>? AverageOrderCents { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? CommissionCents { get; init; }

    public static AnalyticsRowBody Of(AnalyticsGroup group, AnalysisRow row, IReadOnlySet<AnalyticsMetric> metrics)
    {
        var performance = row.Performance;
        return new AnalyticsRowBody(row.Key, row.Name)
        {
            PartnerId = group == AnalyticsGroup.Partner ? row.Key : null,
            Slug = group is AnalyticsGroup.Partner or AnalyticsGroup.Link or AnalyticsGroup.Slug ? row.Name : null,
            Clicks = Whole(AnalyticsMetric.Clicks, performance.Clicks),
            QualifiedClicks = Whole(AnalyticsMetric.QualifiedClicks, performance.QualifiedClicks),
            BotRatio = Number(AnalyticsMetric.BotRatio, performance.BotRatio),
            Leads = Whole(AnalyticsMetric.Leads, performance.Leads),
            Referrals = Whole(AnalyticsMetric.Referrals, row.Referrals),
            Conversions = Whole(AnalyticsMetric.Conversions, performance.Conversions),
            ConversionRate = Number(AnalyticsMetric.ConversionRate, performance.ConversionRate),
            QualifiedConversionRate = Number(AnalyticsMetric.QualifiedConversionRate, performance.QualifiedConversionRate),
            RevenueCents = metrics.Contains(AnalyticsMetric.Revenue) ? PerformanceBody.RevenueOf(performance) : null,
            AverageOrderCents = metrics.Contains(AnalyticsMetric.AverageOrder) ? PerformanceBody.AverageOrderOf(performance) : null,
            CommissionCents = metrics.Contains(AnalyticsMetric.Commission) ? PerformanceBody.CommissionOf(performance) : null,
        };

        long? Whole(AnalyticsMetric metric, long value) => metrics.Contains(metric) ? value : null;

        decimal? Number(AnalyticsMetric metric, decimal value) => metrics.Contains(metric) ? value : null;
    }
}

/// <summary>How old the newest click is (TX-19).</summary>
internal sealed record FreshnessBody(string Status, DateTimeOffset? LastClickAt, long? AgeMinutes, long TargetMinutes)
{
    public static FreshnessBody Of(Freshness freshness) => new(
        freshness.Status.ToString().ToUpperInvariant(), freshness.LastClickAt, freshness.Age is { } age ? (long)age.TotalMinutes : null,
        (long)Freshness.Target.TotalMinutes);
}
