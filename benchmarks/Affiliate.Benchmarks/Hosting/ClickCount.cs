namespace Affiliate.Benchmarks.Hosting;

/// <summary>What a host has stored.</summary>
/// <param name="Clicks">The rows of clicks.</param>
/// <param name="Tallied">The sum of the tallies.</param>
internal sealed record ClickCount(long Clicks, long Tallied);
