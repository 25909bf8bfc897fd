using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/status</c>: how far the set-up is, what is wrong and what to do next (AF-27).</summary>
internal sealed class StatusApi(ReadinessReport report, TestChain chain, TimeProvider time)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<StatusApi>();
        routes.Get("/status", api.ShowAsync, "How far the set-up is, what keeps it from working and what to do next")
            .Gives<StatusBody>();
        routes.Post(
            "/status/test", ApiScopes.Track, api.TestAsync, "Send a made-up visitor from click to sale, on test rows; 10 an hour",
            200, 429)
            .Gives<TestChainBody>()
            .Takes("""{}""");
    }

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var readiness = await report.ReadAsync(call.Program with { Id = call.Program.Id.Live() }, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<StatusBody>(StatusBody.Of(readiness), ApiJson.Default.StatusBody);
    }

    public async Task<IResult> TestAsync(ApiCall call)
    {
        if (await chain.RunAsync(call.Program, call.Aborted).ConfigureAwait(false) is not { } result)
        {
            var now = time.GetUtcNow();
            var wait = 3600 - (now.Minute * 60 + now.Second);
            return new Problem(
                StatusCodes.Status429TooManyRequests, "too_many_requests", $"At most {TestChain.MostPerHour} tests an hour.")
            {
                Header = ("Retry-After", wait.ToString(CultureInfo.InvariantCulture)),
            };
        }

        return new JsonAnswer<TestChainBody>(TestChainBody.Of(call.Program, result), ApiJson.Default.TestChainBody);
    }
}

/// <summary>The set-up as it is published.</summary>
internal sealed record StatusBody(bool Ready, IReadOnlyList<StatusStep> Steps, IReadOnlyList<StatusGate> Gates)
{
    public static StatusBody Of(Readiness readiness) => new(
        readiness.IsReady,
        [.. readiness.Steps.Select(step => new StatusStep(
            step.Name, step.LastAt is null ? "pending" : "complete", step.LastAt, step.LastTestAt))],
        [.. readiness.Gates.Select(gate => new StatusGate(
            gate.Code, gate.Blocker is null ? "passed" : "blocked", gate.Blocker, gate.NextAction))]);
}

/// <summary>A step of the set-up.</summary>
internal sealed record StatusStep(string Name, string Status, DateTimeOffset? LastAt, DateTimeOffset? LastTestAt);

/// <summary>A known cause of trouble.</summary>
internal sealed record StatusGate(string Code, string Status, string? Blocker, string? NextAction);

/// <summary>What became of a made-up visitor.</summary>
internal sealed record TestChainBody(
    bool Passed, string ProgramId, bool IsTest, string ClickId, string LeadId, bool Bound, string SaleId, string? CommissionId)
{
    public static TestChainBody Of(AffiliateProgram program, TestChainResult result) => new(
        result.IsBound && result.Sale.Commission is not null, program.Id.Live().ToString(), true, result.Click.ToString(),
        result.Lead.Id.ToString(), result.IsBound, result.Sale.Sale.ToString(), result.Sale.Commission?.ToString());
}
