using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/commissions/approve</c>, <c>/reject</c>, <c>/review</c> and <c>/release</c>: up to 200 at once (AH-29, semantics 3).</summary>
internal sealed class CommissionDecisionsApi(CommissionDesk desk)
{
    private const int MaxReasonLength = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<CommissionDecisionsApi>();
        routes.Post("/commissions/approve", ApiScopes.CommissionsWrite, api.ApproveAsync, "Approve up to 200 commissions", 200, 409)
            .Gives<DecidedBody>()
            .Takes("""{"ids":["com_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"]}""", "ids");
        routes.Post("/commissions/reject", ApiScopes.CommissionsWrite, api.RejectAsync, "Reject up to 200 commissions", 200, 409)
            .Gives<DecidedBody>()
            .Takes("""{"ids":["com_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"],"reason":"Not a customer."}""", "ids");
        routes.Post(
            "/commissions/review", ApiScopes.CommissionsWrite, api.ReviewAsync, "Put up to 200 pending commissions aside for a person", 200, 409)
            .Gives<DecidedBody>()
            .Takes("""{"ids":["com_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"],"reason":"Looks like one household."}""", "ids");
        routes.Post(
            "/commissions/release", ApiScopes.CommissionsWrite, api.ReleaseAsync, "Let up to 200 commissions in review wait for their hold again", 200, 409)
            .Gives<DecidedBody>()
            .Takes("""{"ids":["com_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"],"reason":"Nothing found."}""", "ids");
    }

    public Task<IResult> ApproveAsync(ApiCall call) =>
        DecideAsync(call, (ids, _) => desk.ApproveAsync(call.Program.Id, ids, call.Aborted));

    public Task<IResult> RejectAsync(ApiCall call) =>
        DecideAsync(call, (ids, reason) => desk.RejectAsync(call.Program.Id, ids, reason, call.Aborted));

    public Task<IResult> ReviewAsync(ApiCall call) =>
        DecideAsync(call, (ids, reason) => desk.ReviewAsync(call.Program.Id, ids, reason, call.Aborted));

    public Task<IResult> ReleaseAsync(ApiCall call) =>
        DecideAsync(call, (ids, reason) => desk.ReleaseAsync(call.Program.Id, ids, reason, call.Aborted));

    private static async Task<IResult> DecideAsync(
        ApiCall call, Func<IReadOnlyList<CommissionId>, string?, Task<Decided>> decide)
    {
        var fields = call.Fields;
        var ids = fields.Ids<CommissionId>("ids", CommissionDesk.MostAtOnce, isRequired: true);
        var reason = fields.Text("reason", MaxReasonLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var decided = await decide(ids!, reason).ConfigureAwait(false);
        return decided.Moved.Count > 0 || decided.Refused.Count == 0
            ? new JsonAnswer<DecidedBody>(DecidedBody.Of(decided), ApiJson.Default.DecidedBody)
            : decided.Refused.All(refused => refused.Reason == "unknown") ? Problem.NotFound
            : Problem.Conflict("illegal_state", "None of these commissions can make this move.");
    }
}

/// <summary>The answer to a decision: what moved, and what stayed and why.</summary>
internal sealed record DecidedBody(int Count, IReadOnlyList<string> Ids, IReadOnlyList<RefusedBody> Refused)
{
    public static DecidedBody Of(Decided decided) => new(
        decided.Moved.Count,
        [.. decided.Moved.Select(id => id.ToString())],
        [.. decided.Refused.Select(refused => new RefusedBody(refused.Commission.ToString(), refused.Reason))]);
}

/// <summary>A commission that stayed where it was.</summary>
internal sealed record RefusedBody(string Id, string Code);
