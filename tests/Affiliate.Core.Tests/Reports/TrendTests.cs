namespace Affiliate.Core.Tests.Reports;

/// <summary>AF-26: how figures moved.</summary>
public class TrendTests
{
    [Theory]
    [InlineData(0, 0, 0, TrendDirection.Stable)]
    [InlineData(0, 3, 100, TrendDirection.Up)]
    [InlineData(3, 0, 100, TrendDirection.Down)]
    [InlineData(3, 3, 0, TrendDirection.Stable)]
    [InlineData(3, 4, 33.3, TrendDirection.Up)]
    [InlineData(4, 3, 25, TrendDirection.Down)]
    [InlineData(100, 350, 250, TrendDirection.Up)]
    [InlineData(10_000, 10_001, 0, TrendDirection.Stable)]
    [InlineData(2_000, 2_001, 0.1, TrendDirection.Up)]
    public void AF_26_a_trend_is_a_percentage_without_sign_and_a_direction(int previous, int now, decimal percent, TrendDirection direction) =>
        Assert.Equal(new Trend(percent, direction), Trend.Between(previous, now));
}
