namespace Affiliate.AspNetCore;

/// <summary>Reads the terms of plans as callers write them.</summary>
internal static class PlanFields
{
    /// <summary>The fields of a plan's terms, for examples.</summary>
    public const string Example = $$"""
        "flows":[{{{FlowFields.Example}}}],"duration_months":12,"max_sales":24,"count_years_as_twelve":false,"stop_at_cancellation":false,"resume_within_days":30,"caps":[{"scope":"sale","period":"ever","amount_cents":5000,"soft":false}],"bonuses":[{"key":"ten","metric":"sales","goal":10,"amount_cents":10000,"currency":"USD"}],"recruiter_pct":5.5,"recruiter_months":12,"selection":"first_match","rounding":"floor","round_each_line":false,"base":"net","excluded_products":["setup"],"ignore_prorations":false,"flat_proportional":false,"flat_until_full":false,"keep_refunds_up_to_cents":500
        """;

    /// <summary>What the given fields make of a plan's terms; flows are given whole, and keep their ids where they give them.</summary>
    public static Func<PlanTerms, PlanTerms> Terms(JsonFields fields, AffiliateProgram program, TimeProvider time)
    {
        var flows = fields.Objects("flows", PlanTerms.MostFlows)?.Select(item =>
        {
            var id = item.Id<FlowId>("id") ?? AffiliateId.New<FlowId>(time.GetUtcMilliseconds());
            return FlowFields.Read(item, program, isNew: true)(new Flow { Id = id, Name = "" });
        }).ToList();
        var duration = fields.Whole("duration_months", 0, 1_200);
        var sales = fields.Whole("max_sales", 1, int.MaxValue);
        var years = fields.Flag("count_years_as_twelve");
        var stops = fields.Flag("stop_at_cancellation");
        var resumes = fields.Whole("resume_within_days", 1, 3_660);
        var caps = FlowFields.Caps(fields);
        var bonuses = fields.Objects("bonuses", 20)?.Select(item => new PlanBonus(
            item.Name("key", 40, isRequired: true) ?? "",
            item.Choice<BonusMetric>("metric") ?? BonusMetric.Sales,
            item.Whole("goal", 1, Money.MaxMinorUnits, isRequired: true) ?? 1,
            item.Whole("amount_cents", 1, Money.MaxMinorUnits, isRequired: true) ?? 1,
            item.Currency("currency") ?? program.Currency)).ToList();
        var recruiter = fields.Percent("recruiter_pct");
        var recruiterMonths = fields.Whole("recruiter_months", 1, 1_200);
        var selection = fields.Choice<FlowSelection>("selection");
        var rounding = fields.Choice<RoundingMode>("rounding");
        var roundsLines = fields.Flag("round_each_line");
        var baseKind = fields.Choice<BaseKind>("base");
        var excluded = fields.Texts("excluded_products", Payment.MaxReferenceLength);
        var prorations = fields.Flag("ignore_prorations");
        var flat = fields.Flag("flat_proportional");
        var flatUntilFull = fields.Flag("flat_until_full");
        var letGo = fields.Whole("keep_refunds_up_to_cents", 0, Money.MaxMinorUnits);
        return terms => terms with
        {
            Flows = fields.Has("flows") ? flows ?? [] : terms.Flows,
            DurationMonths = fields.Has("duration_months") ? (int?)duration : terms.DurationMonths,
            MaxSales = fields.Has("max_sales") ? (int?)sales : terms.MaxSales,
            CountsYearsAsTwelve = years ?? terms.CountsYearsAsTwelve,
            StopsAtCancellation = stops ?? terms.StopsAtCancellation,
            ResumesWithinDays = fields.Has("resume_within_days") ? (int?)resumes : terms.ResumesWithinDays,
            Caps = fields.Has("caps") ? caps ?? [] : terms.Caps,
            Bonuses = fields.Has("bonuses") ? bonuses ?? [] : terms.Bonuses,
            RecruiterShare = fields.Has("recruiter_pct") ? recruiter : terms.RecruiterShare,
            RecruiterMonths = fields.Has("recruiter_months") ? (int?)recruiterMonths : terms.RecruiterMonths,
            Selection = selection ?? terms.Selection,
            Rounding = rounding ?? terms.Rounding,
            RoundsEachLine = roundsLines ?? terms.RoundsEachLine,
            Base = baseKind ?? terms.Base,
            ExcludedProducts = fields.Has("excluded_products") ? excluded ?? [] : terms.ExcludedProducts,
            IgnoresProrations = prorations ?? terms.IgnoresProrations,
            AreFlatRewardsProportional = flat ?? terms.AreFlatRewardsProportional,
            AreFlatRewardsKeptUntilFull = flatUntilFull ?? terms.AreFlatRewardsKeptUntilFull,
            KeepsRefundsUpTo = fields.Has("keep_refunds_up_to_cents") ? letGo : terms.KeepsRefundsUpTo,
        };
    }
}
