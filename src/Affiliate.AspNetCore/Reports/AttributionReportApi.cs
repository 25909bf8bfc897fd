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
            .Gives<AttributionReportBody>();
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var errors = new InputErrors();
        var query = new QueryFields(call.Request.Query, errors);
        var page = query.Page();
        var period = query.Period();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var all = await reports.ByModelAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false);
        var rows = page.OffsetWithin(all.Count) is { } offset ? all.Skip(offset).Take(page.Size) : [];
        return new JsonAnswer<AttributionReportBody>(
            new AttributionReportBody([.. rows.Select(PartnerCreditBody.Of)], all.Count, page.Number, page.Size),
            ApiJson.Default.AttributionReportBody);
    }
}

/// <summary>A page of partners.</summary>
internal sealed record AttributionReportBody(IReadOnlyList<PartnerCreditBody> Data, long Total, long Page, int PerPage);

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
