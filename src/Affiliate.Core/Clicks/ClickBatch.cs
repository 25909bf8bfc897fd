namespace Affiliate;

/// <summary>What one group commit appends.</summary>
/// <param name="Clicks">The clicks; at least one. The first one tells whether the batch was committed before.</param>
/// <param name="Tallies">The same clicks, counted by partner and day: to be added to the tally of that identifier, if there is one.</param>
/// <param name="Events">Events about the clicks that somebody subscribed to; usually none.</param>
/// <param name="Work">Work that follows from those events; usually none.</param>
public sealed record ClickBatch(
    IReadOnlyList<Click> Clicks,
    IReadOnlyList<ClickTally> Tallies,
    IReadOnlyList<LoggedEvent> Events,
    IReadOnlyList<WorkItem> Work);
