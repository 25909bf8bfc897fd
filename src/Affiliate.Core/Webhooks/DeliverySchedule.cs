using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>When a delivery is tried again: counted from the first attempt, so that the times do not drift (semantics 24).</summary>
internal sealed class DeliverySchedule(IOptions<AffiliateOptions> options)
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Standard = Array.ConvertAll([5, 10, 20, 40, 80], s => TimeSpan.FromSeconds(s));

    private static readonly TimeSpan[] LongOutage =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        .. Array.ConvertAll([2, 5, 10, 14, 20, 24], h => TimeSpan.FromHours(h)),
    ];

    private readonly TimeSpan[] _pauses =
        options.Value.Webhooks.Schedule == WebhookSchedule.LongOutage ? LongOutage : Standard;

    /// <summary>When it is due again after a failure; <see langword="null"/> when it has failed for good.</summary>
    /// <param name="firstTriedAt">When the first attempt began.</param>
    /// <param name="tries">How many attempts failed, the last one included.</param>
    /// <param name="failedAt">When the last one ended.</param>
    /// <param name="retryAfter">How long the receiver wants to be left alone.</param>
    public DateTimeOffset? Next(DateTimeOffset firstTriedAt, int tries, DateTimeOffset failedAt, TimeSpan? retryAfter)
    {
        if (tries > _pauses.Length)
        {
            return null;
        }

        var due = firstTriedAt;
        foreach (var pause in _pauses.AsSpan(0, tries))
        {
            due += pause;
        }

        // An attempt that took longer than the pause after it: the receiver gets that pause all the same.
        var next = due > failedAt ? due : failedAt + _pauses[tries - 1];
        var wanted = failedAt + TimeSpan.FromTicks(Math.Min(retryAfter?.Ticks ?? 0, LongestRetryAfter.Ticks));
        return (wanted > next ? wanted : next).ToUtcMilliseconds();
    }
}
