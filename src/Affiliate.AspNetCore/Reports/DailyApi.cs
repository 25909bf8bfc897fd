using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /analytics/daily</c>: what clicks led to, day by day, with trends (AF-26).</summary>
internal sealed class DailyApi(AffiliateAnalytics analytics, TimeProvider time)
{
    private const int MostDays = 3_660;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<DailyApi>();
        routes.Get("/analytics/daily", api.ShowAsync, "What clicks led to, day by day, and how that compares with as many days before")
            .WithQuery("period", "from", "to", "partner_id")
            .Gives<DailyBody>();
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var query = call.Query;
        var period = PeriodFields.Read(query, call.Errors, time.GetUtcNow(), whenAbsent: "7d");
        var partner = query.Id<PartnerId>("partner_id");
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var (first, last) = (period.First, period.Last ?? today);
        last = first > last ? first.Value : last;
        if (last.DayNumber - first?.DayNumber >= MostDays)
        {
            call.Errors.Add("from", $"Must be at most {MostDays} days before 'to'.");
        }

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var series = await analytics.DailyAsync(call.Program.Id, first, last, partner, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<DailyBody>(DailyBody.Of(period.Name, series), ApiJson.Default.DailyBody);
    }
}

/// <summary>The days, all of them together, as many days before, and the way from one to the other.</summary>
internal sealed record DailyBody(
    string Period, string From, string To, PerformanceBody Totals, PerformanceBody Previous, TrendsBody Trends, IReadOnlyList<DayBody> Data)
{
    public static DailyBody Of(string period, PerformanceSeries series) => new(
        period, DayBody.TextOf(series.First), DayBody.TextOf(series.Last), PerformanceBody.Of(series.Total),
        PerformanceBody.Of(series.Previous), TrendsBody.Of(series.Previous, series.Total), [.. series.Days.Select(DayBody.Of)]);
}

/// <summary>One day in UTC. Amounts are in minor units by currency code.</summary>
internal sealed record DayBody(
    string Date, long Clicks, long QualifiedClicks, long Leads, long Conversions, decimal ConversionRate,
    IReadOnlyDictionary<string, long> RevenueCents, IReadOnlyDictionary<string, long> CommissionCents)
{
    public static DayBody Of(PerformanceDay day) => new(
        TextOf(day.Day), day.Performance.Clicks, day.Performance.QualifiedClicks, day.Performance.Leads, day.Performance.Conversions,
        day.Performance.ConversionRate, PerformanceBody.RevenueOf(day.Performance), PerformanceBody.CommissionOf(day.Performance));

    public static string TextOf(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>How each figure moved; amounts by currency code.</summary>
internal sealed record TrendsBody(
    TrendBody Clicks, TrendBody QualifiedClicks, TrendBody Leads, TrendBody Conversions, TrendBody ConversionRate,
    IReadOnlyDictionary<string, TrendBody> RevenueCents, IReadOnlyDictionary<string, TrendBody> CommissionCents,
    IReadOnlyDictionary<string, TrendBody> AverageOrderCents)
{
    public static TrendsBody Of(Performance previous, Performance now) => new(
        TrendBody.Of(previous.Clicks, now.Clicks), TrendBody.Of(previous.QualifiedClicks, now.QualifiedClicks),
        TrendBody.Of(previous.Leads, now.Leads), TrendBody.Of(previous.Conversions, now.Conversions),
        TrendBody.Of(previous.ConversionRate, now.ConversionRate), ByCurrency(previous, now, row => row.RevenueMinorUnits),
        ByCurrency(previous, now, row => row.CommissionMinorUnits), ByCurrency(previous, now, row => row.AverageOrder ?? 0));

    private static Dictionary<string, TrendBody> ByCurrency(
        Performance previous, Performance now, Func<CurrencyPerformance, decimal> amount)
    {
        var before = previous.Currencies.ToDictionary(row => row.Currency, amount);
        var after = now.Currencies.ToDictionary(row => row.Currency, amount);
        return before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).ToDictionary(
            currency => currency, currency => TrendBody.Of(before.GetValueOrDefault(currency), after.GetValueOrDefault(currency)));
    }
}

/// <summary>By how much a figure moved, without a sign, and which way: <c>up</c>, <c>down</c> or <c>stable</c>.</summary>
internal sealed record TrendBody(decimal Percent, string Direction)
{
    public static TrendBody Of(decimal previous, decimal now)
    {
        var trend = Trend.Between(previous, now);
        return new TrendBody(trend.Percent, WireName.Of(trend.Direction));
    }
}
