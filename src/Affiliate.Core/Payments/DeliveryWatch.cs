using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Counts what payment providers deliver, and remembers genuine messages that were refused for their time: a clock is wrong.</summary>
internal sealed class DeliveryWatch(TimeProvider time)
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Provider, string Type), bool> _seen = [];
    private volatile Stale? _stale;

    /// <summary>
    /// How far the latest message that was refused for its time was from this clock; <see langword="null"/> when there was none within
    /// an hour.
    /// </summary>
    public TimeSpan? Skew => _stale is { } stale && time.GetUtcNow() - stale.At <= Lately ? stale.Skew : null;

    /// <summary>Whether it is asked for the first time since the start: each type is warned of once.</summary>
    public bool IsFirst(string provider, string type) => _seen.TryAdd((provider, type), true);

    /// <summary>Notes what became of a message.</summary>
    /// <param name="provider">Who sent it.</param>
    /// <param name="answer">What became of it.</param>
    /// <param name="type">Its type, when it is genuine.</param>
    /// <param name="signedAt">When its signature says that it was made.</param>
    public void Note(string provider, IntakeAnswer answer, string? type, DateTimeOffset? signedAt)
    {
        Telemetry.PaymentMessages.Add(
            1, new("provider", provider), new("type", type), new("outcome", answer.Reason ?? answer.Result.ToString()));
        if (answer.Reason == WebhookReason.SignatureStale && signedAt is { } at)
        {
            var now = time.GetUtcNow();
            _stale = new Stale(now, at - now);
        }
    }

    private sealed record Stale(DateTimeOffset At, TimeSpan Skew);
}
