namespace Affiliate;

/// <summary>Folds the values of several fields into one that dictionaries can compare.</summary>
internal static class CompositeValue
{
    public static object? Of(IEnumerable<object?> values) => values.Aggregate((left, right) => (left, right));
}
