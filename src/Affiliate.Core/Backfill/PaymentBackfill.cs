namespace Affiliate;

/// <summary>
/// Reads what a payment provider knows of the last days, through its <see cref="IPaymentFetcher"/>: for a host that adopts the
/// library late, and to heal a long outage. What webhooks told already, or tell later, counts once.
/// </summary>
/// <remarks>
/// A background work item reads page by page, on one instance at a time; after a crash it goes on with the page it was at.
/// </remarks>
public sealed class PaymentBackfill
{
    /// <summary>The longest time that one run reads.</summary>
    public static readonly TimeSpan MaxPeriod = TimeSpan.FromDays(1_100);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly PaymentFetchers _fetchers;
    private readonly ProgramDirectory _programs;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal PaymentBackfill(
        IAffiliateStore store, UnitRunner units, PaymentFetchers fetchers, ProgramDirectory programs, EventOutbox outbox, TimeProvider time)
    {
        _store = store;
        _units = units;
        _fetchers = fetchers;
        _programs = programs;
        _outbox = outbox;
        _time = time;
    }

    /// <summary>Begins to read; the reading itself goes on in the background.</summary>
    /// <param name="provider">The provider, for example <c>stripe</c>.</param>
    /// <param name="from">The beginning of the time.</param>
    /// <param name="to">Its end; <see langword="null"/> for now.</param>
    /// <param name="endpoint">The endpoint whose key reads; empty for the unnamed one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new run, or the one that reads the same time already.</returns>
    /// <exception cref="ArgumentException">The time is empty, longer than <see cref="MaxPeriod"/>, or begins in the future.</exception>
    /// <exception cref="AffiliateConflictException">
    /// <c>no_fetcher</c>: the provider's endpoint has no API key. <c>backfill_running</c>: one of another time runs.
    /// </exception>
    public async Task<PaymentBackfillRun> StartAsync(
        string provider, DateTimeOffset from, DateTimeOffset? to = null, string endpoint = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(endpoint);
        var now = _time.GetUtcMilliseconds();
        var end = to?.ToUtcMilliseconds() ?? now;
        if (from > now || from >= end || end - from > MaxPeriod)
        {
            throw new ArgumentException(
                $"The time from {from:O} to {end:O} must begin in the past and have at most {MaxPeriod.TotalDays} days.", nameof(from));
        }

        if (_fetchers.Find(provider, endpoint) is null)
        {
            throw new AffiliateConflictException(
                "no_fetcher", $"Nothing reads from '{provider}' for the endpoint '{endpoint}'; set its API key.");
        }

        var program = await _programs.GetDefaultAsync(cancellationToken).ConfigureAwait(false);
        var run = new PaymentBackfillRun
        {
            ProgramId = program.Id,
            Id = AffiliateId.New<PaymentBackfillId>(now),
            Provider = provider,
            Endpoint = endpoint,
            From = from.ToUtcMilliseconds(),
            To = end,
            Slot = PaymentBackfillRun.SlotOf(provider, endpoint),
            State = PaymentBackfillState.Running,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return await _units.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.FindAsync(PaymentBackfillRun.BySlot(run.Slot), ct).ConfigureAwait(false) is { } running)
                {
                    return running.From == run.From && (to is null || running.To == run.To) ? running : throw Busy(running);
                }

                unit.Add(run);
                unit.Add(BackfillWork.ItemFor(run, now));
                _outbox.Publish(unit, BackfillChanged.Of(run));
                return run;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A run, with how far it came; <see langword="null"/> when there is none.</summary>
    public Task<PaymentBackfillRun?> FindAsync(PaymentBackfillId id, CancellationToken cancellationToken = default) =>
        _store.FindAsync(PaymentBackfillRun.ById(id), cancellationToken);

    /// <summary>Lists runs, newest first.</summary>
    public Task<Page<PaymentBackfillRun>> ListAsync(PageRequest page, CancellationToken cancellationToken = default) =>
        _store.PageAsync(Query<PaymentBackfillRun>.All.Descending(r => r.CreatedAt).Descending(r => r.Id), page, cancellationToken);

    /// <summary>Waits until a run has ended, and tells its progress about once a second.</summary>
    /// <param name="id">The run.</param>
    /// <param name="progress">Is told each time the run got on, and once at the end.</param>
    /// <param name="cancellationToken">Stops waiting; the run goes on.</param>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    public async Task<PaymentBackfillRun> WaitAsync(
        PaymentBackfillId id, IProgress<PaymentBackfillRun>? progress = null, CancellationToken cancellationToken = default)
    {
        for (PaymentBackfillRun? before = null; ;)
        {
            var run = await FindAsync(id, cancellationToken).ConfigureAwait(false)
                ?? throw new ArgumentException($"There is no back-fill '{id}'.", nameof(id));
            if (run.Version != before?.Version)
            {
                progress?.Report(run);
            }

            if (run.State != PaymentBackfillState.Running)
            {
                return run;
            }

            before = run;
            await Task.Delay(LookInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops a run after the page it is at. What was read stays.</summary>
    /// <returns><see langword="null"/> when there is no such run; one that has ended is left as it is.</returns>
    public Task<PaymentBackfillRun?> CancelAsync(PaymentBackfillId id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, (_, run, now) => run.State == PaymentBackfillState.Running
            ? run.Ended(PaymentBackfillState.Canceled, null, now)
            : run, cancellationToken);

    /// <summary>Goes on with a run that failed or was canceled, where it stopped.</summary>
    /// <returns><see langword="null"/> when there is no such run; one that runs or is complete is left as it is.</returns>
    /// <exception cref="AffiliateConflictException"><c>backfill_running</c>: another one runs.</exception>
    public Task<PaymentBackfillRun?> ResumeAsync(PaymentBackfillId id, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            id,
            (unit, run, now) =>
            {
                if (run.State is not (PaymentBackfillState.Failed or PaymentBackfillState.Canceled))
                {
                    return run;
                }

                unit.Add(BackfillWork.ItemFor(run, now));
                return run with
                {
                    State = PaymentBackfillState.Running,
                    Slot = PaymentBackfillRun.SlotOf(run.Provider, run.Endpoint),
                    SeenCursor = null,
                    Error = null,
                    UpdatedAt = now,
                    FinishedAt = null,
                };
            },
            cancellationToken);

    private static AffiliateConflictException Busy(PaymentBackfillRun running) =>
        new("backfill_running", $"The back-fill {running.Id} reads another time of the same endpoint; wait for it or cancel it.");

    private Task<PaymentBackfillRun?> ChangeAsync(
        PaymentBackfillId id, Func<IAffiliateUnit, PaymentBackfillRun, DateTimeOffset, PaymentBackfillRun> change, CancellationToken ct) =>
        _units.RunAsync(
            async (unit, token) =>
            {
                if (await unit.FindAsync(PaymentBackfillRun.ById(id), token).ConfigureAwait(false) is not { } run)
                {
                    return (PaymentBackfillRun?)null;
                }

                var changed = change(unit, run, _time.GetUtcMilliseconds());
                if (changed == run)
                {
                    return run;
                }

                if (changed.State == PaymentBackfillState.Running
                    && await unit.FindAsync(PaymentBackfillRun.BySlot(changed.Slot), token).ConfigureAwait(false) is { } other)
                {
                    throw Busy(other);
                }

                unit.Save(changed);
                _outbox.Publish(unit, BackfillChanged.Of(changed));
                return changed;
            },
            ct);
}
