namespace Affiliate;

/// <summary>Makes one delivery of an event for each endpoint that wants it.</summary>
internal sealed class WebhookFanout(IAffiliateStore store, UnitRunner units, DeliverySignal signal, TimeProvider time)
    : IWorkHandler
{
    public WorkKind Kind => WorkKind.WebhookFanout;

    public static WorkItem ItemFor(AffiliateEventId id, DateTimeOffset now) =>
        WorkItem.New(WorkKind.WebhookFanout, id.ToString(), now);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<AffiliateEventId>(item.Subject);
        if (await store.FindAsync(LoggedEvent.ById(id), cancellationToken).ConfigureAwait(false) is { } logged)
        {
            var added = await units.RunAsync((unit, token) => AddAsync(unit, logged, token), cancellationToken)
                .ConfigureAwait(false);
            if (added > 0)
            {
                signal.Set();
            }
        }

        return WorkResult.Done;
    }

    /// <summary>Adds what is missing: the same event may be fanned out again after a crash.</summary>
    private async Task<int> AddAsync(IAffiliateUnit unit, LoggedEvent logged, CancellationToken cancellationToken)
    {
        var active = Query<WebhookEndpoint>.All
            .Equal(endpoint => endpoint.ProgramId, logged.ProgramId)
            .Equal(endpoint => endpoint.IsActive, true);
        var wanting = (await unit.ListAsync(active, cancellationToken).ConfigureAwait(false))
            .Where(endpoint => endpoint.Wants(logged.Type))
            .ToList();
        if (wanting.Count == 0)
        {
            return 0;
        }

        var existing = await unit.ListAsync(
            Query<WebhookDelivery>.All.Equal(delivery => delivery.EventId, logged.Id), cancellationToken)
            .ConfigureAwait(false);
        var known = existing.Select(delivery => delivery.EndpointId).ToHashSet();
        var now = time.GetUtcMilliseconds();
        wanting.RemoveAll(endpoint => known.Contains(endpoint.Id));
        foreach (var endpoint in wanting)
        {
            unit.Add(WebhookDelivery.Of(endpoint, logged.Id, logged.Type, now));
        }

        return wanting.Count;
    }
}

/// <summary>Tells this process's dispatcher that there are deliveries, so that it need not wait for its next look.</summary>
internal sealed class DeliverySignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Set"/>. Taken before looking, it misses none.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
