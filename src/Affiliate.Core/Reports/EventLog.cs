using System.Text.Json.Nodes;

namespace Affiliate;

/// <summary>Reads the audit log. A click's line is the click itself: a second copy of every click is not kept.</summary>
internal sealed class EventLog(IAffiliateStore store)
{
    public async Task<Page<EventLine>> ReadAsync(
        ProgramId program, EventFilter filter, PageRequest page, CancellationToken ct)
    {
        var trace = await TraceAsync(program, filter.Customer, ct).ConfigureAwait(false);
        var clicks = filter.Type is null or EventTypes.Click ? Clicks(program, filter, trace) : null;
        var events = filter.Type is not EventTypes.Click ? Events(program, filter, trace) : null;
        var total = (clicks is null ? 0 : await store.CountAsync(clicks, ct).ConfigureAwait(false))
            + (events is null ? 0 : await store.CountAsync(events, ct).ConfigureAwait(false));
        var rows = page.OffsetWithin(total) is { } offset
            ? await MergeAsync(clicks, events, offset, page.Size, ct).ConfigureAwait(false)
            : [];
        var customers = await CustomersOfAsync(rows, ct).ConfigureAwait(false);
        return new Page<EventLine>([.. rows.Select(row => Line(row, customers))], total, page.Number, page.Size);
    }

    /// <summary>What leads to everything of a customer; <see langword="null"/> when none is asked for.</summary>
    private async Task<Trace?> TraceAsync(ProgramId program, CustomerKey? key, CancellationToken ct)
    {
        if (key is not { } asked)
        {
            return null;
        }

        if (await store.FindAsync(Customer.ByKey(program, asked), ct).ConfigureAwait(false) is not { } customer)
        {
            return new Trace(default, null);
        }

        var referral = await store.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false);
        return new Trace(customer.Id, referral?.ClickId);
    }

    private static Query<Click> Clicks(ProgramId program, EventFilter filter, Trace? trace)
    {
        var query = Query<Click>.All.Equal(click => click.ProgramId, program);
        query = filter.Partner is { } partner ? query.Equal(click => click.PartnerId, partner) : query;
        query = trace is not null ? query.Equal(click => click.Id, trace.Click ?? default) : query;
        return query
            .Within(filter.Period, click => click.OccurredAt)
            .Descending(click => click.OccurredAt)
            .Descending(click => click.Id);
    }

    /// <summary>Lines about clicks exist when somebody subscribed to them; they would show each click twice.</summary>
    private static Query<LoggedEvent> Events(ProgramId program, EventFilter filter, Trace? trace)
    {
        var query = Query<LoggedEvent>.All.Equal(logged => logged.ProgramId, program);
        query = filter.Type is { } type
            ? query.Equal(logged => logged.Type, type)
            : query.NotEqual(logged => logged.Type, EventTypes.Click);
        query = filter.Partner is { } partner ? query.Equal(logged => logged.PartnerId, partner) : query;
        query = trace is not null ? query.Equal(logged => logged.CustomerId, trace.Customer) : query;
        return query
            .Within(filter.Period, logged => logged.CreatedAt)
            .Descending(logged => logged.CreatedAt)
            .Descending(logged => logged.Id);
    }

    /// <summary>Both lists as one, newest first; at the same time an event is newer than the click that led to it.</summary>
    private async Task<List<Row>> MergeAsync(
        Query<Click>? clicks, Query<LoggedEvent>? events, int offset, int size, CancellationToken ct)
    {
        var most = offset + size;
        var click = Read(clicks, most, ct).GetAsyncEnumerator(ct);
        await using var clickReader = click.ConfigureAwait(false);
        var logged = Read(events, most, ct).GetAsyncEnumerator(ct);
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

    private static EventLine Line(Row row, Dictionary<CustomerId, Customer> customers)
    {
        if (row.Click is { } click)
        {
            return new EventLine(
                EventId.From(click.Id.Value), click.ProgramId, EventTypes.Click, PayloadOf(click), click.OccurredAt);
        }

        var logged = row.Logged!;
        var payload = JsonNode.Parse(logged.Payload)!.AsObject();
        if (logged.CustomerId is { } id)
        {
            payload["customer_key"] = customers.GetValueOrDefault(id)?.Key;
        }

        return new EventLine(logged.Id, logged.ProgramId, logged.Type, payload, logged.CreatedAt)
        {
            Actor = logged.Actor,
            Changes = logged.Changes is null ? null : JsonNode.Parse(logged.Changes)!.AsObject(),
        };
    }

    private static JsonObject PayloadOf(Click click) => JsonNode.Parse(EventJson.Write(new ClickRecorded
    {
        ClickId = click.Id,
        PartnerId = click.PartnerId,
        Ref = click.Ref,
        Landing = click.Landing,
        Referrer = click.Referrer,
    }))!.AsObject();

    private sealed record Trace(CustomerId Customer, ClickId? Click);

    private sealed record Row(Click? Click, LoggedEvent? Logged);
}
