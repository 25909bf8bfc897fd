using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/payouts/schedule</c>: the next payouts that are made by themselves, before they are.</summary>
internal sealed class PayoutScheduleApi(PayoutDesk desk)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PayoutScheduleApi>();
        routes.Get("/payouts/schedule", api.FindAsync, "The next payouts that are made by themselves, what they would be now, and those before")
            .Gives<PayoutPlanBody>();
    }

    public async Task<IResult> FindAsync(ApiCall call) => new JsonAnswer<PayoutPlanBody>(
        PayoutPlanBody.Of(await desk.PlanAsync(call.Program.Id.ToString(), call.Aborted).ConfigureAwait(false)),
        ApiJson.Default.PayoutPlanBody);
}

/// <summary>What a program pays by itself.</summary>
internal sealed record PayoutPlanBody(
    string PayoutSchedule, int PayoutNetDays, PayoutBatchBody? Next, GeneratedBody? DryRun, IReadOnlyList<PayoutBatchBody> Past)
{
    public static PayoutPlanBody Of(PayoutPlan plan) => new(
        WireName.Of(plan.Schedule),
        plan.NetDays,
        plan.Next is { } next ? PayoutBatchBody.Of(next, plan.IsAnnounced) : null,
        plan.Next is null ? null : GeneratedBody.Of(new PayoutRun { IsDryRun = true }, plan.DryRun),
        [.. plan.Past.Select(batch => PayoutBatchBody.Of(batch, isAnnounced: true))]);
}

/// <summary>The payouts of a period.</summary>
/// <param name="BatchId">Its identifier; null before it is announced.</param>
/// <param name="Status">One of <c>planned</c>, <c>announced</c>, <c>completed</c>, <c>skipped</c>.</param>
/// <param name="PeriodEnd">The first instant after the period.</param>
/// <param name="AnnouncedAt">When it is or was announced.</param>
/// <param name="RunAt">When its payouts are or were due.</param>
/// <param name="EndedAt">When they were all made, or left out.</param>
/// <param name="PayoutCount">How many were made.</param>
internal sealed record PayoutBatchBody(
    string? BatchId, string Status, DateTimeOffset PeriodEnd, DateTimeOffset AnnouncedAt, DateTimeOffset RunAt, DateTimeOffset? EndedAt,
    int PayoutCount)
{
    public static PayoutBatchBody Of(PayoutBatch batch, bool isAnnounced) => new(
        isAnnounced ? batch.Id.ToString() : null,
        !isAnnounced ? "planned" : batch.CompletedAt is not null ? "completed" : batch.SkippedAt is not null ? "skipped" : "announced",
        batch.PeriodEnd, batch.AnnouncedAt, batch.RunAt, batch.CompletedAt ?? batch.SkippedAt, batch.PayoutCount);
}
