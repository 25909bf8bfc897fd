namespace Affiliate.AspNetCore;

/// <summary>A figure that can be chosen and sorted by.</summary>
internal enum AnalyticsMetric
{
    Clicks,
    QualifiedClicks,
    BotRatio,
    Leads,
    Referrals,
    Conversions,
    ConversionRate,
    QualifiedConversionRate,
    Revenue,
    AverageOrder,
    Commission,
}

/// <summary>The figures of a row by name.</summary>
internal static class AnalyticsMetrics
{
    public static readonly IReadOnlySet<AnalyticsMetric> All = Enum.GetValues<AnalyticsMetric>().ToHashSet();

    /// <summary>What amounts are, which have one value per currency.</summary>
    public static bool IsMoney(this AnalyticsMetric metric) =>
        metric is AnalyticsMetric.Revenue or AnalyticsMetric.AverageOrder or AnalyticsMetric.Commission;

    /// <summary>The figure of a row; an amount in the currency that is named.</summary>
    public static decimal Of(this AnalyticsMetric metric, AnalysisRow row, string currency)
    {
        var performance = row.Performance;
        var money = metric.IsMoney() ? performance.Currencies.FirstOrDefault(one => one.Currency == currency) : null;
        return metric switch
        {
            AnalyticsMetric.Clicks => performance.Clicks,
            AnalyticsMetric.QualifiedClicks => performance.QualifiedClicks,
            AnalyticsMetric.BotRatio => performance.BotRatio,
            AnalyticsMetric.Leads => performance.Leads,
            AnalyticsMetric.Referrals => row.Referrals,
            AnalyticsMetric.Conversions => performance.Conversions,
            AnalyticsMetric.ConversionRate => performance.ConversionRate,
            AnalyticsMetric.QualifiedConversionRate => performance.QualifiedConversionRate,
            AnalyticsMetric.Revenue => money?.RevenueMinorUnits ?? 0,
            AnalyticsMetric.AverageOrder => money?.AverageOrder ?? 0,
            _ => money?.CommissionMinorUnits ?? 0,
        };
    }
}
