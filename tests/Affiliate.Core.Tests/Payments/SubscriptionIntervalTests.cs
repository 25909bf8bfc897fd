using System.Globalization;
using Xunit;

namespace Affiliate.Core.Tests.Payments;

/// <summary>Which word an adapter gives the time that a payment is for.</summary>
public sealed class SubscriptionIntervalTests
{
    [Theory]
    [InlineData("2027-01-31", "2027-02-28", "monthly")]
    [InlineData("2027-03-01", "2027-04-01", "monthly")]
    [InlineData("2027-01-31", "2027-04-30", "quarterly")]
    [InlineData("2027-02-28", "2028-02-29", "annual")]
    [InlineData("2028-02-29", "2029-02-28", "annual")]
    [InlineData("2027-01-01", "2027-01-08", null)]
    [InlineData("2027-01-01", "2029-01-01", null)]
    [InlineData("2027-02-01", "2027-01-01", null)]
    public void Times_have_words(string start, string end, string? word)
    {
        static DateTimeOffset At(string date) => DateTimeOffset.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        Assert.Equal(word, SubscriptionIntervals.Of(At(start), At(end)));
        Assert.Null(SubscriptionIntervals.Of(null, At(end)));
    }
}
