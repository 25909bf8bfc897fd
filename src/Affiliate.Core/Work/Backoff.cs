using System.Security.Cryptography;

namespace Affiliate;

/// <summary>How long failed work waits: from five seconds, doubling, up to an hour, each up to a fifth longer.</summary>
internal static class Backoff
{
    private const int MostDoublings = 10;
    private const int JitterPercent = 20;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="tries">How often it was tried since it last went well; 1 after the first failure.</param>
    public static TimeSpan After(int tries)
    {
        var pause = Shortest * (1 << (Math.Clamp(tries, 1, MostDoublings + 1) - 1));
        var jitter = RandomNumberGenerator.GetInt32(100 + 1) / 100.0 * JitterPercent / 100;
        var milliseconds = Math.Min(pause.TotalMilliseconds * (1 + jitter), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Floor(milliseconds));
    }
}
