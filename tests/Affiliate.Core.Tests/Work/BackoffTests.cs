namespace Affiliate.Core.Tests.Work;

public class BackoffTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    [InlineData(9, 1_280)]
    [InlineData(10, 2_560)]
    public void Pauses_double_from_five_seconds_and_last_up_to_a_fifth_longer(int tries, int seconds)
    {
        var pauses = Enumerable.Range(0, 200).Select(_ => Backoff.After(tries).TotalSeconds).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, seconds, seconds * 1.2));
        Assert.True(pauses.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(20)]
    [InlineData(int.MaxValue)]
    public void Pauses_never_exceed_an_hour(int tries) => Assert.Equal(TimeSpan.FromHours(1), Backoff.After(tries));

    [Theory]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    public void Work_that_was_never_tried_waits_as_after_the_first_failure(int tries) =>
        Assert.InRange(Backoff.After(tries).TotalSeconds, 5, 6);
}
