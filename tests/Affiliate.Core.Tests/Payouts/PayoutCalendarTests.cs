namespace Affiliate.Core.Tests.Payouts;

/// <summary>Periods end at midnight UTC; NET-30 pays thirty days after that, and every run is announced a day before.</summary>
public sealed class PayoutCalendarTests
{
    [Theory]
    [InlineData(PayoutSchedule.Monthly, 0, "2026-04-01T00:00:00Z", "2026-04-01", "2026-04-02", "2026-05-01")]
    [InlineData(PayoutSchedule.Monthly, 0, "2026-03-31T23:59:59Z", null, null, "2026-04-01")]
    [InlineData(PayoutSchedule.Monthly, 1, "2026-04-01T00:00:00Z", "2026-04-01", "2026-04-02", "2026-05-01")]
    [InlineData(PayoutSchedule.Monthly, 30, "2026-04-29T23:59:59Z", null, null, "2026-04-01")]
    [InlineData(PayoutSchedule.Monthly, 30, "2026-04-30T00:00:00Z", "2026-04-01", "2026-05-01", "2026-05-01")]
    [InlineData(PayoutSchedule.Monthly, 60, "2026-05-30T00:00:00Z", "2026-04-01", "2026-05-31", "2026-05-01")]
    [InlineData(PayoutSchedule.Monthly, 0, "2027-01-01T12:00:00Z", "2027-01-01", "2027-01-02", "2027-02-01")]
    [InlineData(PayoutSchedule.Weekly, 0, "2026-03-16T00:00:00Z", "2026-03-16", "2026-03-17", "2026-03-23")]
    [InlineData(PayoutSchedule.Weekly, 15, "2026-03-30T00:00:00Z", "2026-03-16", "2026-03-31", "2026-03-23")]
    public void A_period_is_announced_a_day_before_its_run(
        PayoutSchedule schedule, int netDays, string now, string? last, string? runAt, string next)
    {
        var program = Sample.Program() with { PayoutSchedule = schedule, PayoutNetDays = netDays, PayoutScheduleSince = Sample.Now };

        var end = PayoutCalendar.LastToAnnounce(program, At(now)!.Value);

        Assert.Equal(At(last), end);
        Assert.Equal(At(runAt), end is { } known ? PayoutCalendar.RunAt(program, known) : null);
        Assert.Equal(At(next), PayoutCalendar.NextToAnnounce(program, At(now)!.Value));
    }

    private static DateTimeOffset? At(string? text) => text is null ? null : DateTimeOffset.Parse(
        text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
