namespace Affiliate;

/// <summary>Clicks counted by day and by the values of every dimension, to be added to the rows of a program.</summary>
internal sealed class DimensionCounts(ProgramId program)
{
    /// <summary>The fields of a click that are looked at.</summary>
    public static Query<Click> Fields(Query<Click> clicks) => clicks.Only(
        c => c.OccurredAt, c => c.Qualified, c => c.LinkId, c => c.CampaignId, c => c.Country, c => c.Device, c => c.Os, c => c.Browser,
        c => c.Referrer, c => c.Source, c => c.Segment);

    private readonly Dictionary<DateOnly, Dictionary<(AnalyticsGroup Dimension, string Value), (long Clicks, long Qualified)>> _days = [];

    public bool IsEmpty => _days.Count == 0;

    public void Add(Click click) => Add(click, 1, click.Qualified ? 1 : 0);

    /// <summary>Adds to the counts of a click's values.</summary>
    public void Add(Click click, int clicks, int qualified)
    {
        var day = ReportRows.DayOf(click.OccurredAt);
        if (!_days.TryGetValue(day, out var counts))
        {
            _days[day] = counts = [];
        }

        foreach (var (dimension, field) in ClickDimension.Tallied)
        {
            var key = (dimension, ClickDimension.TextOf(field.Get(click)) ?? "");
            var (all, some) = counts.GetValueOrDefault(key);
            counts[key] = (all + clicks, some + qualified);
        }
    }

    /// <summary>Adds the counts to the rows, or puts them in the rows' place.</summary>
    public async Task WriteAsync(IAffiliateUnit unit, DateTimeOffset now, bool replaces, CancellationToken ct)
    {
        foreach (var (day, counts) in _days)
        {
            var known = await unit.ListAsync(
                Query<DimensionTally>.All.Equal(tally => tally.ProgramId, program).Equal(tally => tally.Day, day), ct).ConfigureAwait(false);
            if (replaces)
            {
                foreach (var tally in known)
                {
                    unit.Remove(tally);
                }

                known = [];
            }

            Write(unit, now, day, counts, known);
        }
    }

    private void Write(
        IAffiliateUnit unit, DateTimeOffset now, DateOnly day,
        Dictionary<(AnalyticsGroup Dimension, string Value), (long Clicks, long Qualified)> counts, IReadOnlyList<DimensionTally> known)
    {
        var before = known.ToDictionary(tally => (tally.Dimension, tally.Value));
        var after = new Dictionary<(AnalyticsGroup, string), DimensionTally>();
        var rows = known.CountBy(tally => tally.Dimension).ToDictionary();
        foreach (var ((dimension, value), (all, qualified)) in counts)
        {
            var key = (dimension, before.ContainsKey((dimension, value)) || HasRoom(dimension) ? value : DimensionTally.Others);
            var tally = after.GetValueOrDefault(key) ?? before.GetValueOrDefault(key);
            if (tally is null)
            {
                rows[dimension] = rows.GetValueOrDefault(dimension) + 1;
                tally = NewTally(now, day, dimension, key.Item2);
            }

            after[key] = tally with { Clicks = tally.Clicks + all, Qualified = tally.Qualified + qualified };
        }

        foreach (var (key, tally) in after)
        {
            if (before.ContainsKey(key))
            {
                unit.Save(tally);
            }
            else
            {
                unit.Add(tally);
            }
        }

        bool HasRoom(AnalyticsGroup dimension) => dimension is AnalyticsGroup.Link or AnalyticsGroup.Campaign
            || rows.GetValueOrDefault(dimension) < DimensionTally.MostValues;
    }

    private DimensionTally NewTally(DateTimeOffset now, DateOnly day, AnalyticsGroup dimension, string value) => new()
    {
        Id = AffiliateId.New<DimensionTallyId>(now),
        ProgramId = program,
        Dimension = dimension,
        Day = day,
        Value = value,
        Clicks = 0,
        Qualified = 0,
    };
}
