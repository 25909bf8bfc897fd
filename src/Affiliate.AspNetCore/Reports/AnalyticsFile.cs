using System.Globalization;

namespace Affiliate.AspNetCore;

/// <summary>Partners' figures as a file; who sold in several currencies has a line for each, with the same counts.</summary>
internal sealed class AnalyticsFile(IReadOnlyList<PartnerPerformance> rows) : CsvFile("analytics.csv")
{
    protected override void WriteHead(CsvText csv) => csv
        .Text("partner_id").Text("slug").Text("clicks").Text("qualified_clicks").Text("leads").Text("referrals").Text("conversions")
        .Text("conversion_rate").Text("qualified_conversion_rate").Text("currency").Text("revenue").Text("revenue_cents").EndLine();

    protected override async Task WriteLinesAsync(CsvText csv, Func<ValueTask> sendAsync, CancellationToken ct)
    {
        foreach (var row in rows)
        {
            foreach (var money in row.Performance.Revenue.Select(one => (Money?)one).DefaultIfEmpty(null))
            {
                Write(csv, row, money);
                await sendAsync().ConfigureAwait(false);
            }
        }
    }

    private static void Write(CsvText csv, PartnerPerformance row, Money? revenue)
    {
        var performance = row.Performance;
        csv.Text(row.Partner.Id.ToString()).Text(row.Partner.Slug).Number(performance.Clicks).Number(performance.QualifiedClicks)
            .Number(performance.Leads).Number(row.Referrals).Number(performance.Conversions)
            .Text(performance.ConversionRate.ToString(CultureInfo.InvariantCulture))
            .Text(performance.QualifiedConversionRate.ToString(CultureInfo.InvariantCulture));
        if (revenue is { } money)
        {
            csv.Text(money.Currency).Amount(money).Number(money.MinorUnits).EndLine();
        }
        else
        {
            csv.Text("").Text("").Number(0).EndLine();
        }
    }
}
