namespace Affiliate;

/// <summary>The messages of payment providers as they were stored: which wait, which failed, and running them again.</summary>
public sealed class PaymentInbox
{
    private const int BatchSize = 200;
    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly TimeProvider _time;

    internal PaymentInbox(IAffiliateStore store, UnitRunner units, TimeProvider time)
    {
        _store = store;
        _units = units;
        _time = time;
    }

    /// <summary>A message; <see langword="null"/> when there is none.</summary>
    public Task<InboxEntry?> FindAsync(InboxEntryId id, CancellationToken cancellationToken = default) =>
        _store.FindAsync(InboxEntry.ById(id), cancellationToken);

    /// <summary>Lists messages, newest first.</summary>
    /// <param name="state">How far they came; <see langword="null"/> for all.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="program">The program they are about; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Page<InboxEntry>> ListAsync(
        InboxState? state, PageRequest page, ProgramId? program = null, CancellationToken cancellationToken = default)
    {
        var query = program is null ? Query<InboxEntry>.All : Query<InboxEntry>.All.Equal(e => e.ProgramId, program);
        query = state is { } wanted ? query.Equal(e => e.State, wanted) : query;
        return _store.PageAsync(query.Descending(e => e.ReceivedAt).Descending(e => e.Id), page, cancellationToken);
    }

    /// <summary>Why a message could not be applied when it was last tried; <see langword="null"/> when it never failed.</summary>
    public async Task<string?> LastErrorAsync(InboxEntryId id, CancellationToken cancellationToken = default) =>
        (await _store.FindAsync(WorkItem.BySubject(WorkKind.Inbox, id.ToString()), cancellationToken)
            .ConfigureAwait(false))?.LastError;

    /// <summary>Has a message applied again: one that waits, failed or was quarantined. Safe to repeat.</summary>
    /// <returns><see langword="false"/> when there is no such message, or it was applied or ignored already.</returns>
    public async Task<bool> RerunAsync(InboxEntryId id, CancellationToken cancellationToken = default)
    {
        var entry = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (entry is not { State: InboxState.Received or InboxState.Failed or InboxState.Quarantined })
        {
            return false;
        }

        var now = _time.GetUtcMilliseconds();
        var item = await _store.FindAsync(WorkItem.BySubject(WorkKind.Inbox, id.ToString()), cancellationToken)
            .ConfigureAwait(false);
        if (item is not null)
        {
            // Should it be done or begun again by now, so much the better.
            await _store.RescheduleAsync(item, now, error: null, cancellationToken).ConfigureAwait(false);
            return true;
        }

        return await _units.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.FindAsync(WorkItem.BySubject(WorkKind.Inbox, id.ToString()), ct).ConfigureAwait(false) is null)
                {
                    unit.Add(InboxWork.ItemFor(entry) with { DueAt = now });
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has every message in a state applied again.</summary>
    /// <param name="state">The state.</param>
    /// <param name="program">The program they are about; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> RerunAllAsync(
        InboxState state = InboxState.Failed, ProgramId? program = null, CancellationToken cancellationToken = default)
    {
        var count = 0;
        var seen = new HashSet<InboxEntryId>();
        var query = program is null ? Query<InboxEntry>.All : Query<InboxEntry>.All.Equal(e => e.ProgramId, program);
        query = query.Equal(e => e.State, state).Ascending(e => e.ReceivedAt);
        for (var skip = 0; ; skip += BatchSize)
        {
            var entries = await _store.ListAsync(query.Skip(skip).Take(BatchSize), cancellationToken).ConfigureAwait(false);
            foreach (var entry in entries.Where(entry => seen.Add(entry.Id)))
            {
                count += await RerunAsync(entry.Id, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }

            if (entries.Count < BatchSize)
            {
                return count;
            }
        }
    }
}
