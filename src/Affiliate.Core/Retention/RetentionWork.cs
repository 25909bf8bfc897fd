using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>Deletes what is older than <see cref="RetentionOptions"/> say: in small units, so that nobody waits for it (§8).</summary>
/// <remarks>Identifiers sort by the time they were made, so that what is old is found by the primary key.</remarks>
internal sealed class RetentionWork(IAffiliateStore store, IOptions<AffiliateOptions> options, TimeProvider time) : IWorkHandler
{
    /// <summary>How many rows one unit deletes at most.</summary>
    public const int BatchSize = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan PauseWhenBusy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(10);

    private readonly RetentionOptions _kept = options.Value.Retention;

    public WorkKind Kind => WorkKind.Retention;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        var until = time.GetTimestamp() + (long)(RunLength.TotalSeconds * time.TimestampFrequency);
        var isDone = await RemoveAsync(
                Query<CallKey>.All.Below(key => key.CreatedAt, now - _kept.CallKeys).Ascending(key => key.CreatedAt), until, cancellationToken)
                .ConfigureAwait(false)
            && await RemoveAsync(
                Query<WebhookDelivery>.All.Below(delivery => delivery.Id, AffiliateId.Before<WebhookDeliveryId>(now - _kept.Deliveries))
                    .NotEqual(delivery => delivery.State, DeliveryState.Pending).Ascending(delivery => delivery.Id),
                until, cancellationToken).ConfigureAwait(false)
            && await RemoveAsync(
                Query<Click>.All.Below(click => click.Id, AffiliateId.Before<ClickId>(now - _kept.Clicks)).Ascending(click => click.Id),
                until, cancellationToken).ConfigureAwait(false)
            && await RemoveAsync(
                Query<ClickCorrection>.All.Below(one => one.Id, AffiliateId.Before<ClickId>(now - _kept.Clicks)).Ascending(one => one.Id),
                until, cancellationToken).ConfigureAwait(false)
            && await RemoveAsync(
                Query<LoggedEvent>.All.Below(logged => logged.Id, AffiliateId.Before<AffiliateEventId>(now - _kept.Events)).Ascending(logged => logged.Id),
                until, cancellationToken).ConfigureAwait(false);
        return WorkResult.RescheduleAt(now + (isDone ? Pause : PauseWhenBusy));
    }

    /// <summary>Deletes the rows of a query, oldest first.</summary>
    /// <returns>Whether none is left.</returns>
    private async Task<bool> RemoveAsync<T>(Query<T> old, long until, CancellationToken ct) where T : class, IRecord<T>
    {
        while (time.GetTimestamp() < until)
        {
            if (await RemoveSomeAsync(old, ct).ConfigureAwait(false) < BatchSize)
            {
                return true;
            }
        }

        return false;
    }

    private Task<int> RemoveSomeAsync<T>(Query<T> old, CancellationToken ct) where T : class, IRecord<T> => store.ExecuteAsync(
        async (unit, token) =>
        {
            var rows = await unit.ListAsync(old.Take(BatchSize), token).ConfigureAwait(false);
            foreach (var row in rows)
            {
                unit.Remove(row);
            }

            return rows.Count;
        },
        ct);
}
