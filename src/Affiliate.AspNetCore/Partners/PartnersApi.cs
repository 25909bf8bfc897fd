using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/partners</c>: enrol, list, read (AH-30, AH-31).</summary>
internal sealed class PartnersApi(AffiliateTracker tracker, AffiliateReports reports, PartnerBodies bodies)
{
    private const int MaxSearchLength = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PartnersApi>(routes.Create<PartnerBodies>());
        routes.Get("/partners", api.ListAsync, "Partners, newest first")
            .WithQuery("page", "per_page", "status", "search")
            .Gives<PageBody<PartnerBody>>();
        routes.Make<PartnerId>("/partners", ApiScopes.PartnersWrite, api.EnrollAsync, api.FindAsync, "Enrol a partner", 201)
            .Gives<PartnerBody>()
            .Takes("""{"email":"alpha@example.com","slug":"alpha","first_name":"Partner","last_name":"Alpha","user_key":"user-7","tenant_key":"tenant-7","commission_pct":25.5,"hold_period_days":14,"attribution_window_days":60,"group_id":"grp_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","plan_id":"pln_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","recruited_by":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1d","payout_method":"paypal","payout_email":"alpha@example.com","stripe_account_id":"acct_1A2B3C4D5E6F","payout_address":"DE89370400440532013000","metadata":{"source":"conference"},"program_id":"default"}""", "email", "slug");
        routes.Get("/partners/{id}", api.FindAsync, "A partner")
            .Gives<PartnerBody>();
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new PartnerFilter
        {
            Status = query.Choice<PartnerStatus>("status"),
            Search = query.Text("search", MaxSearchLength),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var partners = await reports.PartnersAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<PartnerBody>>(
            await bodies.PageAsync(partners, call.Aborted).ConfigureAwait(false), ApiJson.Default.PageBodyPartnerBody);
    }

    public async Task<IResult> FindAsync(ApiCall call)
    {
        var partner = call.Id<PartnerId>() is { } id
            ? await reports.PartnerAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            : null;
        return partner is null
            ? Problem.NotFound
            : await bodies.AnswerAsync(partner, call.Aborted).ConfigureAwait(false);
    }

    public async Task<IResult> EnrollAsync(ApiCall call)
    {
        var fields = call.Fields;
        var partner = Read(fields, call.Program, call.Errors);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (PartnerFields.Missing(fields, call.Key.Scopes) is var missing and not 0)
        {
            return Problem.Forbidden(WireName.Of(missing));
        }

        return await RefusedArguments.AsProblemAsync(async () =>
        {
            var enrolled = await tracker.EnrollAsync(partner, call.Aborted).ConfigureAwait(false);
            return await bodies.AnswerAsync(
                enrolled, call.Aborted, StatusCodes.Status201Created, call.LocationOf(enrolled.Id))
                .ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static NewPartner Read(JsonFields fields, AffiliateProgram program, InputErrors errors)
    {
        var email = fields.Email(isRequired: true);
        var slug = fields.Text("slug", Link.MaxSlugLength, isRequired: true);
        if (slug is not null && !Slug.TryNormalize(slug, out _))
        {
            errors.Add("slug", "Must have letters, digits, '-' and '_' only.");
        }

        var own = PartnerFields.Read(fields, errors);
        var payout = PayoutFields.Read(fields, errors, known: null, email);
        return new NewPartner
        {
            Program = program.Id.ToString(),
            Email = email ?? "",
            Slug = slug ?? "",
            FirstName = own.FirstName,
            LastName = own.LastName,
            UserKey = own.UserKey,
            TenantKey = own.TenantKey,
            Commission = own.Commission,
            HoldPeriod = own.HoldPeriod,
            AttributionWindow = own.AttributionWindow,
            GroupId = own.GroupId,
            PlanId = own.PlanId,
            RecruitedBy = own.RecruitedBy,
            Payout = payout,
            Metadata = own.Metadata,
        };
    }
}
