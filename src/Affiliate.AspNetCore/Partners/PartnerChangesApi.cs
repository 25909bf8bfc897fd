using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>PATCH /partners/{id}</c> and <c>/deactivate</c> (AH-31).</summary>
internal sealed class PartnerChangesApi(
    PartnerDesk desk, PartnerRemoval removal, AffiliateReports reports, PayoutAccounts accounts, PartnerBodies bodies)
{
    private const int MaxReasonLength = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PartnerChangesApi>(routes.Create<PartnerBodies>());
        routes.Map(
            HttpMethods.Patch, "/partners/{id}", ApiScopes.PartnersWrite, api.ChangeAsync, "Change a partner",
            200, 409, 413, 415)
            .Gives<PartnerBody>()
            .Takes("""{"email":"alpha@example.com","first_name":"Partner","last_name":"Alpha","user_key":"user-7","tenant_key":"tenant-7","commission_pct":25.5,"status":"active","reason":"A good fit.","hold_period_days":14,"attribution_window_days":60,"group_id":"grp_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","recruited_by":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1d","payout_method":"paypal","payout_email":"alpha@example.com","stripe_account_id":"acct_1A2B3C4D5E6F","payout_address":"DE89370400440532013000","metadata":{"source":"conference"}}""");
        routes.Post(
            "/partners/{id}/deactivate", ApiScopes.PartnersWrite, api.DeactivateAsync,
            "Stop a partner; what was earned stands", 200)
            .Gives<PartnerBody>()
            .Takes("""{"waiting_commissions":"keep","reason":"Left by agreement."}""");
    }

    /// <summary>Changes the fields that are given; a null empties what can be empty.</summary>
    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        var change = Read(fields, call.Errors);
        var reason = fields.Name("reason", MaxReasonLength);
        if (await FindAsync(call).ConfigureAwait(false) is not { } partner)
        {
            return call.Refusal ?? Problem.NotFound;
        }

        var known = PayoutFields.AreGiven(fields)
            ? await accounts.FindAsync(call.Program.Id, partner.Id, call.Aborted).ConfigureAwait(false)
            : null;
        var payout = PayoutFields.Read(fields, call.Errors, known, partner.Email);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return PartnerFields.Missing(fields, call.Key.Scopes) is var missing and not 0
            ? Problem.Forbidden(WireName.Of(missing))
            : await AnswerAsync(
                call, id => desk.ChangeAsync(call.Program.Id, id, change, payout, reason, call.Aborted)).ConfigureAwait(false);
    }

    /// <summary>Stops a partner. What was approved stands; <c>waiting_commissions</c> says what becomes of the rest (AF-29).</summary>
    public async Task<IResult> DeactivateAsync(ApiCall call)
    {
        var fields = call.Fields;
        var waiting = fields.Choice<WaitingCommissions>("waiting_commissions") ?? WaitingCommissions.Keep;
        var reason = fields.Name("reason", MaxReasonLength, isRequired: waiting == WaitingCommissions.Forfeit);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return waiting != WaitingCommissions.Keep && !call.Key.Scopes.HasFlag(ApiScopes.CommissionsWrite)
            ? Problem.Forbidden(WireName.Of(ApiScopes.CommissionsWrite))
            : await AnswerAsync(
                call, id => removal.RemoveAsync(call.Program.Id, id, waiting, reason, call.Aborted)).ConfigureAwait(false);
    }

    private static Func<Partner, Partner> Read(JsonFields fields, InputErrors errors)
    {
        fields.RefuseNulls("status");
        var email = fields.Email(isRequired: fields.Has("email"));
        var own = PartnerFields.Read(fields, errors);
        var status = fields.Choice<PartnerStatus>("status");
        return partner => own.Change(fields, partner) with
        {
            Email = EmailAddress.TryNormalize(email, out var address) ? address : partner.Email,
            Status = status ?? partner.Status,
        };
    }

    private async Task<Partner?> FindAsync(ApiCall call) =>
        call.Id<PartnerId>() is { } id
            ? await reports.PartnerAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            : null;

    private async Task<IResult> AnswerAsync(ApiCall call, Func<PartnerId, Task<Partner?>> move) =>
        call.Id<PartnerId>() is { } id
            ? await RefusedArguments.AsProblemAsync(async () => await move(id).ConfigureAwait(false) is { } partner
                ? await bodies.AnswerAsync(partner, call.Aborted).ConfigureAwait(false)
                : Problem.NotFound).ConfigureAwait(false)
            : Problem.NotFound;
}
