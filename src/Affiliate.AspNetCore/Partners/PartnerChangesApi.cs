using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>PATCH /partners/{id}</c> and <c>/deactivate</c> (AH-31).</summary>
internal sealed class PartnerChangesApi(
    PartnerDesk desk, AffiliateReports reports, PayoutAccounts accounts, PartnerBodies bodies)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PartnerChangesApi>(routes.Create<PartnerBodies>());
        routes.Map(
            HttpMethods.Patch, "/partners/{id}", ApiScopes.PartnersWrite, api.ChangeAsync, "Change a partner",
            200, 409, 413, 415)
            .Gives<PartnerBody>()
            .Takes("""{"email":"alpha@example.com","first_name":"Partner","last_name":"Alpha","user_key":"user-7","commission_pct":25.5,"status":"active","hold_period_days":14,"group_id":"grp_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","recruited_by":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1d","payout_method":"paypal","payout_email":"alpha@example.com","stripe_account_id":"acct_1A2B3C4D5E6F","payout_address":"DE89370400440532013000","metadata":{"source":"conference"}}""");
        routes.Post(
            "/partners/{id}/deactivate", ApiScopes.PartnersWrite, api.DeactivateAsync,
            "Stop a partner; what was earned stands", 200)
            .Gives<PartnerBody>()
            .Takes("""{}""");
    }

    /// <summary>Changes the fields that are given; a null empties what can be empty.</summary>
    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var (root, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new InputErrors();
        var fields = new JsonFields(root, errors);
        var change = Read(fields, errors);
        if (await FindAsync(call).ConfigureAwait(false) is not { } partner)
        {
            return errors.Any ? errors.ToProblem() : Problem.NotFound;
        }

        var known = PayoutFields.AreGiven(fields)
            ? await accounts.FindAsync(call.Program.Id, partner.Id, call.Aborted).ConfigureAwait(false)
            : null;
        var payout = PayoutFields.Read(fields, errors, known, partner.Email);
        return errors.Any ? errors.ToProblem()
            : PartnerFields.Missing(fields, call.Key.Scopes) is var missing and not 0 ? Problem.Forbidden(WireName.Of(missing))
            : await MoveAsync(call, change, payout).ConfigureAwait(false);
    }

    public async Task<IResult> DeactivateAsync(ApiCall call)
    {
        var (_, problem) = await JsonBody.ReadAsync(call.Request).ConfigureAwait(false);
        return problem is not null
            ? problem
            : await MoveAsync(call, partner => partner with { Status = PartnerStatus.Deactivated }, null).ConfigureAwait(false);
    }

    private static Func<Partner, Partner> Read(JsonFields fields, InputErrors errors)
    {
        fields.RefuseNulls("email", "status");
        var email = fields.Text("email", EmailAddress.MaxLength);
        string? address = null;
        if (fields.Has("email") && !EmailAddress.TryNormalize(email, out address) && !errors.Has("email"))
        {
            errors.Add("email", "Must be an e-mail address.");
        }

        var own = PartnerFields.Read(fields, errors);
        var status = Status(fields, errors);
        return partner => own.Change(fields, partner) with
        {
            Email = address ?? partner.Email,
            Status = status ?? partner.Status,
        };
    }

    private static PartnerStatus? Status(JsonFields fields, InputErrors errors)
    {
        if (fields.Text("status", 32) is not { } text)
        {
            return null;
        }

        foreach (var status in Enum.GetValues<PartnerStatus>())
        {
            if (WireName.Of(status) == text)
            {
                return status;
            }
        }

        errors.Add("status", $"Must be one of: {string.Join(", ", Enum.GetValues<PartnerStatus>().Select(WireName.Of))}.");
        return null;
    }

    private async Task<Partner?> FindAsync(ApiCall call) =>
        AffiliateId.TryParse<PartnerId>((string?)call.Request.RouteValues["id"], out var id)
            ? await reports.PartnerAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            : null;

    private async Task<IResult> MoveAsync(ApiCall call, Func<Partner, Partner> change, PayoutDetails? payout) =>
        AffiliateId.TryParse<PartnerId>((string?)call.Request.RouteValues["id"], out var id)
            ? await PlansApi.GuardedAsync(async () =>
                await desk.ChangeAsync(call.Program.Id, id, change, payout, call.Aborted).ConfigureAwait(false) is { } partner
                    ? await bodies.AnswerAsync(partner, call.Aborted).ConfigureAwait(false)
                    : Problem.NotFound).ConfigureAwait(false)
            : Problem.NotFound;
}
