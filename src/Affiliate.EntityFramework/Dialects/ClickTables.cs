using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>The tables that a batch of clicks goes to.</summary>
internal sealed record ClickTables(RecordTable Clicks, RecordTable Tallies, RecordTable Events, RecordTable Work)
{
    /// <summary>Reads them from a context's model; <see langword="null"/> when the host has mapped one in a way of its own.</summary>
    public static ClickTables? Of(DbContext context) =>
        RecordTable.Of(context, Click.Record) is { } clicks
        && RecordTable.Of(context, ClickTally.Record) is { } tallies
        && RecordTable.Of(context, LoggedEvent.Record) is { } events
        && RecordTable.Of(context, WorkItem.Record) is { } work
            ? new ClickTables(clicks, tallies, events, work)
            : null;

    public IEnumerable<RecordTable> All => [Clicks, Tallies, Events, Work];

    /// <summary>Every table with its rows of a batch, those without rows left out.</summary>
    public IEnumerable<(RecordTable Table, IReadOnlyList<object> Rows)> Rows(ClickBatch batch) =>
        new (RecordTable Table, IReadOnlyList<object> Rows)[]
        {
            (Clicks, batch.Clicks), (Tallies, batch.Tallies), (Events, batch.Events), (Work, batch.Work),
        }.Where(item => item.Rows.Count > 0);
}
