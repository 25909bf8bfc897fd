namespace Affiliate;

/// <summary>What a program pays by itself: the next run, what it would pay now, and the runs before.</summary>
/// <param name="Schedule">How often; <see cref="PayoutSchedule.OnRequest"/> for never: then the rest is empty.</param>
/// <param name="NetDays">How many days after the end of a period it is paid.</param>
/// <param name="Next">The next run; of one that is not announced yet, what its announcement will say.</param>
/// <param name="IsAnnounced">Whether it was announced.</param>
/// <param name="DryRun">What it would pay now, and what would roll over. Nothing is written to know it.</param>
/// <param name="Past">The runs before, newest first, at most <see cref="MostPast"/>.</param>
public sealed record PayoutPlan(
    PayoutSchedule Schedule, int NetDays, PayoutBatch? Next, bool IsAnnounced, IReadOnlyList<PayoutLine> DryRun, IReadOnlyList<PayoutBatch> Past)
{
    /// <summary>How many runs before are told.</summary>
    public const int MostPast = 24;
}
