using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /analytics/returns</c>: what clicks cost and brought back, in the program's currency (CP-07, CP-08).</summary>
internal sealed class ReturnsApi(AffiliateReports reports)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ReturnsApi>();
        routes.Get("/analytics/returns", api.ShowAsync, "What clicks cost and brought back: EPC, ROAS, ROI, CPA")
            .WithQuery("group_by", "from", "to")
            .Gives<ReturnsListBody>();
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var query = call.Query;
        var group = query.Choice<ReturnsGroup>("group_by") ?? ReturnsGroup.Total;
        var period = query.Period();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var rows = await reports.ReturnsAsync(call.Program, group, period, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<ReturnsListBody>(
            new ReturnsListBody(call.Program.Currency, [.. rows.Select(ReturnsBody.Of)]), ApiJson.Default.ReturnsListBody);
    }
}

/// <summary>The rows, most revenue first.</summary>
internal sealed record ReturnsListBody(string Currency, IReadOnlyList<ReturnsBody> Data);

/// <summary>What some clicks cost and brought back, as it is published.</summary>
internal sealed record ReturnsBody(
    string? Key, long Clicks, long QualifiedClicks, long Conversions, decimal ConversionRate, long RevenueCents, long CommissionCents,
    long ClickCostCents, long CostCents, decimal? EpcCents, decimal? RevenuePerClickCents, decimal? Roas, decimal? Roi, decimal? CpaCents)
{
    public static ReturnsBody Of(Returns row) => new(
        row.Key, row.Clicks, row.QualifiedClicks, row.Conversions, row.ConversionRate, row.RevenueMinorUnits, row.CommissionMinorUnits,
        row.ClickCostMinorUnits, row.CostMinorUnits, row.Epc, row.RevenuePerClick, row.Roas, row.Roi, row.Cpa);
}
