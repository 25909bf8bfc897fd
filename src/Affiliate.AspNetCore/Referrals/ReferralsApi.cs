using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/referrals</c>: who is credited for a customer and why, and corrections by hand.</summary>
internal sealed class ReferralsApi(ReferralDesk desk)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ReferralsApi>();
        routes.Get("/referrals/explain", api.ExplainAsync, "Who is credited for a customer, what competed and why each other lost")
            .WithQuery("customer_key")
            .Gives<ExplanationBody>();
        routes.Post(
            "/referrals/correct", ApiScopes.CommissionsWrite, api.CorrectAsync,
            "Credit another partner, or nobody, for a customer's later sales", 200)
            .Gives<ReferralBody>()
            .Takes("""{"customer_key":"user-1001","partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","from":"2026-04-01T00:00:00Z","actor":"support","reason":"Agreed with both."}""", "customer_key", "reason");
    }

    public async Task<IResult> ExplainAsync(ApiCall call)
    {
        var key = call.Query.Text("customer_key", CustomerKey.MaxLength, isRequired: true);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var explanation = CustomerKey.IsValid(key)
            ? await desk.ExplainAsync(key!, call.Program.Id.ToString(), call.Aborted).ConfigureAwait(false)
            : null;
        return explanation is null
            ? Problem.NotFound
            : new JsonAnswer<ExplanationBody>(ExplanationBody.Of(explanation), ApiJson.Default.ExplanationBody);
    }

    public async Task<IResult> CorrectAsync(ApiCall call)
    {
        var fields = call.Fields;
        var customer = fields.CustomerKey(isRequired: true);
        var partner = fields.Id<PartnerId>("partner_id");
        if (!fields.Has("partner_id"))
        {
            call.Errors.Add("partner_id", "Is required; null credits nobody.");
        }

        var from = fields.Instant("from");
        var actor = fields.Name("actor", HandDecision.MaxActorLength) ?? call.Key.Name;
        var reason = fields.Name("reason", HandDecision.MaxReasonLength, isRequired: true);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        try
        {
            var referral = await desk.CorrectAsync(
                new ReferralCorrection
                {
                    Program = call.Program.Id.ToString(),
                    Customer = customer!,
                    Partner = partner,
                    From = from,
                    Actor = actor,
                    Reason = reason!,
                },
                call.Aborted).ConfigureAwait(false);
            return referral is null
                ? Problem.NotFound
                : new JsonAnswer<ReferralBody>(ReferralBody.Of(referral), ApiJson.Default.ReferralBody);
        }
        catch (ArgumentException)
        {
            return Problem.NotFound;
        }
    }
}

/// <summary>A binding as it is published.</summary>
internal sealed record ReferralBody(
    string Id, string? PartnerId, string? ClickId, string? CouponId, string? SharedWith, decimal? SharedPct, string Reason,
    string? Review, DateTimeOffset? CorrectedFrom, DateTimeOffset CreatedAt)
{
    public static ReferralBody Of(Referral referral) => new(
        referral.Id.ToString(), referral.Credited?.ToString(), referral.ClickId?.ToString(), referral.CouponId?.ToString(),
        referral.SharedWith?.ToString(), referral.SharedRate?.Percent, referral.Reason, referral.Review, referral.CorrectedFrom, referral.CreatedAt);
}

/// <summary>Who is credited and why.</summary>
internal sealed record ExplanationBody(
    ReferralBody? Referral, ClickBody? Click, IReadOnlyList<DecisionBody> Decisions, IReadOnlyList<ClickCorrectionBody> ClickCorrections)
{
    public static ExplanationBody Of(ReferralExplanation explanation) => new(
        explanation.Referral is { } referral ? ReferralBody.Of(referral) : null,
        explanation.Click is { } click
            ? ClickBody.Of(click, explanation.Corrections.FirstOrDefault(correction => correction.Id == click.Id))
            : null,
        [.. explanation.Decisions.Select(DecisionBody.Of)],
        [.. explanation.Corrections.Select(ClickCorrectionBody.Of)]);
}

/// <summary>One decision.</summary>
internal sealed record DecisionBody(
    string Cause, string? PartnerId, string? ClickId, string? SaleId, string Reason, bool Binding, DateTimeOffset? EffectiveFrom,
    string? Actor, string? Note, IReadOnlyList<ClickVerdict> Clicks, CouponVerdict? Coupon, DateTimeOffset CreatedAt)
{
    public static DecisionBody Of(ExplainedDecision explained)
    {
        var decision = explained.Decision;
        return new DecisionBody(
            WireName.Of(decision.Cause), decision.PartnerId?.ToString(), decision.ClickId?.ToString(),
            decision.SaleId?.ToString(), decision.Reason, decision.IsBinding, decision.EffectiveFrom, decision.Actor,
            decision.Note, explained.Clicks, explained.Coupon, decision.CreatedAt);
    }
}
