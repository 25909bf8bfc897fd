using System.Text.Json.Nodes;

namespace Affiliate;

/// <summary>Reads the audit log. A click's line is the click itself: a second copy of every click is not kept.</summary>
internal sealed class EventLog(IAffiliateStore store)
{
    private const int ClickSource = 1;

    public async Task<Page<EventLine>> ReadAsync(
        ProgramId program, EventFilter filter, PageRequest page, CancellationToken ct)
    {
        var trace = await EventTrace.OfAsync(store, program, filter, ct).ConfigureAwait(false);
        var total = page.IsDeep || trace is null
            ? 0
            : await CountAsync(trace.Clicks, ct).ConfigureAwait(false) + await CountAsync(trace.Events, ct).ConfigureAwait(false);
        var rows = trace is null ? []
            : page.IsDeep ? await ReadBehindAsync(trace, page.After, page.Size + 1, ct).ConfigureAwait(false)
            : page.OffsetWithin(total) is { } offset
                ? await MergeAsync(trace, offset, page.Size + 1, ct).ConfigureAwait(false)
            : [];
        var hasMore = rows.Count > page.Size;
        rows = hasMore ? rows.GetRange(0, page.Size) : rows;
        var customers = await CustomersOfAsync(rows, ct).ConfigureAwait(false);
        return new Page<EventLine>(
            [.. rows.Select(row => Line(row, customers, filter.Type))], page.IsDeep ? null : total, page.IsDeep ? null : page.Number, page.Size)
        {
            Next = hasMore ? rows[^1].Position : null,
        };
    }

    /// <summary>Some lines of the log, in no order; those that are no longer kept are missing.</summary>
    public async Task<IReadOnlyList<EventLine>> ReadAsync(IEnumerable<AffiliateEventId> ids, CancellationToken ct)
    {
        var logged = await store.ListAsync(Query<LoggedEvent>.All.In(line => line.Id, ids), ct).ConfigureAwait(false);
        var rows = logged.ConvertAll(line => new Row(null, line));
        var customers = await CustomersOfAsync(rows, ct).ConfigureAwait(false);
        return rows.ConvertAll(row => Line(row, customers));
    }

    private Task<long> CountAsync<T>(Query<T>? query, CancellationToken ct) where T : class, IRecord<T> =>
        query is null ? Task.FromResult(0L) : store.CountAsync(query, ct);

    /// <summary>The rows behind a position; at the same time events come before clicks, as in <see cref="MergeAsync"/>.</summary>
    private async Task<List<Row>> ReadBehindAsync(EventTrace trace, PagePosition? after, int count, CancellationToken ct)
    {
        var (clicks, events) = (trace.Clicks, trace.Events);
        PagePosition? afterClick = null, afterEvent = null;
        if (after is { Source: ClickSource } click)
        {
            afterClick = click;
            events = events?.Below(logged => logged.CreatedAt, click.At);
        }
        else if (after is { } logged)
        {
            afterEvent = logged;
            clicks = clicks?.AtMost(one => one.OccurredAt, logged.At);
        }

        var rows = (await ReadAsync(clicks, afterClick, count, ct).ConfigureAwait(false)).Select(one => new Row(one, null))
            .Concat((await ReadAsync(events, afterEvent, count, ct).ConfigureAwait(false)).Select(one => new Row(null, one)));
        return [.. rows.OrderByDescending(row => row.Position.At).ThenBy(row => row.Position.Source)
            .ThenByDescending(row => row.Position.Id).Take(count)];
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        Query<T>? query, PagePosition? after, int count, CancellationToken ct) where T : class, IRecord<T> =>
        query is null ? []
        : after is { } position
            ? await Keyset<T>.Of(query)!.ReadAsync(store, query, position, count, ct).ConfigureAwait(false)
            : await store.ListAsync(query.Take(count), ct).ConfigureAwait(false);

    /// <summary>Both lists as one, newest first; at the same time an event is newer than the click that led to it.</summary>
    private async Task<List<Row>> MergeAsync(
        EventTrace trace, int offset, int size, CancellationToken ct)
    {
        var most = offset + size;
        var click = Read(trace.Clicks, most, ct).GetAsyncEnumerator(ct);
        await using var clickReader = click.ConfigureAwait(false);
        var logged = Read(trace.Events, most, ct).GetAsyncEnumerator(ct);
        await using var loggedReader = logged.ConfigureAwait(false);
        var hasClick = await click.MoveNextAsync().ConfigureAwait(false);
        var hasLogged = await logged.MoveNextAsync().ConfigureAwait(false);
        var rows = new List<Row>(size);
        for (var position = 0; position < most && (hasClick || hasLogged); position++)
        {
            var isLogged = hasLogged && (!hasClick || logged.Current.CreatedAt >= click.Current.OccurredAt);
            if (position >= offset)
            {
                rows.Add(isLogged ? new Row(null, logged.Current) : new Row(click.Current, null));
            }

            if (isLogged)
            {
                hasLogged = await logged.MoveNextAsync().ConfigureAwait(false);
            }
            else
            {
                hasClick = await click.MoveNextAsync().ConfigureAwait(false);
            }
        }

        return rows;
    }

    private IAsyncEnumerable<T> Read<T>(Query<T>? query, int most, CancellationToken ct) where T : class, IRecord<T> =>
        query is null ? AsyncEnumerable.Empty<T>() : store.ReadAsync(query.Take(most), ct);

    private async Task<Dictionary<CustomerId, Customer>> CustomersOfAsync(List<Row> rows, CancellationToken ct)
    {
        var ids = rows.Select(row => row.Logged?.CustomerId).OfType<CustomerId>().Distinct().ToArray();
        return ids.Length == 0
            ? []
            : (await store.ListAsync(Query<Customer>.All.In(customer => customer.Id, ids), ct).ConfigureAwait(false))
                .ToDictionary(customer => customer.Id);
    }

    private static EventLine Line(Row row, Dictionary<CustomerId, Customer> customers, string? type = null)
    {
        if (row.Click is { } click)
        {
            AffiliateEvent told = type == EventTypes.LinkClicked ? LinkClicked.Of(click) : ClickRecorded.Of(click);
            return new EventLine(
                told.Id, click.ProgramId, told.Type, JsonNode.Parse(EventJson.Write(told))!.AsObject(), click.OccurredAt);
        }

        var logged = row.Logged!;
        var payload = JsonNode.Parse(logged.Payload)!.AsObject();
        if (logged.CustomerId is { } id)
        {
            payload["customer_key"] = customers.GetValueOrDefault(id) is { ErasedAt: null } customer ? customer.Key : null;
        }

        return new EventLine(logged.Id, logged.ProgramId, logged.Type, payload, logged.CreatedAt)
        {
            Actor = logged.Actor,
            Changes = logged.Changes is { } changes ? JsonNode.Parse(changes)!.AsObject() : null,
        };
    }

    private sealed record Row(Click? Click, LoggedEvent? Logged)
    {
        public PagePosition Position => Logged is { } logged
            ? new PagePosition(logged.CreatedAt, logged.Id.Value)
            : new PagePosition(Click!.OccurredAt, Click.Id.Value, ClickSource);
    }
}
