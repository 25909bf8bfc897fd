using System.Diagnostics.Metrics;

namespace Affiliate;

/// <summary>
/// How long what is not done has waited: messages that are received, failed or set aside, and refunds and disputes whose payment nobody
/// told of. Read at most once a minute, the oldest of each alone, and only while somebody asks.
/// </summary>
internal sealed class PaymentBacklog : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private readonly IAffiliateStore _store;
    private readonly TimeProvider _time;
    private readonly Meter _meter = Telemetry.NewMeter();
    private readonly Lock _gate = new();
    private IReadOnlyDictionary<string, DateTimeOffset> _oldest = new Dictionary<string, DateTimeOffset>();
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private Task _reading = Task.CompletedTask;

    public PaymentBacklog(IAffiliateStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _meter.CreateObservableGauge(
            "affiliate.payments.oldest_waiting", Observe, "s", "The age of the oldest payment message or reversal of each state that is not done.");
    }

    /// <summary>
    /// The ages as last read, by state: <c>received</c>, <c>failed</c>, <c>quarantined</c>, <c>parked</c>; what is not there has none.
    /// Never waits for the store: what is old is read again in the background.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> Ages
    {
        get
        {
            var now = _time.GetUtcNow();
            lock (_gate)
            {
                if (now - _readAt >= Lifetime && _reading.IsCompleted)
                {
                    _readAt = now;
                    _reading = Task.Run(ReadAsync);
                }

                return _oldest.ToDictionary(state => state.Key, state => now > state.Value ? now - state.Value : TimeSpan.Zero);
            }
        }
    }

    /// <summary>The reading that is under way, or the last one.</summary>
    public Task Reading
    {
        get
        {
            lock (_gate)
            {
                return _reading;
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Observe() =>
        Ages.Select(age => new Measurement<double>(age.Value.TotalSeconds, new KeyValuePair<string, object?>("state", age.Key)));

    private async Task ReadAsync()
    {
        using var limit = new CancellationTokenSource(ReadLimit, _time);
        try
        {
            var oldest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var state in new[] { InboxState.Received, InboxState.Failed, InboxState.Quarantined })
            {
                var entries = await _store.ListAsync(
                    Query<InboxEntry>.All.Equal(e => e.State, state).Ascending(e => e.ReceivedAt).Only(e => e.ReceivedAt).Take(1), limit.Token)
                    .ConfigureAwait(false);
                entries.ForEach(entry => oldest[state.ToString().ToLowerInvariant()] = entry.ReceivedAt);
            }

            foreach (var parked in await ParkedAsync(limit.Token).ConfigureAwait(false))
            {
                oldest["parked"] = parked;
            }

            lock (_gate)
            {
                _oldest = oldest;
            }
        }
        catch (Exception)
        {
            // With the store away the last ages stand and go on growing; the store's own alarm says what is wrong.
        }
    }

    /// <summary>Since when the longest waiting reversal waits: one that a person was told of, else one that still may find its payment.</summary>
    private async Task<IEnumerable<DateTimeOffset>> ParkedAsync(CancellationToken ct)
    {
        var told = await _store.ListAsync(
            Query<SaleReversal>.All.NotEqual(r => r.ParkedAt, null).Ascending(r => r.ParkedAt).Only(r => r.CreatedAt).Take(1), ct)
            .ConfigureAwait(false);
        if (told.Count > 0)
        {
            return told.Select(reversal => reversal.CreatedAt);
        }

        var waiting = await _store.ListAsync(
            Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.ParkedReversal).NotEqual(w => w.DueAt, null).Ascending(w => w.DueAt)
                .Only(w => w.CreatedAt).Take(1), ct)
            .ConfigureAwait(false);
        return waiting.Select(item => item.CreatedAt);
    }
}
