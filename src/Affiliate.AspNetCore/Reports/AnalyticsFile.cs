using System.Globalization;

namespace Affiliate.AspNetCore;

/// <summary>Rows as a file; one with several currencies has a line for each, with the same counts.</summary>
internal sealed class AnalyticsFile : CsvFile
{
    private static readonly IReadOnlySet<AnalyticsMetric> OfPartners = AnalyticsMetrics.All
        .Except([AnalyticsMetric.BotRatio, AnalyticsMetric.AverageOrder, AnalyticsMetric.Commission]).ToHashSet();

    private readonly IReadOnlyList<AnalysisRow> _rows;
    private readonly AnalyticsGroup _group;
    private readonly AnalyticsMetric[] _counts;
    private readonly AnalyticsMetric[] _amounts;

    public AnalyticsFile(AnalyticsGroup group, IReadOnlySet<AnalyticsMetric>? metrics, IReadOnlyList<AnalysisRow> rows)
        : base("analytics.csv")
    {
        var shown = metrics ?? (group == AnalyticsGroup.Partner ? OfPartners : AnalyticsMetrics.All);
        _rows = rows;
        _group = group;
        _counts = [.. shown.Where(metric => !metric.IsMoney()).Order()];
        _amounts = [.. shown.Where(metric => metric.IsMoney()).Order()];
    }

    protected override void WriteHead(CsvText csv)
    {
        _ = _group == AnalyticsGroup.Partner ? csv.Text("partner_id").Text("slug") : csv.Text(WireName.Of(_group)).Text("name");
        foreach (var metric in _counts)
        {
            csv.Text(WireName.Of(metric));
        }

        if (_amounts.Length > 0)
        {
            csv.Text("currency");
        }

        foreach (var metric in _amounts)
        {
            csv.Text(WireName.Of(metric)).Text(WireName.Of(metric) + "_cents");
        }

        csv.EndLine();
    }

    protected override async Task WriteLinesAsync(CsvText csv, Func<ValueTask> sendAsync, CancellationToken ct)
    {
        foreach (var row in _rows)
        {
            foreach (var money in CurrenciesOf(row))
            {
                Write(csv, row, money);
                await sendAsync().ConfigureAwait(false);
            }
        }
    }

    private IEnumerable<CurrencyPerformance?> CurrenciesOf(AnalysisRow row) => _amounts.Length == 0
        ? [null]
        : row.Performance.Currencies
            .Where(money => money.Conversions > 0 || _amounts.Contains(AnalyticsMetric.Commission))
            .DefaultIfEmpty(null);

    private void Write(CsvText csv, AnalysisRow row, CurrencyPerformance? money)
    {
        csv.Text(row.Key).Text(row.Name);
        foreach (var metric in _counts)
        {
            csv.Text(metric.Of(row, "").ToString(CultureInfo.InvariantCulture));
        }

        if (_amounts.Length > 0)
        {
            csv.Text(money?.Currency);
        }

        foreach (var metric in _amounts)
        {
            _ = money is null ? csv.Text("").Number(0) : Write(csv, metric, money);
        }

        csv.EndLine();
    }

    private static CsvText Write(CsvText csv, AnalyticsMetric metric, CurrencyPerformance money) => metric switch
    {
        AnalyticsMetric.AverageOrder => Write(csv, Math.Round(money.AverageOrder ?? 0, MidpointRounding.AwayFromZero), money),
        AnalyticsMetric.Commission => Write(csv, money.CommissionMinorUnits, money),
        _ => Write(csv, money.RevenueMinorUnits, money),
    };

    private static CsvText Write(CsvText csv, decimal minorUnits, CurrencyPerformance money) =>
        csv.Amount(new Money((long)minorUnits, money.Currency)).Number((long)minorUnits);
}
