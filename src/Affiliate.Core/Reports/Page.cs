namespace Affiliate;

/// <summary>Part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items of this page; empty past the end.</param>
/// <param name="Total">How many items all pages have together; <see langword="null"/> when the list is read by position.</param>
/// <param name="Number">Which page it is, from 1; <see langword="null"/> when the list is read by position.</param>
/// <param name="Size">How many items a full page has.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Total, long? Number, int Size)
{
    /// <summary>Where the next page begins; <see langword="null"/> when this is the last one, or the list has no positions.</summary>
    public PagePosition? Next { get; init; }

    /// <summary>The same page of other items.</summary>
    internal Page<TOther> With<TOther>(IReadOnlyList<TOther> items) => new(items, Total, Number, Size) { Next = Next };
}
