namespace Affiliate.AspNetCore;

/// <summary>What <c>/analytics</c> and its file are asked for.</summary>
internal sealed record AnalyticsQuery
{
    /// <summary>The parameters of <see cref="Read"/>.</summary>
    public static readonly string[] Names =
    [
        "group_by", "metrics", "period", "from", "to", "partner_id", "link_id", "campaign_id", "country", "device", "source", "order_by",
        "order",
    ];

    private const string ByKey = "key";

    public AnalyticsGroup? Group { get; private init; }

    /// <summary>The figures that are shown; <see langword="null"/> when none were chosen.</summary>
    public IReadOnlySet<AnalyticsMetric>? Metrics { get; private init; }

    public required AnalyticsFilter Filter { get; init; }

    private AnalyticsMetric? Order { get; init; }

    private bool IsByKey { get; init; }

    private SortDirection? Direction { get; init; }

    public static AnalyticsQuery Read(QueryFields query, InputErrors errors, DateTimeOffset now)
    {
        var order = query.Text("order_by", 64);
        var metric = order is null or ByKey ? null : MetricOf("order_by", order, errors);
        return new AnalyticsQuery
        {
            Group = query.Choice<AnalyticsGroup>("group_by"),
            Metrics = MetricsOf(query, errors),
            Order = metric,
            IsByKey = order == ByKey,
            Direction = query.Choice<SortDirection>("order"),
            Filter = new AnalyticsFilter
            {
                Period = PeriodFields.Read(query, errors, now, whenAbsent: "all").Period,
                Partner = query.Id<PartnerId>("partner_id"),
                Link = query.Id<LinkId>("link_id"),
                Campaign = query.Id<CampaignId>("campaign_id"),
                Country = CountryOf(query, errors),
                Device = query.Choice<DeviceType>("device"),
                Source = query.Text("source", 128),
            },
        };
    }

    /// <summary>The rows in the order that was asked for; amounts are compared in one currency.</summary>
    public IReadOnlyList<AnalysisRow> Sort(IReadOnlyList<AnalysisRow> rows, string currency)
    {
        if (IsByKey)
        {
            return Direction == SortDirection.Desc
                ? [.. rows.OrderByDescending(row => row.Key, StringComparer.Ordinal)]
                : [.. rows.OrderBy(row => row.Key, StringComparer.Ordinal)];
        }

        return Order is not { } metric ? Direction is null ? rows : Reversed(rows)
            : Direction == SortDirection.Asc ? [.. rows.OrderBy(row => metric.Of(row, currency)).ThenBy(row => row.Key, StringComparer.Ordinal)]
            : [.. rows.OrderByDescending(row => metric.Of(row, currency)).ThenBy(row => row.Key, StringComparer.Ordinal)];
    }

    /// <summary>The order of its own is descending, that of days ascending.</summary>
    private IReadOnlyList<AnalysisRow> Reversed(IReadOnlyList<AnalysisRow> rows) =>
        (Direction == SortDirection.Asc) == (Group == AnalyticsGroup.Day) ? rows : [.. rows.Reverse()];

    private static HashSet<AnalyticsMetric>? MetricsOf(QueryFields query, InputErrors errors) =>
        query.Text("metrics", 512)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => MetricOf("metrics", name, errors)).OfType<AnalyticsMetric>().ToHashSet();

    private static AnalyticsMetric? MetricOf(string field, string name, InputErrors errors)
    {
        var known = AnalyticsMetrics.All.Where(metric => WireName.Of(metric) == name || WireName.Of(metric) + "_cents" == name).ToList();
        if (known.Count == 0)
        {
            errors.Add(field, $"Must be {(field == "metrics" ? "some" : "one")} of: {string.Join(", ", AnalyticsMetrics.All.Select(WireName.Of))}.");
        }

        return known.Count == 0 ? null : known[0];
    }

    private static string? CountryOf(QueryFields query, InputErrors errors)
    {
        var country = query.Text("country", 2)?.ToUpperInvariant();
        if (country is not null && (country.Length != 2 || !country.All(char.IsAsciiLetterUpper)))
        {
            errors.Add("country", "Must be two letters, as in ISO 3166-1.");
        }

        return country;
    }
}

/// <summary>Which way rows are sorted.</summary>
internal enum SortDirection
{
    Asc,
    Desc,
}
