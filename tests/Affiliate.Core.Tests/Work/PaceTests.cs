namespace Affiliate.Core.Tests.Work;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Work_goes_on_until_its_slice_is_over()
    {
        var pace = new Pace(_time);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(pace.KeepAsync(CancellationToken.None).IsCompleted);
    }

    /// <summary>P3: requests have the processor for twice as long, however long the slice was.</summary>
    [Fact]
    public async Task A_slice_is_followed_by_a_pause_twice_as_long()
    {
        var pace = new Pace(_time);
        _time.Advance(TimeSpan.FromMilliseconds(5));

        var pause = pace.KeepAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.False(pause.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await pause;

        Assert.True(pace.KeepAsync(CancellationToken.None).IsCompleted);
    }
}
