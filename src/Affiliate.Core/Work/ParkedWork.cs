using System.Linq.Expressions;

namespace Affiliate;

/// <summary>Background work that was given up after <see cref="AffiliateOptions.MaxAttempts"/> tries, and the progress of event handlers.</summary>
/// <remarks>Payment messages that could not be applied are in <see cref="PaymentInbox"/>.</remarks>
public sealed class ParkedWork
{
    /// <summary>The most items that are looked at, newest first.</summary>
    public const int MostItems = 10_000;

    private const int ChunkSize = 500;

    private readonly IAffiliateStore _store;
    private readonly EventSubscriptions _subscriptions;
    private readonly ProgramDirectory _programs;
    private readonly TimeProvider _time;

    internal ParkedWork(IAffiliateStore store, EventSubscriptions subscriptions, ProgramDirectory programs, TimeProvider time)
    {
        _programs = programs;
        _store = store;
        _subscriptions = subscriptions;
        _time = time;
    }

    /// <summary>What is parked, newest first.</summary>
    /// <param name="program">Only work about this program.</param>
    /// <param name="filter">Which work.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<ParkedItem>> ListAsync(
        ProgramId program, ParkedFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        var all = await FindAsync(program, filter, cancellationToken).ConfigureAwait(false);
        return all.PageOf(page, parked => parked.Item.Id.ToString());
    }

    /// <summary>Has one item tried again, with all its tries before it. Safe to repeat.</summary>
    /// <returns>Whether it was parked; <see langword="null"/> when the program has no such item.</returns>
    public async Task<bool?> RerunAsync(ProgramId program, WorkItemId id, CancellationToken cancellationToken = default)
    {
        var item = await _store.FindAsync(WorkItem.Record.ByPrimaryKey(id), cancellationToken).ConfigureAwait(false);
        return item is { Kind: not WorkKind.Inbox } && (await OwnAsync(program, [item], cancellationToken).ConfigureAwait(false)).Count == 1
            ? await TakeUpAsync(item, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Has everything that is parked tried again.</summary>
    /// <returns>How many items.</returns>
    public async Task<int> RerunAllAsync(ProgramId program, ParkedFilter filter, CancellationToken cancellationToken = default)
    {
        var count = 0;
        foreach (var parked in await FindAsync(program, filter, cancellationToken).ConfigureAwait(false))
        {
            count += await TakeUpAsync(parked.Item, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How far each event handler has come, by name: those of this instance, and others that have events waiting.</summary>
    public async Task<IReadOnlyList<HandlerProgress>> HandlersAsync(ProgramId program, CancellationToken cancellationToken = default)
    {
        var items = await _store.ListAsync(
            Query<WorkItem>.All.Equal(item => item.Kind, WorkKind.Handler).Descending(item => item.CreatedAt).Take(MostItems),
            cancellationToken).ConfigureAwait(false);
        var own = (await OwnAsync(program, items, cancellationToken).ConfigureAwait(false)).ToLookup(item => item.Handler!, StringComparer.Ordinal);
        return
        [
            .. _subscriptions.Names.Union(own.Select(group => group.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => new HandlerProgress(
                    name, own[name].Count(one => one.Item.DueAt is not null), own[name].Count(one => one.Item.DueAt is null),
                    own[name].Min(one => (DateTimeOffset?)one.Item.CreatedAt),
                    own[name].OrderByDescending(one => one.Item.Tries).FirstOrDefault(one => one.Item.LastError is not null)?.Item.LastError)),
        ];
    }

    private async Task<List<ParkedItem>> FindAsync(ProgramId program, ParkedFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = Query<WorkItem>.All.Equal(item => item.DueAt, null).NotEqual(item => item.Kind, WorkKind.Inbox);
        query = filter.Kind is { } kind ? query.Equal(item => item.Kind, kind) : query;
        var items = await _store.ListAsync(query.Descending(item => item.CreatedAt).Take(MostItems), ct).ConfigureAwait(false);
        var own = await OwnAsync(program, items, ct).ConfigureAwait(false);
        return filter.Handler is { } handler ? own.FindAll(item => item.Handler == handler) : own;
    }

    /// <summary>Those that are about something of the program (I17); what is about none is the default program's.</summary>
    private async Task<List<ParkedItem>> OwnAsync(ProgramId program, IReadOnlyList<WorkItem> items, CancellationToken ct)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var owners = new Dictionary<string, ProgramId>(StringComparer.Ordinal);
        await AddAsync<LoggedEvent, AffiliateEventId>(items, row => row.Id, row => row.ProgramId, owners, row => types[row.Id.ToString()] = row.Type, ct).ConfigureAwait(false);
        await AddAsync<Commission, CommissionId>(items, row => row.Id, row => row.ProgramId, owners, null, ct).ConfigureAwait(false);
        await AddAsync<Payout, PayoutId>(items, row => row.Id, row => row.ProgramId, owners, null, ct).ConfigureAwait(false);
        await AddAsync<Sale, SaleId>(items, row => row.Id, row => row.ProgramId, owners, null, ct).ConfigureAwait(false);
        await AddAsync<Lead, LeadId>(items, row => row.Id, row => row.ProgramId, owners, null, ct).ConfigureAwait(false);
        await AddAsync<Click, ClickId>(items, row => row.Id, row => row.ProgramId, owners, null, ct).ConfigureAwait(false);
        var fallback = (await _programs.GetDefaultAsync(ct).ConfigureAwait(false)).Id;
        return
        [
            .. items.Where(item => owners.GetValueOrDefault(AboutOf(item), fallback) == program)
                .Select(item => new ParkedItem(item, HandlerOf(item), AboutOf(item), types.GetValueOrDefault(AboutOf(item)))),
        ];
    }

    private async Task AddAsync<T, TId>(
        IReadOnlyList<WorkItem> items, Expression<Func<T, TId>> id, Func<T, ProgramId> ownerOf, Dictionary<string, ProgramId> owners,
        Action<T>? note,
        CancellationToken ct)
        where T : class, IRecord<T>
        where TId : struct, IAffiliateId<TId>
    {
        var ids = items.Select(item => AffiliateId.TryParse<TId>(AboutOf(item), out var one) ? one : (TId?)null).OfType<TId>().Distinct();
        var idOf = id.Compile();
        foreach (var chunk in ids.Chunk(ChunkSize))
        {
            foreach (var row in await _store.ListAsync(Query<T>.All.In(id, chunk), ct).ConfigureAwait(false))
            {
                owners[idOf(row).ToString()!] = ownerOf(row);
                note?.Invoke(row);
            }
        }
    }

    private static string AboutOf(WorkItem item) => item.Subject.Split(':', 2)[0];

    private string? HandlerOf(WorkItem item) =>
        item.Kind == WorkKind.Handler ? _subscriptions.NameOf(EventOutbox.ReadSubject(item.Subject).SubscriberKey) : null;

    private async Task<bool> TakeUpAsync(WorkItem item, CancellationToken ct) =>
        item.DueAt is null && await _store.RescheduleAsync(item, _time.GetUtcMilliseconds(), error: null, ct).ConfigureAwait(false);
}

/// <summary>An item that was given up.</summary>
/// <param name="Item">The item, with its last error.</param>
/// <param name="Handler">The name of the event handler that failed; <see langword="null"/> for work of the library itself.</param>
/// <param name="About">The identifier of what it is about, an event for example.</param>
/// <param name="EventType">The type of the event.</param>
public sealed record ParkedItem(WorkItem Item, string? Handler, string About, string? EventType);

/// <summary>Which parked work is wanted.</summary>
public sealed record ParkedFilter
{
    /// <summary>Only of this kind.</summary>
    public WorkKind? Kind { get; init; }

    /// <summary>Only of the event handler with this name.</summary>
    public string? Handler { get; init; }
}

/// <summary>How far an event handler has come, of a program's events.</summary>
/// <param name="Name">The handler's name.</param>
/// <param name="Waiting">Events that wait for it, those that are tried again too.</param>
/// <param name="Parked">Events that it failed on for good.</param>
/// <param name="OldestAt">When the oldest of them was made; <see langword="null"/> when there is none.</param>
/// <param name="LastError">Why it failed last.</param>
public sealed record HandlerProgress(string Name, int Waiting, int Parked, DateTimeOffset? OldestAt, string? LastError);
