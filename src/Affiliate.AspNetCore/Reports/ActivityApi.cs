using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /analytics/activity</c>: clicks, leads and conversions as one list (AF-25).</summary>
internal sealed class ActivityApi(AffiliateAnalytics analytics, TimeProvider time)
{
    private const int PageSize = 10;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ActivityApi>();
        routes.Get("/analytics/activity", api.ListAsync, "Clicks, leads and conversions as one list, newest first; ten on a page unless told otherwise")
            .WithQuery("page", "per_page", "type", "period", "from", "to", "partner_id")
            .Gives<PageBody<ActivityBody>>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page(PageSize);
        var filter = new ActivityFilter
        {
            Type = query.Choice<ActivityType>("type"),
            Partner = query.Id<PartnerId>("partner_id"),
            Period = PeriodFields.Read(query, call.Errors, time.GetUtcNow(), whenAbsent: "all").Period,
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var lines = await analytics.ActivityAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<ActivityBody>>(
            PageBody<ActivityBody>.Of(lines, line => ActivityBody.Of(line, call.IsTest)), ApiJson.Default.PageBodyActivityBody);
    }
}

/// <summary>A click, lead or conversion as it is published; what does not apply is null.</summary>
internal sealed record ActivityBody(
    string Id, string EventType, DateTimeOffset Timestamp, string PartnerId, string? ClickId, string? CustomerKey, string? CustomerEmail,
    string? EventName, string? TransactionId, long? AmountCents, string? Currency, string? Ref, string? Source, string? Country, string? Device,
    bool? Qualified, string? NotQualifiedReason, bool IsTest)
{
    public static ActivityBody Of(ActivityLine line, bool isTest) => new(
        line.Id, WireName.Of(line.Type), line.At, line.PartnerId.ToString(), line.ClickId?.ToString(), line.CustomerKey, line.CustomerEmail,
        line.EventName, line.TransactionId, line.Amount?.MinorUnits, line.Amount?.Currency, line.Ref, line.Source, line.Country,
        line.Device is { } device ? WireName.Of(device) : null, line.IsQualified, line.NotQualifiedReason,
        isTest);
}
