namespace Affiliate.Core.Tests.Reports;

/// <summary>TX-07: how far figures can be trusted.</summary>
public class ConfidenceTests
{
    private static readonly Freshness Fresh = Freshness.Of(Sample.Now, Sample.Now);

    [Theory]
    [InlineData(100, 100, 0, 100, "")]
    [InlineData(100, 81, 0, 100, "")]
    [InlineData(100, 80, 0, 85, "high_bot_share")]
    [InlineData(100, 60, 0, 85, "high_bot_share")]
    [InlineData(100, 59, 0, 70, "high_bot_share")]
    [InlineData(100, 100, 100, 100, "")]
    [InlineData(100, 100, 101, 70, "conversions_above_clicks")]
    [InlineData(100, 10, 101, 40, "conversions_above_clicks,high_bot_share")]
    [InlineData(0, 0, 0, 60, "no_clicks")]
    [InlineData(0, 0, 1, 30, "no_clicks,conversions_above_clicks")]
    public void TX_07_deductions_are_listed_and_taken_from_100(long clicks, long qualified, long conversions, int score, string codes)
    {
        var confidence = Confidence.Of(new Performance { Clicks = clicks, QualifiedClicks = qualified, Conversions = conversions }, Fresh);

        Assert.Equal(score, confidence.Score);
        Assert.Equal(codes, string.Join(',', confidence.Deductions.Select(one => one.Code)));
        Assert.Equal(100 - score, confidence.Deductions.Sum(one => one.Points));
        Assert.Equal(score < 50, confidence.NeedsInvestigation);
    }

    [Fact]
    public void TX_07_TX_19_a_click_is_stale_after_60_minutes()
    {
        var minutes = new[] { 60, 61 }.Select(age => Freshness.Of(Sample.Now, Sample.Now.AddMinutes(age))).ToList();
        var all = new Performance { Clicks = 1, QualifiedClicks = 1 };

        Assert.Equal([FreshnessStatus.Fresh, FreshnessStatus.Stale], minutes.Select(one => one.Status));
        Assert.Equal([100, 90], minutes.Select(one => Confidence.Of(all, one).Score));
        Assert.Equal("stale_data", Assert.Single(Confidence.Of(all, minutes[1]).Deductions).Code);
        Assert.Equal((FreshnessStatus.Unknown, null, null), (Freshness.Of(null, Sample.Now).Status, Freshness.Of(null, Sample.Now).LastClickAt, Freshness.Of(null, Sample.Now).Age));
        Assert.Equal(TimeSpan.Zero, Freshness.Of(Sample.Now.AddSeconds(5), Sample.Now).Age);
    }
}
