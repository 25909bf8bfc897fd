namespace Affiliate;

/// <summary>That a customer key was erased: a keyed hash of it, so that the key is recognised and never kept again (semantics 23).</summary>
public sealed record ErasedCustomer : IRecord<ErasedCustomer>
{
    /// <summary>The HMAC of program and key in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>When it was erased.</summary>
    public required DateTimeOffset ErasedAt { get; init; }

    /// <inheritdoc />
    public static RecordType<ErasedCustomer> Record { get; } = new RecordType<ErasedCustomer>("erased_customers", e => e.Hash)
        .Text(LookupKey.MaxLength, e => e.Hash);
}
