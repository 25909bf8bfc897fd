using System.Linq.Expressions;

namespace Affiliate;

/// <summary>How a <see cref="Condition"/> compares.</summary>
public enum ComparisonOperator
{
    /// <summary>The field has the value; a null value means the field is null.</summary>
    Equal,

    /// <summary>The field has another value, which null is not; a null value means the field is not null.</summary>
    NotEqual,

    /// <summary>The field is below the value; null never is.</summary>
    Below,

    /// <summary>The field is the value or below; null never is.</summary>
    AtMost,

    /// <summary>The field is above the value; null never is.</summary>
    Above,

    /// <summary>The field is the value or above; null never is.</summary>
    AtLeast,

    /// <summary>The field is one of the values, an <see cref="Array"/> of the field's type; null never is.</summary>
    In,

    /// <summary>The text contains the value, compared ordinally.</summary>
    Contains,
}

/// <summary>One comparison of a field with a value.</summary>
/// <param name="Field">The field of the record.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Value">What it is compared with, of the field's own type.</param>
public sealed record Condition(RecordField Field, ComparisonOperator Operator, object? Value);

/// <summary>One step of a sort order.</summary>
/// <param name="Field">The field sorted by.</param>
/// <param name="Descending">Whether the largest comes first.</param>
public sealed record Sort(RecordField Field, bool Descending);

/// <summary>Which records are wanted, in which order: all conditions must hold. Immutable; every call gives a new query.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed record Query<T> where T : class, IRecord<T>
{
    private Query()
    {
    }

    /// <summary>Every record.</summary>
    public static Query<T> All { get; } = new();

    /// <summary>The conditions, all of which must hold.</summary>
    public IReadOnlyList<Condition> Conditions { get; private init; } = [];

    /// <summary>The sort order; without one the order is undefined, as is the place of null in one.</summary>
    public IReadOnlyList<Sort> Order { get; private init; } = [];

    /// <summary>How many records of the order are passed over. Default: 0.</summary>
    public int Skipped { get; private init; }

    /// <summary>How many records are wanted at most; <see langword="null"/> for all.</summary>
    public int? Limit { get; private init; }

    /// <summary>
    /// The only fields the reader looks at; empty for all. A store may leave the others at their defaults, and such records are
    /// never saved.
    /// </summary>
    public IReadOnlyList<RecordField> Fields { get; private init; } = [];

    /// <summary>Wants records whose field has the value.</summary>
    public Query<T> Equal<TValue>(Expression<Func<T, TValue>> field, TValue value) =>
        Where(field, ComparisonOperator.Equal, value);

    /// <summary>Wants records whose field has another value.</summary>
    public Query<T> NotEqual<TValue>(Expression<Func<T, TValue>> field, TValue value) =>
        Where(field, ComparisonOperator.NotEqual, value);

    /// <summary>Wants records whose field is below the value.</summary>
    public Query<T> Below<TValue>(Expression<Func<T, TValue>> field, TValue value) =>
        Where(field, ComparisonOperator.Below, value);

    /// <summary>Wants records whose field is the value or below.</summary>
    public Query<T> AtMost<TValue>(Expression<Func<T, TValue>> field, TValue value) =>
        Where(field, ComparisonOperator.AtMost, value);

    /// <summary>Wants records whose field is above the value.</summary>
    public Query<T> Above<TValue>(Expression<Func<T, TValue>> field, TValue value) =>
        Where(field, ComparisonOperator.Above, value);

    /// <summary>Wants records whose field is the value or above.</summary>
    public Query<T> AtLeast<TValue>(Expression<Func<T, TValue>> field, TValue value) =>
        Where(field, ComparisonOperator.AtLeast, value);

    /// <summary>Wants records whose field is one of the values.</summary>
    public Query<T> In<TValue>(Expression<Func<T, TValue>> field, IEnumerable<TValue> values) =>
        Where(field, ComparisonOperator.In, values.ToArray());

    /// <summary>Wants records whose text contains the value.</summary>
    public Query<T> Contains(Expression<Func<T, string?>> field, string value) =>
        Where(field, ComparisonOperator.Contains, value);

    /// <summary>Sorts by a field, smallest first, after what is sorted by already.</summary>
    public Query<T> Ascending<TValue>(Expression<Func<T, TValue>> field) => OrderBy(field, descending: false);

    /// <summary>Sorts by a field, largest first, after what is sorted by already.</summary>
    public Query<T> Descending<TValue>(Expression<Func<T, TValue>> field) => OrderBy(field, descending: true);

    /// <summary>Passes over the first records of the order. Default: 0; the last call counts. Say an order, else any are passed over.</summary>
    public Query<T> Skip(int count) => this with { Skipped = count };

    /// <summary>Wants at most so many records. Default: all; the last call counts. Say an order, else it is any of those found.</summary>
    public Query<T> Take(int count) => this with { Limit = count };

    /// <summary>Asks for counts and sums instead of records, grouped by fields; without fields there is one group.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more than three fields.</exception>
    public SumQuery<T> GroupBy(params Expression<Func<T, object?>>[] fields) =>
        new(this, [.. fields.Select(T.Record.Field)], []);

    /// <summary>Wants only these fields filled: wide rows are what reading many of them costs.</summary>
    internal Query<T> Only(params Expression<Func<T, object?>>[] fields) => this with { Fields = [.. fields.Select(T.Record.Field)] };

    /// <summary>Sorts by a field, smallest first, after what is sorted by already.</summary>
    internal Query<T> Ascending(RecordField field) => this with { Order = [.. Order, new Sort(field, Descending: false)] };

    /// <summary>Wants records whose field compares so.</summary>
    internal Query<T> Where(RecordField field, ComparisonOperator comparison, object? value) =>
        this with { Conditions = [.. Conditions, new Condition(field, comparison, value)] };

    private Query<T> Where(LambdaExpression field, ComparisonOperator comparison, object? value) =>
        this with { Conditions = [.. Conditions, new Condition(T.Record.Field(field), comparison, value)] };

    private Query<T> OrderBy(LambdaExpression field, bool descending) =>
        this with { Order = [.. Order, new Sort(T.Record.Field(field), descending)] };
}
