using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/plans</c>: sets of flows with their caps, durations, bonuses and recruiters' share. Every change of terms is a new version.</summary>
internal sealed class PlansApi(PlanDesk desk, TimeProvider time)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PlansApi>();
        routes.Get("/plans", api.ListAsync, "Plans, oldest first").WithQuery("page", "per_page")
            .Gives<PageBody<PlanBody>>();
        routes.Make<PlanId>("/plans", ApiScopes.CommissionsWrite, api.CreateAsync, api.FindAsync, "Make a plan", 201, 409)
            .Gives<PlanBody>()
            .Takes($$"""{"name":"Standard","default":false,{{PlanFields.Example}},"program_id":"default"}""", "name");
        routes.Get("/plans/{id}", api.FindAsync, "A plan with its newest version")
            .Gives<PlanBody>();
        routes.Map(HttpMethods.Patch, "/plans/{id}", ApiScopes.CommissionsWrite, api.ChangeAsync, "Change a plan: a new version, for new customers", 200, 409, 413, 415)
            .Gives<PlanBody>()
            .Takes($$"""{"name":"Standard","active":true,"default":false,{{PlanFields.Example}},"apply_from":"2026-06-01T00:00:00Z","version":3}""");
        routes.Post("/plans/{id}/deactivate", ApiScopes.CommissionsWrite, api.DeactivateAsync, "Take no new customers under a plan", 200)
            .Gives<PlanBody>()
            .Takes("""{}""");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var page = call.Query.Page();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var plans = await desk.ListAsync(call.Program.Id, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<PlanBody>>(
            PageBody<PlanBody>.Of(plans.PageOf(page, saved => saved.Plan.Id.ToString()), PlanBody.Of), ApiJson.Default.PageBodyPlanBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) => await OwnAsync(call).ConfigureAwait(false) is { } plan
        ? new JsonAnswer<PlanBody>(PlanBody.Of(plan), ApiJson.Default.PlanBody) { Version = plan.Plan.Version }
        : Problem.NotFound;

    public async Task<IResult> CreateAsync(ApiCall call)
    {
        var fields = call.Fields;
        var name = fields.Name("name", TermsName.MaxLength, isRequired: true);
        var isDefault = fields.Flag("default");
        var terms = PlanFields.Terms(fields, call.Program, time);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await RefusedArguments.AsProblemAsync(async () =>
        {
            var plan = await desk.CreateAsync(call.Program.Id, name!, terms(PlanTerms.None), isDefault ?? false, call.Aborted)
                .ConfigureAwait(false);
            return new JsonAnswer<PlanBody>(PlanBody.Of(plan), ApiJson.Default.PlanBody, StatusCodes.Status201Created)
            {
                Location = call.LocationOf(plan.Plan.Id),
                Version = plan.Plan.Version,
            };
        }).ConfigureAwait(false);
    }

    public async Task<IResult> ChangeAsync(ApiCall call)
    {
        var fields = call.Fields;
        fields.RefuseNulls("name", "default", "active");
        var name = fields.Name("name", TermsName.MaxLength);
        var (isDefault, isActive) = (fields.Flag("default"), fields.Flag("active"));
        var from = fields.Instant("apply_from");
        var expected = (int?)fields.Whole("version", 1, int.MaxValue);
        var terms = PlanFields.Terms(fields, call.Program, time);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await OwnAsync(call).ConfigureAwait(false) is not { } plan
            ? Problem.NotFound
            : await RefusedArguments.AsProblemAsync(async () =>
            {
                var isNew = PlanJson.Write(terms(plan.Terms)) != PlanJson.Write(plan.Terms) || from is not null;
                var edit = new PlanEdit
                {
                    Name = name,
                    IsActive = isActive,
                    IsDefault = isDefault,
                    Change = isNew ? terms : null,
                    AppliesFrom = from,
                    Expected = expected,
                };
                await desk.EditAsync(call.Program.Id, plan.Plan.Id, edit, call.Aborted).ConfigureAwait(false);
                return await FindAsync(call).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    public async Task<IResult> DeactivateAsync(ApiCall call)
    {
        if (await OwnAsync(call).ConfigureAwait(false) is not { } plan)
        {
            return Problem.NotFound;
        }

        await desk.DescribeAsync(call.Program.Id, plan.Plan.Id, null, isActive: false, isDefault: null, call.Aborted).ConfigureAwait(false);
        return await FindAsync(call).ConfigureAwait(false);
    }

    private async Task<SavedPlan?> OwnAsync(ApiCall call) => call.Id<PlanId>() is { } id
        ? await desk.FindAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
        : null;
}
