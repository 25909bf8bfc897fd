using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /reports/attribution</c>: what each model would have credited per partner, beside what was.</summary>
internal sealed class AttributionReportApi(AffiliateReports reports)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<AttributionReportApi>();
        routes.Get("/reports/attribution", api.ShowAsync, "What each attribution model would have credited per partner")
            .WithQuery("from", "to", "page", "per_page")
            .Gives<PageBody<PartnerCreditBody>>();
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var period = query.Period();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var all = await reports.ByModelAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<PartnerCreditBody>>(
            PageBody<PartnerCreditBody>.Of(all.PageOf(page, row => row.Partner.Id.ToString()), PartnerCreditBody.Of),
            ApiJson.Default.PageBodyPartnerCreditBody);
    }
}

/// <summary>One partner's row.</summary>
internal sealed record PartnerCreditBody(
    string PartnerId, string Slug, CreditBody Credited, IReadOnlyDictionary<string, CreditBody> Models)
{
    public static PartnerCreditBody Of(PartnerCredit row) => new(
        row.Partner.Id.ToString(), row.Partner.Slug, CreditBody.Of(row.Credited),
        row.Models.ToDictionary(credit => credit.Model, CreditBody.Of));
}

/// <summary>A part of the sales; revenue is in minor units by currency code.</summary>
internal sealed record CreditBody(decimal Sales, IReadOnlyDictionary<string, long> RevenueCents)
{
    public static CreditBody Of(ModelCredit credit) =>
        new(credit.Sales, credit.Revenue.ToDictionary(money => money.Currency, money => money.MinorUnits));
}
