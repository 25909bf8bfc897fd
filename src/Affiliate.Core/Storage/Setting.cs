namespace Affiliate;

/// <summary>A value that the installation keeps for itself, such as the secret made in Development.</summary>
public sealed record Setting : IRecord<Setting>
{
    /// <summary>The name of the value.</summary>
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <inheritdoc />
    public static RecordType<Setting> Record { get; } = new RecordType<Setting>("settings", s => s.Name)
        .Text(64, s => s.Name);
}
