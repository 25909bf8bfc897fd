using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /commissions</c> (AH-28).</summary>
internal sealed class CommissionsApi(AffiliateReports reports)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<CommissionsApi>();
        routes.Get("/commissions", api.ListAsync, "Commissions, newest first")
            .WithQuery("page", "per_page", "partner_id", "status", "from", "to")
            .Gives<PageBody<CommissionBody>>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new CommissionFilter
        {
            Partner = call.Partner?.Id ?? query.Id<PartnerId>("partner_id"),
            Status = query.Choice<CommissionStatus>("status"),
            Period = query.Period(),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var commissions = await reports.CommissionsAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<CommissionBody>>(
            PageBody<CommissionBody>.Of(commissions, CommissionBody.Of), ApiJson.Default.PageBodyCommissionBody);
    }
}

/// <summary>A commission as it is published (AH-27).</summary>
internal sealed record CommissionBody(
    string Id, string ProgramId, string PartnerId, string? SaleId, long AmountCents, long TxnAmountCents,
    decimal? CommissionPct, string Currency, string Status, string Provider, string? ProviderEventId,
    string? CustomerEmail, DateTimeOffset HoldUntil, DateTimeOffset CreatedAt, string Kind, long ReversedCents, bool OnHold,
    string? ReviewReason, string? ExchangeRate, string? ExchangeRateSource, DateTimeOffset? ExchangeRateAsOf)
{
    public static CommissionBody Of(CommissionLine line)
    {
        var commission = line.Commission;
        return new CommissionBody(
            commission.Id.ToString(), commission.ProgramId.ToString(), commission.PartnerId.ToString(),
            commission.SaleId?.ToString(), commission.AmountMinorUnits, commission.BaseMinorUnits,
            commission.Rate?.Percent, commission.Currency, WireName.Of(commission.Status), commission.Provider,
            line.TransactionId, line.CustomerEmail, commission.HoldUntil, commission.CreatedAt, WireName.Of(commission.Kind),
            commission.ReversedMinorUnits, commission.IsOnHold, commission.ReviewReason, commission.ExchangeRate,
            commission.ExchangeRateSource, commission.ExchangeRateAsOf);
    }
}
