using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /analytics</c>: what clicks led to, for the program and per partner (AH-07, AH-08).</summary>
internal sealed class AnalyticsApi(AffiliateReports reports)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<AnalyticsApi>();
        routes.Get("/analytics", api.ShowAsync, "What clicks led to, in all and per partner")
            .WithQuery("group_by", "from", "to", "page", "per_page")
            .Gives<PartnerAnalyticsBody>();
        routes.Get("/analytics/export", api.ExportAsync, "What each partner's clicks led to, as a CSV file: a line per partner and currency")
            .WithQuery("from", "to")
            .GivesFile("text/csv");
    }

    public async Task<IResult> ExportAsync(ApiCall call)
    {
        var errors = new InputErrors();
        var period = new QueryFields(call.Request.Query, errors).Period();
        return errors.Any
            ? errors.ToProblem()
            : new AnalyticsFile(await reports.ByPartnerAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false));
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var errors = new InputErrors();
        var query = new QueryFields(call.Request.Query, errors);
        var page = query.Page();
        var period = query.Period();
        var groupBy = query.Text("group_by", 32);
        if (groupBy is not (null or "partner"))
        {
            errors.Add("group_by", "Must be 'partner'.");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var total = PerformanceBody.Of(
            await reports.TotalAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false));
        if (groupBy is null)
        {
            return new JsonAnswer<PartnerAnalyticsBody>(
                new PartnerAnalyticsBody(total, [], 0, page.Number, page.Size), ApiJson.Default.PartnerAnalyticsBody);
        }

        var partners = await reports.ByPartnerAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false);
        var rows = page.OffsetWithin(partners.Count) is { } offset ? partners.Skip(offset).Take(page.Size) : [];
        return new JsonAnswer<PartnerAnalyticsBody>(
            new PartnerAnalyticsBody(
                total, [.. rows.Select(PartnerPerformanceBody.Of)], partners.Count, page.Number, page.Size),
            ApiJson.Default.PartnerAnalyticsBody);
    }
}

/// <summary>The totals and, when asked for, a page of partners.</summary>
internal sealed record PartnerAnalyticsBody(
    PerformanceBody Totals, IReadOnlyList<PartnerPerformanceBody> Data, long Total, long Page, int PerPage);

/// <summary>What clicks led to, as it is published. Revenue is in minor units by currency code.</summary>
internal sealed record PerformanceBody(
    long Clicks, long QualifiedClicks, long Leads, long Conversions, decimal ConversionRate,
    decimal QualifiedConversionRate, IReadOnlyDictionary<string, long> RevenueCents)
{
    public static PerformanceBody Of(Performance performance) => new(
        performance.Clicks, performance.QualifiedClicks, performance.Leads, performance.Conversions,
        performance.ConversionRate, performance.QualifiedConversionRate, RevenueOf(performance));

    public static Dictionary<string, long> RevenueOf(Performance performance) =>
        performance.Revenue.ToDictionary(money => money.Currency, money => money.MinorUnits);
}

/// <summary>One partner's row.</summary>
internal sealed record PartnerPerformanceBody(
    string PartnerId, string Slug, long Clicks, long QualifiedClicks, long Leads, long Referrals, long Conversions,
    decimal ConversionRate, decimal QualifiedConversionRate, IReadOnlyDictionary<string, long> RevenueCents)
{
    public static PartnerPerformanceBody Of(PartnerPerformance row) => new(
        row.Partner.Id.ToString(), row.Partner.Slug, row.Performance.Clicks, row.Performance.QualifiedClicks,
        row.Performance.Leads, row.Referrals, row.Performance.Conversions, row.Performance.ConversionRate,
        row.Performance.QualifiedConversionRate, PerformanceBody.RevenueOf(row.Performance));
}
