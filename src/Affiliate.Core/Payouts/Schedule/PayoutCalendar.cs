namespace Affiliate;

/// <summary>When the periods of a program end, and when what was earned in them is announced and paid. Pure.</summary>
internal static class PayoutCalendar
{
    /// <summary>How long before a run it is announced.</summary>
    public static TimeSpan Notice { get; } = TimeSpan.FromDays(1);

    /// <summary>Whether payouts are made by themselves.</summary>
    public static bool IsOn(AffiliateProgram program) =>
        program.PayoutSchedule is PayoutSchedule.Weekly or PayoutSchedule.Monthly;

    /// <summary>The last period whose run is to be announced by now, as the first instant after it.</summary>
    /// <returns><see langword="null"/> when none has ended since the schedule was set: what was before it stays as it was.</returns>
    public static DateTimeOffset? LastToAnnounce(AffiliateProgram program, DateTimeOffset now)
    {
        var end = EndAtOrBefore(program.PayoutSchedule, now - Lead(program) + Notice);
        return end > program.PayoutScheduleSince ? end : null;
    }

    /// <summary>The first period whose run is not to be announced yet.</summary>
    public static DateTimeOffset NextToAnnounce(AffiliateProgram program, DateTimeOffset now)
    {
        var end = EndAtOrBefore(program.PayoutSchedule, now - Lead(program) + Notice);
        do
        {
            end = program.PayoutSchedule == PayoutSchedule.Weekly ? end.AddDays(7) : end.AddMonths(1);
        }
        while (end <= program.PayoutScheduleSince);
        return end;
    }

    /// <summary>The batch that is announced next, as it will be.</summary>
    public static PayoutBatch Next(AffiliateProgram program, IReadOnlyList<PayoutBatch> known, DateTimeOffset now)
    {
        var last = LastToAnnounce(program, now);
        var end = last is null || known.Any(batch => batch.PeriodEnd == last) ? NextToAnnounce(program, now) : last.Value;
        return new PayoutBatch
        {
            Id = default,
            ProgramId = program.Id,
            PeriodEnd = end,
            AnnouncedAt = RunAt(program, end) - Notice,
            RunAt = RunAt(program, end),
        };
    }

    /// <summary>When the run of a period is due.</summary>
    public static DateTimeOffset RunAt(AffiliateProgram program, DateTimeOffset end) => end + Lead(program);

    /// <summary>From the end of a period to its payouts: as many days as the terms say, and time to look at what they will be.</summary>
    private static TimeSpan Lead(AffiliateProgram program) =>
        program.PayoutNetDays > Notice.TotalDays ? TimeSpan.FromDays(program.PayoutNetDays) : Notice;

    private static DateTimeOffset EndAtOrBefore(PayoutSchedule? schedule, DateTimeOffset instant)
    {
        var day = new DateTimeOffset(instant.UtcDateTime.Date, TimeSpan.Zero);
        return schedule == PayoutSchedule.Weekly
            ? day.AddDays(-(((int)day.DayOfWeek + 6) % 7))
            : day.AddDays(1 - day.Day);
    }
}
