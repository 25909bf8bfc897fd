using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/customers/{key}</c>: a customer's way from click to payout, and the customer's privacy.</summary>
internal sealed class CustomersApi(CustomerDesk desk, ReferralDesk referrals, AffiliateReports reports)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<CustomersApi>();
        routes.Get("/customers/{key}", api.FindAsync, "A customer's way from the clicks to the payouts").Gives<CustomerBody>();
        routes.Get("/customers/{key}/export", api.ExportAsync, "Everything that is held on a customer, as a file").Gives<CustomerBody>();
        routes.Post("/customers/{key}/erase", ApiScopes.PartnersWrite, api.EraseAsync, "Take the person out of every row; the money stays", 200)
            .Gives<ErasedBody>()
            .Takes("{}");
    }

    public Task<IResult> FindAsync(ApiCall call) => ShowAsync(call, isFile: false);

    public Task<IResult> ExportAsync(ApiCall call) => ShowAsync(call, isFile: true);

    /// <summary>Safe to repeat: a customer who was erased is erased.</summary>
    public async Task<IResult> EraseAsync(ApiCall call) =>
        KeyOf(call) is { } key && await desk.EraseAsync(call.Program.Id, key, call.Aborted).ConfigureAwait(false)
            ? new JsonAnswer<ErasedBody>(new ErasedBody(true), ApiJson.Default.ErasedBody)
            : Problem.NotFound;

    private async Task<IResult> ShowAsync(ApiCall call, bool isFile)
    {
        if (KeyOf(call) is not { } key
            || await desk.FindAsync(call.Program.Id, key, call.Aborted).ConfigureAwait(false) is not { } journey)
        {
            return Problem.NotFound;
        }

        var events = await reports.EventsAsync(
            call.Program.Id, new EventFilter { Customer = key }, new PageRequest(1, PageRequest.MaxSize), call.Aborted).ConfigureAwait(false);
        var explanation = await referrals.ExplainAsync(key, call.Program.Id.ToString(), call.Aborted).ConfigureAwait(false);
        if (isFile)
        {
            call.Context.Response.Headers.ContentDisposition = "attachment; filename=\"customer.json\"";
        }

        return new JsonAnswer<CustomerBody>(CustomerBody.Of(journey, explanation, events.Items), ApiJson.Default.CustomerBody);
    }

    private static CustomerKey? KeyOf(ApiCall call) =>
        call.Request.RouteValues["key"] is string key && CustomerKey.IsValid(key) ? (CustomerKey?)new CustomerKey(key) : null;
}

/// <summary>That a customer is erased.</summary>
internal sealed record ErasedBody(bool Erased);
