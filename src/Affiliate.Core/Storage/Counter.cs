namespace Affiliate;

/// <summary>A number that many transactions raise, bounded by <see cref="IAffiliateUnit.TryIncrementAsync"/>.</summary>
public sealed record Counter : IRecord<Counter>
{
    /// <summary>What is counted; at most 64 ASCII characters.</summary>
    public required string Name { get; init; }

    /// <summary>The number reached.</summary>
    public required long Value { get; init; }

    /// <inheritdoc />
    public static RecordType<Counter> Record { get; } = new RecordType<Counter>("counters", c => c.Name)
        .Text(64, c => c.Name);
}
