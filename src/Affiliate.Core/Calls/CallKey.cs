namespace Affiliate;

/// <summary>
/// An idempotency key that something was made under, written in the transaction that made it: a key is there exactly when
/// its effect is (I5).
/// </summary>
public sealed record CallKey : IRecord<CallKey>
{
    /// <summary>The SHA-256 of the program and the caller's key, in hex.</summary>
    public required string Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The SHA-256 of what was asked for, in hex: route and content, in whatever spelling.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The identifier of what was made.</summary>
    public required string Subject { get; init; }

    /// <summary>The first answer, where it cannot be made again from what is stored.</summary>
    public string? Answer { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<CallKey> Record { get; } = new RecordType<CallKey>("call_keys", k => k.Id)
        .Index(k => k.CreatedAt)
        .Versioned(k => k.Version)
        .Text(64, k => k.Id, k => k.Fingerprint, k => k.Subject);

    /// <summary>The key of a row by its identifier.</summary>
    public static Key<CallKey> ById(string id) => Record.ByPrimaryKey(id);
}
