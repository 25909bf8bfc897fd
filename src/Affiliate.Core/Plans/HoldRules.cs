namespace Affiliate;

/// <summary>How long commissions wait. Pure.</summary>
internal static class HoldRules
{
    /// <summary>
    /// Until when a commission waits: the longest hold of the rules that pay, where a flow's own comes before the partner's, the group's
    /// and the program's; to the end of that month where the group, else the program, says so.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="policy">The terms of the partner's group.</param>
    /// <param name="verdict">What pays; <see langword="null"/> for a bonus.</param>
    /// <param name="at">When it was earned.</param>
    public static DateTimeOffset Until(
        AffiliateProgram program, Partner partner, GroupPolicy? policy, Verdict? verdict, DateTimeOffset at)
    {
        var ordinary = partner.HoldPeriod ?? policy?.HoldPeriod ?? program.HoldPeriod;
        var longest = (verdict?.Parts ?? []).Select(part =>
            verdict!.Flows.GetValueOrDefault(part.Rule)?.HoldDays is { } days ? TimeSpan.FromDays(days) : ordinary)
            .DefaultIfEmpty(ordinary).Max();
        var until = at + longest;
        return policy?.HoldsToMonthEnd ?? program.HoldsToMonthEnd ? MonthEnd(until) : until;
    }

    /// <summary>The first instant after the calendar month (UTC); an instant that begins a month is one.</summary>
    private static DateTimeOffset MonthEnd(DateTimeOffset until)
    {
        var start = new DateTimeOffset(until.UtcDateTime.Year, until.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return start == until ? until : start.AddMonths(1);
    }
}
