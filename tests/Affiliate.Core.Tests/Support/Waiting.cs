using System.Diagnostics;

namespace Affiliate.Core.Tests;

/// <summary>Waits for background work without guessing how long it takes.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>Fails a test that would hang.</summary>
    public static Task InTime(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="InTime(Task)"/>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Waits until something is so, without moving the clock.</summary>
    public static Task UntilAsync(Func<Task<bool>> condition) => UntilAsync(condition, () => Task.CompletedTask);

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}})"/>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Moves the clock in steps until something is so, and lets background loops go to sleep between them.</summary>
    public static Task UntilAsync(this FakeTimeProvider time, Func<Task<bool>> condition, TimeSpan? step = null) =>
        UntilAsync(condition, async () =>
        {
            await Task.WhenAny(time.WhenTimerIsSet(), Task.Delay(PollInterval));
            time.Advance(step ?? TimeSpan.FromSeconds(1));
        });

    /// <inheritdoc cref="UntilAsync(FakeTimeProvider, Func{Task{bool}}, TimeSpan?)"/>
    public static Task UntilAsync(this FakeTimeProvider time, Func<bool> condition, TimeSpan? step = null) =>
        time.UntilAsync(() => Task.FromResult(condition()), step);

    /// <summary>Moves the clock once the background loop sleeps.</summary>
    public static async Task StepAsync(this FakeTimeProvider time, TimeSpan by)
    {
        await time.WhenTimerIsSet().InTime();
        time.Advance(by);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<Task> step)
    {
        for (var watch = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(watch.Elapsed < Limit, "It did not come to pass in time.");
            await step();
            await Task.Delay(PollInterval);
        }
    }
}
