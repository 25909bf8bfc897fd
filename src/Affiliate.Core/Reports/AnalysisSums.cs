namespace Affiliate;

/// <summary>The sums of an <see cref="Analysis"/> while they are made, by the text of the value.</summary>
internal sealed class AnalysisSums(AnalyticsGroup group)
{
    private readonly Dictionary<string, PerformanceSum> _sums = new(StringComparer.Ordinal);

    public AnalyticsGroup Group => group;

    public PerformanceSum At(object? value)
    {
        // No value is published as an empty text, so that it stands for none.
        var key = ClickDimension.TextOf(value) ?? "";
        if (!_sums.TryGetValue(key, out var sum))
        {
            _sums[key] = sum = new PerformanceSum();
        }

        return sum;
    }

    public List<AnalysisRow> ToRows() =>
        [.. _sums.Select(pair => (Key: pair.Key.Length == 0 ? null : pair.Key, Performance: pair.Value.ToPerformance(), pair.Value.Buyers))
            .Where(row => group == AnalyticsGroup.Total || row.Performance is not { Clicks: 0, Leads: 0, Currencies.Count: 0 })
            .Select(row => new AnalysisRow(row.Key, row.Key, row.Performance, row.Buyers))];
}
