using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /analytics</c>: what clicks led to, in all and broken down (AH-07, AH-08, TX-05 to TX-07, TX-11, TX-19).</summary>
internal sealed class AnalyticsApi(AffiliateAnalytics analytics, TimeProvider time)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<AnalyticsApi>();
        routes.Get("/analytics", api.ShowAsync, "What clicks led to, in all and by partner, day, link, country and so on")
            .WithQuery([.. AnalyticsQuery.Names, "funnel", "page", "per_page"])
            .Gives<AnalyticsBody>();
        routes.Get("/analytics/export", api.ExportAsync, "The same as a CSV file: a line per row and currency, by partner unless told otherwise")
            .WithQuery(AnalyticsQuery.Names)
            .GivesFile("text/csv");
    }

    public async Task<IResult> ExportAsync(ApiCall call)
    {
        var query = AnalyticsQuery.Read(call.Query, call.Errors, time.GetUtcNow());
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var group = query.Group ?? AnalyticsGroup.Partner;
        var analysis = await analytics.AnalyzeAsync(call.Program.Id, group, query.Filter, call.Aborted).ConfigureAwait(false);
        return new AnalyticsFile(group, query.Metrics, query.Sort(analysis.Rows, call.Program.Currency));
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var fields = call.Query;
        var page = fields.Page();
        var query = AnalyticsQuery.Read(fields, call.Errors, time.GetUtcNow());
        var wantsFunnel = fields.Flag("funnel");
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var program = call.Program.Id;
        var group = query.Group ?? AnalyticsGroup.Total;
        var analysis = await analytics.AnalyzeAsync(program, group, query.Filter, call.Aborted).ConfigureAwait(false);
        var rows = (group == AnalyticsGroup.Total ? [] : query.Sort(analysis.Rows, call.Program.Currency)).PageOf(page, row => row.Key ?? "");
        var funnel = wantsFunnel
            ? await analytics.FunnelAsync(program, query.Filter, call.Aborted).ConfigureAwait(false)
            : null;
        var freshness = funnel?.Freshness ?? await analytics.FreshnessAsync(program, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<AnalyticsBody>(
            new AnalyticsBody(
                PerformanceBody.Of(analysis.Total),
                [.. rows.Items.Select(row => AnalyticsRowBody.Of(group, row, query.Metrics ?? AnalyticsMetrics.All))],
                rows.Total, rows.Number, rows.Size, rows.Next is { } next ? Cursor.Write(next) : null, WireName.Of(group),
                FreshnessBody.Of(freshness))
            {
                Funnel = funnel is null ? null : FunnelBody.Of(funnel),
            },
            ApiJson.Default.AnalyticsBody);
    }
}
