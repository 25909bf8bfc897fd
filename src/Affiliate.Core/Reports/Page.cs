namespace Affiliate;

/// <summary>Part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items of this page, newest first; empty past the end.</param>
/// <param name="Total">How many items all pages have together.</param>
/// <param name="Number">Which page it is, from 1.</param>
/// <param name="Size">How many items a full page has.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total, long Number, int Size);
