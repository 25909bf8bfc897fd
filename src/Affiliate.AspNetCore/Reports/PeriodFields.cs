namespace Affiliate.AspNetCore;

/// <summary>The time of a report as callers name it (AF-26): the last days by name, or <c>from</c> and <c>to</c>.</summary>
/// <param name="Name">What was asked for: <c>7d</c>, <c>30d</c>, <c>90d</c>, <c>all</c> or <c>custom</c>.</param>
/// <param name="Period">The time; of a name, whole days in UTC up to the end of today.</param>
internal readonly record struct PeriodFields(string Name, ReportPeriod Period)
{
    private const string All = "all";
    private const string Custom = "custom";

    private static readonly Dictionary<string, int> Days = new(StringComparer.Ordinal) { ["7d"] = 7, ["30d"] = 30, ["90d"] = 90 };

    /// <summary>The first day; <see langword="null"/> for the beginning.</summary>
    public DateOnly? First => Period.From is { } from ? DateOnly.FromDateTime(from.UtcDateTime) : null;

    /// <summary>The last day; <see langword="null"/> for today.</summary>
    public DateOnly? Last => Period.Before is { } before ? DateOnly.FromDateTime(before.UtcDateTime.AddMilliseconds(-1)) : null;

    /// <summary>Reads <c>period</c>, <c>from</c> and <c>to</c>.</summary>
    public static PeriodFields Read(QueryFields query, InputErrors errors, DateTimeOffset now, string whenAbsent)
    {
        var period = query.Period();
        var name = query.Text("period", 16);
        var isCustom = period != ReportPeriod.All;
        if (isCustom && name is not (null or Custom))
        {
            errors.Add("period", "Goes without 'from' and 'to' only.");
        }

        name ??= isCustom ? Custom : whenAbsent;
        if (name is All or Custom)
        {
            return new PeriodFields(name, period);
        }

        if (!Days.TryGetValue(name, out var days))
        {
            errors.Add("period", $"Must be one of: {string.Join(", ", Days.Keys)}, {All}, {Custom}.");
            return default;
        }

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return new PeriodFields(name, ReportPeriod.Days(today.AddDays(1 - days), today));
    }
}
