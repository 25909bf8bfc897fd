using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>
/// Deletes the bodies of payment messages that need not be read again once their time is over (semantics 23); they name people. Days
/// that are done are not looked at again.
/// </summary>
internal sealed class BodyRetention(IAffiliateStore store, UnitRunner units, IOptions<AffiliateOptions> options, TimeProvider time)
    : IWorkHandler
{
    /// <summary>How many bodies, of up to some MiB each, one unit reads at most.</summary>
    public const int BatchSize = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan PauseWhenBusy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(10);

    private readonly DoneUntil _done = Done(store, units);

    public WorkKind Kind => WorkKind.BodyRetention;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    /// <summary>The day before which messages have no bodies any more, but those that failed or were set aside.</summary>
    public static DoneUntil Done(IAffiliateStore store, UnitRunner units) => new(store, units, "payment_bodies");

    /// <summary>The message without its body, if that is to be kept no longer.</summary>
    public static InboxEntry Trimmed(InboxEntry entry, RetentionOptions kept, DateTimeOffset now) =>
        entry.State is InboxState.Applied or InboxState.Ignored && entry.ReceivedAt < now - kept.PaymentBodies
            ? entry with { Body = null }
            : entry;

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var until = time.GetTimestamp() + (long)(RunLength.TotalSeconds * time.TimestampFrequency);
        var before = now - options.Value.Retention.PaymentBodies;
        var done = await _done.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var state in new[] { InboxState.Applied, InboxState.Ignored })
        {
            if (!await TrimAsync(state, new DateTimeOffset(done, default, TimeSpan.Zero), before, until, cancellationToken).ConfigureAwait(false))
            {
                return WorkResult.RescheduleAt(now + PauseWhenBusy);
            }
        }

        await _done.RaiseAsync(done, DateOnly.FromDateTime(before.UtcDateTime), cancellationToken).ConfigureAwait(false);
        return WorkResult.RescheduleAt(now + Pause);
    }

    /// <summary>Deletes the bodies received in a time, oldest first.</summary>
    /// <returns>Whether none is left.</returns>
    private async Task<bool> TrimAsync(InboxState state, DateTimeOffset from, DateTimeOffset before, long until, CancellationToken ct)
    {
        var old = Query<InboxEntry>.All.Equal(e => e.State, state).Below(e => e.ReceivedAt, before).NotEqual(e => e.Body, null)
            .Ascending(e => e.ReceivedAt).Take(BatchSize);
        while (time.GetTimestamp() < until)
        {
            var trimmed = await units.RunAsync((unit, token) => TrimSomeAsync(unit, old.AtLeast(e => e.ReceivedAt, from), token), ct)
                .ConfigureAwait(false);
            if (trimmed.Count < BatchSize)
            {
                return true;
            }

            from = trimmed[^1].ReceivedAt;
        }

        return false;
    }

    private static async Task<IReadOnlyList<InboxEntry>> TrimSomeAsync(IAffiliateUnit unit, Query<InboxEntry> old, CancellationToken ct)
    {
        var entries = await unit.ListAsync(old, ct).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            unit.Save(entry with { Body = null });
        }

        return entries;
    }
}
