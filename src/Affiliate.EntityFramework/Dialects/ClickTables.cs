namespace Affiliate.EntityFramework;

/// <summary>The tables that a batch of clicks goes to.</summary>
internal sealed record ClickTables(RecordTable Clicks, RecordTable Tallies, RecordTable Events, RecordTable Work)
{
    public IEnumerable<RecordTable> All => [Clicks, Tallies, Events, Work];

    /// <summary>Picks them; <see langword="null"/> when Entity Framework must fill one of them.</summary>
    public static ClickTables? Of(IReadOnlyDictionary<RecordType, RecordTable> tables) =>
        tables.TryGetValue(Click.Record, out var clicks)
        && tables.TryGetValue(ClickTally.Record, out var tallies)
        && tables.TryGetValue(LoggedEvent.Record, out var events)
        && tables.TryGetValue(WorkItem.Record, out var work)
            ? new ClickTables(clicks, tallies, events, work)
            : null;

    /// <summary>Every table with its rows of a batch, those without rows left out.</summary>
    public IEnumerable<(RecordTable Table, IReadOnlyList<object> Rows)> Rows(ClickBatch batch) =>
        new (RecordTable Table, IReadOnlyList<object> Rows)[]
        {
            (Clicks, batch.Clicks), (Tallies, batch.Tallies), (Events, batch.Events), (Work, batch.Work),
        }.Where(item => item.Rows.Count > 0);
}
