using System.Linq.Expressions;

namespace Affiliate;

/// <summary>Counts and sums over the records of a query, a row per group. The query's order and limits do not count.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed record SumQuery<T> where T : class, IRecord<T>
{
    private const int MostGroups = 3;
    private const int MostSums = 4;

    internal SumQuery(Query<T> query, IReadOnlyList<RecordField> groups, IReadOnlyList<RecordField> sums)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groups.Count, MostGroups, nameof(groups));
        Query = query;
        Groups = groups;
        Sums = sums;
    }

    /// <summary>Which records are counted.</summary>
    public Query<T> Query { get; }

    /// <summary>The fields grouped by; at most three.</summary>
    public IReadOnlyList<RecordField> Groups { get; }

    /// <summary>The 64-bit fields added up; at most four.</summary>
    public IReadOnlyList<RecordField> Sums { get; private init; }

    /// <summary>Adds up a field, after those named already.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Four fields are added up already.</exception>
    public SumQuery<T> Sum(Expression<Func<T, long>> field)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Sums.Count, MostSums, nameof(field));
        return this with { Sums = [.. Sums, T.Record.Field(field)] };
    }
}

/// <summary>One row of a <see cref="SumQuery{T}"/>.</summary>
/// <param name="Group">The values of the fields grouped by.</param>
/// <param name="Count">How many records the group has; a query without groups gives one row also when it is 0.</param>
/// <param name="Totals">The sums, one per field asked for.</param>
public sealed record SumRow(IReadOnlyList<object?> Group, long Count, IReadOnlyList<long> Totals);
