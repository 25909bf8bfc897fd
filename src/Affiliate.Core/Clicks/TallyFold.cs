namespace Affiliate;

/// <summary>Merges the tallies of the same partner and day, so that reports read few rows. Totals never change by it.</summary>
internal sealed class TallyFold(IAffiliateStore store, UnitRunner units, TimeProvider time) : IWorkHandler
{
    /// <summary>The counter that holds the number of the day before which everything is merged.</summary>
    public const string DoneUntilCounter = "tallies_folded_until";

    // Clicks wait for a unit's commit where the database takes one writer at a time.
    private const int MostRowsPerUnit = 200;

    // Well below the rows of a unit, so that a full unit always has something to merge.
    private const int MostPartnersPerUnit = 50;

    /// <summary>How old a row is that takes no more counts: twice the minute that it is open for.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RunLength = TimeSpan.FromSeconds(30);

    private readonly DoneUntil _doneUntil = new(store, units, DoneUntilCounter);

    public WorkKind Kind => WorkKind.TallyFold;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var doneUntil = await _doneUntil.ReadAsync(cancellationToken).ConfigureAwait(false);
        var before = AffiliateId.Before<ClickTallyId>(time.GetUtcMilliseconds() - Margin);
        foreach (var part in await FindPartsAsync(doneUntil, before, cancellationToken).ConfigureAwait(false))
        {
            while (await FoldAsync(part, before, cancellationToken).ConfigureAwait(false) == MostRowsPerUnit)
            {
            }

            if (time.GetElapsedTime(startedAt) > RunLength)
            {
                return WorkResult.RescheduleAt(time.GetUtcMilliseconds());
            }
        }

        // Yesterday stays open: a batch that began before midnight may be committed after it.
        var yesterday = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-1);
        await _doneUntil.RaiseAsync(doneUntil, yesterday, cancellationToken).ConfigureAwait(false);
        return WorkResult.RescheduleAt(time.GetUtcMilliseconds() + Pause);
    }

    /// <summary>Which partners have several rows for a day, in portions for one unit each.</summary>
    private async Task<List<Part>> FindPartsAsync(
        DateOnly from, ClickTallyId before, CancellationToken cancellationToken)
    {
        var counts = await store.SumAsync(
            Query<ClickTally>.All.AtLeast(t => t.Day, from).Below(t => t.Id, before)
                .GroupBy(t => t.ProgramId, t => t.Day, t => t.PartnerId),
            cancellationToken).ConfigureAwait(false);
        return [.. counts
            .Where(row => row.Count > 1)
            .GroupBy(row => (Program: (ProgramId)row.Group[0]!, Day: (DateOnly)row.Group[1]!), row => (PartnerId)row.Group[2]!)
            .SelectMany(day => day.Chunk(MostPartnersPerUnit), (day, partners) => new Part(day.Key.Program, day.Key.Day, partners))];
    }

    /// <summary>Adds the rows of each partner up in the oldest.</summary>
    /// <returns>How many rows were looked at.</returns>
    private Task<int> FoldAsync(Part part, ClickTallyId before, CancellationToken cancellationToken) => units.RunAsync(
        async (unit, token) =>
        {
            var rows = await unit.ListAsync(
                Query<ClickTally>.All
                    .Equal(t => t.ProgramId, part.Program)
                    .Equal(t => t.Day, part.Day)
                    .In(t => t.PartnerId, part.Partners)
                    .Below(t => t.Id, before)
                    .Ascending(t => t.Id)
                    .Take(MostRowsPerUnit),
                token).ConfigureAwait(false);
            foreach (var partner in rows.GroupBy(row => row.PartnerId).Where(group => group.Skip(1).Any()))
            {
                // Fails when somebody merged the same rows first, or a process that stood still added to one: nothing is counted twice, or lost.
                unit.Save(partner.Aggregate((sum, row) => sum.Plus(row)));
                foreach (var row in partner.Skip(1))
                {
                    unit.Remove(row);
                }
            }

            return rows.Count;
        },
        cancellationToken);

    private sealed record Part(ProgramId Program, DateOnly Day, IReadOnlyList<PartnerId> Partners);
}
