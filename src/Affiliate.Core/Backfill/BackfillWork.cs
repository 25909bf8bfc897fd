using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>
/// Reads for a <see cref="PaymentBackfillRun"/>, some pages at a time. Who was paused past its lease and wakes up finds the run
/// changed and cannot write over it.
/// </summary>
internal sealed class BackfillWork(
    IAffiliateStore store, PaymentIntake intake, PaymentFetchers fetchers, UnitRunner units,
    EventOutbox outbox, IOptions<AffiliateOptions> options, TimeProvider time, ILogger<BackfillWork> logger) : IWorkHandler
{
    private const int MostPages = 100_000;

    /// <summary>How long one try reads before it lets others at the queue; well below the lease.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    public WorkKind Kind => WorkKind.Backfill;

    public int Parallelism => 2;

    // A run that is resumed is another piece of work: the one before may still be settling.
    public static WorkItem ItemFor(PaymentBackfillRun run, DateTimeOffset now) =>
        WorkItem.New(WorkKind.Backfill, $"{run.Id}:{run.Version}", now);

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = AffiliateId.Parse<PaymentBackfillId>(item.Subject.Split(':')[0]);
        var run = await store.FindAsync(PaymentBackfillRun.ById(id), cancellationToken).ConfigureAwait(false);
        var begun = time.GetTimestamp();
        while (run is { State: PaymentBackfillState.Running })
        {
            try
            {
                run = await ReadPageAsync(run, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return await FailAsync(run, item, exception, cancellationToken).ConfigureAwait(false);
            }

            if (run.State == PaymentBackfillState.Running && time.GetElapsedTime(begun) >= Turn)
            {
                return WorkResult.RescheduleAt(time.GetUtcMilliseconds());
            }
        }

        return WorkResult.Done;
    }

    private async Task<PaymentBackfillRun> ReadPageAsync(PaymentBackfillRun run, CancellationToken ct)
    {
        var fetcher = fetchers.Find(run.Provider, run.Endpoint)
            ?? throw new PaymentFetchException($"The endpoint '{run.Endpoint}' of '{run.Provider}' has no API key any more.") { IsFinal = true };
        var page = await fetcher.ListAsync(new FetchQuery(run.Endpoint, run.From, run.To, run.Cursor), ct).ConfigureAwait(false);
        var isEndless = page.Next is not null
            && (page.Next == run.Cursor || page.Next == run.SeenCursor || run.Pages + 1 >= MostPages);
        if (isEndless)
        {
            throw new PaymentFetchException("The provider's list never ends: a page came again, or there are too many.") { IsFinal = true };
        }

        var results = new List<IntakeResult>(page.Messages.Count);
        foreach (var message in page.Messages)
        {
            results.Add((await intake.TakeAsync(run.Provider, run.Endpoint, message, ct).ConfigureAwait(false)).Result);
        }

        var now = time.GetUtcMilliseconds();
        var read = run with
        {
            Cursor = page.Next,

            // Of a circle of any length one member is remembered in the end (Brent).
            SeenCursor = int.IsPow2(run.Pages + 1) ? page.Next : run.SeenCursor,
            Pages = run.Pages + 1,
            Messages = run.Messages + results.Count,
            Applied = run.Applied + results.Count(result => result == IntakeResult.Received),
            Known = run.Known + results.Count(result => result == IntakeResult.Duplicate),
            Quarantined = run.Quarantined + results.Count(result => result == IntakeResult.Quarantined),
            Ignored = run.Ignored + results.Count(result =>
                result is not (IntakeResult.Received or IntakeResult.Duplicate or IntakeResult.Quarantined)),
            Error = null,
            UpdatedAt = now,
        };
        Log.BackfillRead(logger, run.Id, run.Provider, read.Pages, read.Messages, read.Applied);
        return await SaveAsync(page.Next is null ? read.Ended(PaymentBackfillState.Completed, null, now) : read, ct).ConfigureAwait(false);
    }

    /// <summary>Notes why it failed; gives up when asking again cannot help, or was tried often enough.</summary>
    private async Task<WorkResult> FailAsync(PaymentBackfillRun run, WorkItem item, Exception exception, CancellationToken ct)
    {
        var now = time.GetUtcMilliseconds();
        var fetch = exception as PaymentFetchException;
        var current = await store.FindAsync(PaymentBackfillRun.ById(run.Id), ct).ConfigureAwait(false);
        if (current is not { State: PaymentBackfillState.Running } || current.Version != run.Version)
        {
            // Somebody stopped it, or another instance has it.
            return WorkResult.Done;
        }

        var isOver = fetch?.IsFinal == true || item.Tries >= options.Value.MaxAttempts;
        var error = ErrorText.Of(exception);
        Log.BackfillFailed(logger, run.Id, run.Provider, exception);
        await SaveAsync(
            isOver ? run.Ended(PaymentBackfillState.Failed, error, now) : run with { Error = error, UpdatedAt = now }, ct).ConfigureAwait(false);
        if (isOver)
        {
            return WorkResult.Done;
        }

        return fetch?.RetryAfter is { } pause
            ? WorkResult.RescheduleAt(now + TimeSpan.FromTicks(Math.Clamp(pause.Ticks, TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour)))
            : throw new PaymentFetchException("The page could not be read and is read again.", exception);
    }

    private async Task<PaymentBackfillRun> SaveAsync(PaymentBackfillRun run, CancellationToken ct)
    {
        await units.RunAsync(
            (unit, _) =>
            {
                unit.Save(run);
                if (run.State != PaymentBackfillState.Running)
                {
                    outbox.Publish(unit, BackfillChanged.Of(run));
                }

                return Task.FromResult(true);
            },
            ct).ConfigureAwait(false);
        return run with { Version = run.Version + 1 };
    }
}
