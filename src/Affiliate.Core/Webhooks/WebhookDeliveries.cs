namespace Affiliate;

/// <summary>The log of what was sent to an endpoint, and what can be sent again.</summary>
public sealed class WebhookDeliveries
{
    /// <summary>How many deliveries are sent again by one call.</summary>
    public const int MostAtOnce = 1_000;

    private const int Portion = 200;

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly EventOutbox _outbox;
    private readonly DeliverySignal _signal;
    private readonly TimeProvider _time;

    internal WebhookDeliveries(
        IAffiliateStore store, UnitRunner units, EventOutbox outbox, DeliverySignal signal, TimeProvider time)
    {
        _store = store;
        _units = units;
        _outbox = outbox;
        _signal = signal;
        _time = time;
    }

    /// <summary>The deliveries to an endpoint, newest first.</summary>
    public Task<Page<WebhookDelivery>> ListAsync(
        WebhookEndpoint endpoint, DeliveryFilter filter, PageRequest page = default,
        CancellationToken cancellationToken = default) => _store.PageAsync(
        Matching(endpoint, filter).Descending(delivery => delivery.CreatedAt).Descending(delivery => delivery.Id),
        page, cancellationToken);

    /// <summary>A delivery to an endpoint, or <see langword="null"/>.</summary>
    public async Task<WebhookDelivery?> FindAsync(
        WebhookEndpoint endpoint, WebhookDeliveryId id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var delivery = await _store.FindAsync(WebhookDelivery.ById(id), cancellationToken).ConfigureAwait(false);
        return delivery?.EndpointId == endpoint.Id ? delivery : null;
    }

    /// <summary>How many deliveries to an endpoint stand where, of those still kept (TX-11).</summary>
    public async Task<DeliveryTotals> TotalsAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return DeliveryTotals.Of(await _store.SumAsync(
            Matching(endpoint, new DeliveryFilter()).GroupBy(delivery => delivery.State), cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Sends a message that says it is a test, whatever types the endpoint wants.</summary>
    /// <returns>The delivery, which is on its way.</returns>
    /// <exception cref="AffiliateConflictException">The endpoint is switched off (<c>endpoint_disabled</c>).</exception>
    public async Task<WebhookDelivery> TestAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        RequireActive(endpoint);
        var now = _time.GetUtcMilliseconds();
        var tested = EndpointChanged.Of(endpoint, EndpointAction.Tested) with
        {
            Id = AffiliateId.New<AffiliateEventId>(now),
            CreatedAt = now,
        };
        var delivery = WebhookDelivery.Of(endpoint, tested.Id, tested.Type, now);
        await _units.RunAsync(
            (unit, _) =>
            {
                _outbox.Publish(unit, tested);
                unit.Add(delivery);
                return Task.FromResult(true);
            },
            cancellationToken).ConfigureAwait(false);
        _signal.Set();
        return delivery;
    }

    /// <summary>Sends deliveries again, from the beginning of the schedule, whatever became of them; the message's id stays.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="ids">Which ones, at most <see cref="MostAtOnce"/>. Those that are no deliveries to the endpoint are left out.</param>
    /// <param name="cancellationToken">Gives up; some may be on their way then.</param>
    /// <returns>Those that are on their way.</returns>
    /// <exception cref="AffiliateConflictException">The endpoint is switched off (<c>endpoint_disabled</c>).</exception>
    public async Task<IReadOnlyList<WebhookDelivery>> ResendAsync(
        WebhookEndpoint endpoint, IReadOnlyCollection<WebhookDeliveryId> ids, CancellationToken cancellationToken = default)
    {
        RequireActive(endpoint);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MostAtOnce, nameof(ids));
        var sent = new List<WebhookDelivery>();
        foreach (var portion in ids.Distinct().Chunk(Portion))
        {
            var query = Query<WebhookDelivery>.All
                .Equal(delivery => delivery.EndpointId, endpoint.Id).In(delivery => delivery.Id, portion);
            sent.AddRange(await _units.RunAsync(
                async (unit, token) => Again(unit, await unit.ListAsync(query, token).ConfigureAwait(false)),
                cancellationToken).ConfigureAwait(false));
        }

        _signal.Set();
        return sent;
    }

    /// <summary>Sends the deliveries that failed or were canceled again, oldest first, at most <see cref="MostAtOnce"/>.</summary>
    /// <inheritdoc cref="ResendAsync(WebhookEndpoint, IReadOnlyCollection{WebhookDeliveryId}, CancellationToken)" />
    public async Task<IReadOnlyList<WebhookDelivery>> ResendFailedAsync(
        WebhookEndpoint endpoint, ReportPeriod period = default, CancellationToken cancellationToken = default)
    {
        RequireActive(endpoint);
        var failed = Matching(endpoint, new DeliveryFilter { Period = period })
            .In(delivery => delivery.State, [DeliveryState.Failed, DeliveryState.Canceled])
            .Ascending(delivery => delivery.CreatedAt)
            .Take(MostAtOnce);
        var found = await _store.ListAsync(failed, cancellationToken).ConfigureAwait(false);
        return await ResendAsync(endpoint, [.. found.Select(delivery => delivery.Id)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends the events of a time that the endpoint wants and did not get, for example because it was switched off or did
    /// not exist. Clicks are among them only if somebody wanted them when they happened. What is older than
    /// <see cref="RetentionOptions.Deliveries"/> counts as not delivered.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="period">The time. At most <see cref="MostAtOnce"/> events are looked at.</param>
    /// <param name="includesDelivered">Whether events that were delivered are sent again too.</param>
    /// <param name="cancellationToken">Gives up; some may be on their way then.</param>
    /// <exception cref="AffiliateConflictException">The endpoint is switched off (<c>endpoint_disabled</c>).</exception>
    public async Task<WebhookReplay> ReplayAsync(
        WebhookEndpoint endpoint, ReportPeriod period, bool includesDelivered = false,
        CancellationToken cancellationToken = default)
    {
        RequireActive(endpoint);
        var events = await _store.ListAsync(
            Query<LoggedEvent>.All.Equal(logged => logged.ProgramId, endpoint.ProgramId)
                .Within(period, logged => logged.CreatedAt)
                .Ascending(logged => logged.CreatedAt)
                .Take(MostAtOnce + 1),
            cancellationToken).ConfigureAwait(false);
        DateTimeOffset? continueFrom = events.Count > MostAtOnce ? events[^1].CreatedAt : null;
        var count = 0;
        foreach (var portion in events.Take(MostAtOnce).Where(logged => endpoint.Wants(logged.Type)).Chunk(Portion))
        {
            count += await _units.RunAsync(
                (unit, token) => SendAsync(unit, endpoint, portion, includesDelivered, token), cancellationToken)
                .ConfigureAwait(false);
        }

        _signal.Set();
        return new WebhookReplay(count, continueFrom);
    }

    private async Task<int> SendAsync(
        IAffiliateUnit unit, WebhookEndpoint endpoint, LoggedEvent[] events, bool includesDelivered, CancellationToken ct)
    {
        var existing = await unit.ListAsync(
            Query<WebhookDelivery>.All
                .In(delivery => delivery.EventId, events.Select(logged => logged.Id))
                .Equal(delivery => delivery.EndpointId, endpoint.Id),
            ct).ConfigureAwait(false);
        var known = existing.Select(delivery => delivery.EventId).ToHashSet();
        var now = _time.GetUtcMilliseconds();
        var missing = Array.FindAll(events, logged => !known.Contains(logged.Id));
        foreach (var logged in missing)
        {
            unit.Add(WebhookDelivery.Of(endpoint, logged.Id, logged.Type, now));
        }

        var again = existing.Where(delivery => delivery.State is DeliveryState.Failed or DeliveryState.Canceled
            || (includesDelivered && delivery.State == DeliveryState.Delivered));
        return missing.Length + Again(unit, again).Count;
    }

    private List<WebhookDelivery> Again(IAffiliateUnit unit, IEnumerable<WebhookDelivery> deliveries)
    {
        var now = _time.GetUtcMilliseconds();
        return [.. deliveries.Select(delivery =>
        {
            var again = delivery.Again(now);
            unit.Save(again);
            return again;
        })];
    }

    private static Query<WebhookDelivery> Matching(WebhookEndpoint endpoint, DeliveryFilter filter)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(filter);
        var query = Query<WebhookDelivery>.All.Equal(delivery => delivery.EndpointId, endpoint.Id);
        query = filter.State is { } state ? query.Equal(delivery => delivery.State, state) : query;
        query = filter.EventType is { } type ? query.Equal(delivery => delivery.EventType, type) : query;
        return query.Within(filter.Period, delivery => delivery.CreatedAt);
    }

    private static void RequireActive(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsActive)
        {
            throw new AffiliateConflictException("endpoint_disabled", "The endpoint is switched off; switch it on first.");
        }
    }
}
