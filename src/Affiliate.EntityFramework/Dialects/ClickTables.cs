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

    /// <summary>The name that <see cref="Ending"/> has for the table.</summary>
    public const string Stored = "stored";

    /// <summary>How the insert of a table ends: counts are added to a tally that is there already.</summary>
    public string Ending(RecordTable table)
    {
        if (table != Tallies)
        {
            return "";
        }

        var (clicks, qualified) = (NameOf(nameof(ClickTally.Clicks)), NameOf(nameof(ClickTally.Qualified)));
        var (id, version) = (NameOf(nameof(ClickTally.Id)), NameOf(nameof(ClickTally.Version)));
        return $"""
             ON CONFLICT ({id}) DO UPDATE SET {clicks} = {Stored}.{clicks} + excluded.{clicks},
              {qualified} = {Stored}.{qualified} + excluded.{qualified}, {version} = {Stored}.{version} + 1
            """;

        string NameOf(string field) => table.Columns.Single(column => column.Field.Name == field).Name;
    }

    /// <summary>Every table with its rows of a batch, those without rows left out.</summary>
    public IEnumerable<(RecordTable Table, IReadOnlyList<object> Rows)> Rows(ClickBatch batch) =>
        new (RecordTable Table, IReadOnlyList<object> Rows)[]
        {
            (Clicks, batch.Clicks), (Tallies, batch.Tallies), (Events, batch.Events), (Work, batch.Work),
        }.Where(item => item.Rows.Count > 0);
}
