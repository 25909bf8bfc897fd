using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /plans/what-if</c>: what other terms would have paid for stored sales. Changes nothing.</summary>
internal sealed class WhatIfApi(AffiliateProof proof, TimeProvider time)
{
    private const int MostDays = 365;

    private static readonly string[] TermFields =
    [
        "flows", "duration_months", "max_sales", "caps", "recruiter_pct", "recruiter_months", "selection", "rounding", "flat_proportional",
        "round_each_line", "base", "excluded_products", "ignore_prorations", "flat_until_full", "keep_refunds_up_to_cents",
        "count_years_as_twelve", "stop_at_cancellation", "resume_within_days",
    ];

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<WhatIfApi>();
        routes.Post(
            "/plans/what-if", ApiScopes.Read, api.TryAsync,
            "What other rules, another plan, model or window would have paid for stored sales; nothing is changed", 200)
            .Gives<WhatIfBody>()
            .Takes("""{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","plan_id":"pln_0190d1f75b1c7c3e8a2b0123456789ab","flows":[{"name":"Yearly plans","action_type":"percentage","action_value":30.5,"product_ids":["yearly"],"priority":10}],"duration_months":12,"attribution_model":"first_click","attribution_window_days":30,"program_id":"default"}""");
    }

    public async Task<IResult> TryAsync(ApiCall call)
    {
        var fields = call.Fields;
        var (from, to) = (fields.Instant("from"), fields.Instant("to"));
        var plan = fields.Id<PlanId>("plan_id");
        var model = fields.Text("attribution_model", 32);
        var window = fields.Whole("attribution_window_days", 1, MostDays);
        var terms = PlanFields.Terms(fields, call.Program, time);
        var hasTerms = TermFields.Any(fields.Has);
        if (from > to)
        {
            call.Errors.Add("from", "Must not be after 'to'.");
        }

        if (hasTerms && plan is not null)
        {
            call.Errors.Add("plan_id", "Give either a saved plan or rules.");
        }

        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await RefusedArguments.AsProblemAsync(async () =>
        {
            var change = new WhatIf
            {
                Terms = hasTerms ? terms(PlanTerms.None) : null,
                Plan = plan,
                Model = model,
                Window = window is { } days ? TimeSpan.FromDays(days) : null,
            };
            var result = await proof.WhatIfAsync(call.Program.Id, new ReportPeriod(from, to), change, call.Aborted).ConfigureAwait(false);
            return result is null ? Problem.NotFound : new JsonAnswer<WhatIfBody>(WhatIfBody.Of(result), ApiJson.Default.WhatIfBody);
        }).ConfigureAwait(false);
    }
}

/// <summary>What other terms would have paid, as it is published.</summary>
internal sealed record WhatIfBody(
    long Sales, long ChangedSales, IReadOnlyList<WhatIfLineBody> Data, IReadOnlyDictionary<string, long> NotReplayed)
{
    public static WhatIfBody Of(WhatIfResult result) => new(result.Sales, result.Changed, [.. result.Lines.Select(line => new WhatIfLineBody(
        line.Partner.ToString(), line.Currency, line.BeforeMinorUnits, line.AfterMinorUnits, line.DifferenceMinorUnits))], result.NotReplayed);
}

/// <summary>One partner and currency.</summary>
internal sealed record WhatIfLineBody(string PartnerId, string Currency, long BeforeCents, long AfterCents, long DifferenceCents);
