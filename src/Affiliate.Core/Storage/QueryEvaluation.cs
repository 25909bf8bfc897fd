namespace Affiliate;

/// <summary>Answers queries over records in memory, with the null rules of SQL: only Equal and NotEqual see null.</summary>
internal static class QueryEvaluation
{
    /// <summary>The records that fulfil all conditions, in the query's order and within its limits.</summary>
    public static IEnumerable<T> Select<T>(Query<T> query, IEnumerable<T> records) where T : class, IRecord<T>
    {
        var selected = Sort(Filter(query, records), query.Order).Skip(query.Skipped);
        return query.Limit is { } limit ? selected.Take(limit) : selected;
    }

    /// <summary>Counts and adds up the records that fulfil all conditions.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static IReadOnlyList<SumRow> Sum<T>(SumQuery<T> query, IEnumerable<T> records) where T : class, IRecord<T>
    {
        var found = Filter(query.Query, records);
        return query.Groups.Count == 0
            ? [Add(found, [], query.Sums)]
            : [.. found
                .Select(record => (record, group: query.Groups.Select(field => field.Get(record)).ToArray()))
                .GroupBy(pair => CompositeValue.Of(pair.group), pair => pair)
                .Select(pairs => Add(pairs.Select(pair => pair.record), pairs.First().group, query.Sums))];
    }

    /// <summary>Whether a record fulfils a condition.</summary>
    public static bool Holds(Condition condition, object record)
    {
        var value = condition.Field.Get(record);
        if (value is null || condition.Value is null)
        {
            return condition.Operator switch
            {
                ComparisonOperator.Equal => value is null && condition.Value is null,
                ComparisonOperator.NotEqual => value is not null && condition.Value is null,
                _ => false,
            };
        }

        return condition.Operator switch
        {
            ComparisonOperator.Equal => FieldOrder.AreEqual(value, condition.Value),
            ComparisonOperator.NotEqual => !FieldOrder.AreEqual(value, condition.Value),
            ComparisonOperator.Below => FieldOrder.Compare(value, condition.Value) < 0,
            ComparisonOperator.AtMost => FieldOrder.Compare(value, condition.Value) <= 0,
            ComparisonOperator.Above => FieldOrder.Compare(value, condition.Value) > 0,
            ComparisonOperator.AtLeast => FieldOrder.Compare(value, condition.Value) >= 0,
            ComparisonOperator.In => ((Array)condition.Value).Cast<object?>()
                .Any(candidate => candidate is not null && FieldOrder.AreEqual(value, candidate)),
            ComparisonOperator.Contains => ((string)value).Contains((string)condition.Value, StringComparison.Ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Operator, "Unknown operator."),
        };
    }

    private static IEnumerable<T> Filter<T>(Query<T> query, IEnumerable<T> records) where T : class, IRecord<T> =>
        records.Where(record => query.Conditions.All(condition => Holds(condition, record)));

    private static IEnumerable<T> Sort<T>(IEnumerable<T> records, IReadOnlyList<Sort> order) where T : class
    {
        var comparer = Comparer<object?>.Create(FieldOrder.Compare);
        IOrderedEnumerable<T>? sorted = null;
        foreach (var (field, descending) in order)
        {
            sorted = (sorted, descending) switch
            {
                (null, false) => records.OrderBy(field.Get, comparer),
                (null, true) => records.OrderByDescending(field.Get, comparer),
                (_, false) => sorted.ThenBy(field.Get, comparer),
                (_, true) => sorted.ThenByDescending(field.Get, comparer),
            };
        }

        return sorted ?? records;
    }

    private static SumRow Add<T>(
        IEnumerable<T> records, IReadOnlyList<object?> group, IReadOnlyList<RecordField> fields) where T : class
    {
        var count = 0L;
        var totals = new long[fields.Count];
        foreach (var record in records)
        {
            count++;
            for (var i = 0; i < totals.Length; i++)
            {
                totals[i] = checked(totals[i] + (long)fields[i].Get(record)!);
            }
        }

        return new SumRow(group, count, totals);
    }
}
