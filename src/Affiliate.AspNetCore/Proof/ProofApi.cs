using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/commissions/{id}/explain</c> and <c>/commissions/rederive</c>: why commissions are what they are.</summary>
internal sealed class ProofApi(AffiliateProof proof)
{
    private const int MostAtOnce = 1_000;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ProofApi>();
        routes.Get(
            "/commissions/{id}/explain", api.ExplainAsync,
            "Why a commission is what it is: clicks, binding, rules tried, arithmetic, caps, hold, reversals, payouts")
            .Gives<CommissionExplanationBody>();
        routes.Get(
            "/commissions/rederive", api.RederiveAsync,
            "Compute stored commissions again from their stored inputs; each that differs is named, nothing is the pass mark")
            .WithQuery("from", "to", "cursor")
            .Gives<RederivedBody>();
    }

    public async Task<IResult> ExplainAsync(ApiCall call)
    {
        if (call.Id<CommissionId>() is not { } id
            || await proof.ExplainAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false) is not { } explanation)
        {
            return Problem.NotFound;
        }

        return new JsonAnswer<CommissionExplanationBody>(
            CommissionExplanationBody.Of(explanation), ApiJson.Default.CommissionExplanationBody);
    }

    public async Task<IResult> RederiveAsync(ApiCall call)
    {
        var query = call.Query;
        var (period, after) = (query.Period(), query.Id<CommissionId>("cursor"));
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = await proof.RederiveAsync(call.Program.Id, period, after, MostAtOnce, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<RederivedBody>(RederivedBody.Of(found), ApiJson.Default.RederivedBody);
    }
}
