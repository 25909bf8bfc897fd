namespace Affiliate;

/// <summary>Which rows a filter of the audit log means: clicks, logged events, or both.</summary>
internal sealed record EventTrace(Query<Click>? Clicks, Query<LoggedEvent>? Events)
{
    /// <summary>How many clicks of a customer's visits are looked at.</summary>
    private const int MostClicks = 1_000;

    /// <summary>The rows of a filter; <see langword="null"/> when it names a customer that is not known.</summary>
    public static async Task<EventTrace?> OfAsync(
        IAffiliateStore store, ProgramId program, EventFilter filter, CancellationToken ct)
    {
        var clicks = filter.Type is null or EventTypes.Click or EventTypes.LinkClicked ? ClicksOf(program, filter) : null;
        var events = filter.Type is not (EventTypes.Click or EventTypes.LinkClicked) ? EventsOf(program, filter) : null;
        if (filter.Customer is not { } key)
        {
            return new EventTrace(clicks, events);
        }

        var customer = await store.FindAsync(Customer.ByKey(program, key), ct).ConfigureAwait(false);
        return customer is null
            ? null
            : new EventTrace(
                clicks?.In(click => click.Id, await ClicksOfAsync(store, customer, ct).ConfigureAwait(false)),
                events?.Equal(logged => logged.CustomerId, customer.Id));
    }

    /// <summary>The clicks that led a customer here: those that were named, and the others of the same visitors.</summary>
    public static async Task<IReadOnlyList<ClickId>> ClicksOfAsync(
        IAffiliateStore store, Customer customer, CancellationToken ct)
    {
        var referral = await store.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false);
        var leads = await store.ListAsync(
            Query<Lead>.All.Equal(lead => lead.CustomerId, customer.Id).Ascending(lead => lead.CreatedAt).Take(MostClicks), ct).ConfigureAwait(false);
        var named = leads.Select(lead => lead.ClickId).Append(referral?.ClickId).OfType<ClickId>().Distinct().ToArray();
        if (named.Length == 0)
        {
            return [];
        }

        var clicks = await store.ListAsync(Query<Click>.All.In(click => click.Id, named), ct).ConfigureAwait(false);
        var visitors = clicks.Select(click => click.VisitorId).OfType<Guid>().Distinct().Select(id => (Guid?)id).ToArray();
        var visits = visitors.Length == 0
            ? []
            : await store.ListAsync(
                Query<Click>.All.In(click => click.VisitorId, visitors)
                    .Equal(click => click.ProgramId, customer.ProgramId)
                    .Descending(click => click.OccurredAt)
                    .Take(MostClicks),
                ct).ConfigureAwait(false);
        return [.. named.Concat(visits.Select(click => click.Id)).Distinct()];
    }

    private static Query<Click> ClicksOf(ProgramId program, EventFilter filter)
    {
        var query = Query<Click>.All.Equal(click => click.ProgramId, program);
        query = filter.Partner is { } partner ? query.Equal(click => click.PartnerId, partner) : query;
        return query
            .Within(filter.Period, click => click.OccurredAt)
            .Descending(click => click.OccurredAt)
            .Descending(click => click.Id);
    }

    /// <summary>Lines about clicks exist when somebody subscribed to them; they would show each click twice.</summary>
    private static Query<LoggedEvent> EventsOf(ProgramId program, EventFilter filter)
    {
        var query = Query<LoggedEvent>.All.Equal(logged => logged.ProgramId, program);
        query = filter.Type is { } type
            ? query.Equal(logged => logged.Type, type)
            : query.NotEqual(logged => logged.Type, EventTypes.Click).NotEqual(logged => logged.Type, EventTypes.LinkClicked);
        query = filter.Partner is { } partner ? query.Equal(logged => logged.PartnerId, partner) : query;
        return query
            .Within(filter.Period, logged => logged.CreatedAt)
            .Descending(logged => logged.CreatedAt)
            .Descending(logged => logged.Id);
    }
}
