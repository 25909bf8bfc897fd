namespace Affiliate;

/// <summary>The one row that holds a person: the host's key and what is known of the e-mail address.</summary>
public sealed record Customer : IRecord<Customer>
{
    private const int MostFingerprints = 8;

    /// <summary>The identifier that leads, sales and events use.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The customer key in a form of at most 64 ASCII characters; unique in the program.</summary>
    public required string Lookup { get; init; }

    /// <summary>The host's key, or a payment provider's customer reference for buyers the host did not name.</summary>
    public required string Key { get; init; }

    /// <summary>The keyed hash of the normalised e-mail address.</summary>
    public string? EmailHash { get; init; }

    /// <summary>The keyed hash of the address's domain; <see langword="null"/> for domains that anybody gets an address at.</summary>
    public string? EmailDomainHash { get; init; }

    /// <summary>The e-mail address as shown to people, for example <c>j***@e***.com</c>.</summary>
    public string? EmailMasked { get; init; }

    /// <summary>Keyed hashes of the cards and bank accounts that the customer paid with, a line each: the newest eight.</summary>
    public string? PaymentFingerprints { get; init; }

    /// <summary>When the customer was first heard of.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person was erased; the row then names nobody.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Customer> Record { get; } = new RecordType<Customer>("customers", c => c.Id)
        .Unique(c => c.ProgramId, c => c.Lookup)
        .Index(c => c.ProgramId, c => c.EmailHash)
        .Versioned(c => c.Version)
        .Text(LookupKey.MaxLength, c => c.Lookup)
        .Text(CustomerKey.MaxLength, c => c.Key)
        .Text(100, c => c.EmailHash, c => c.EmailDomainHash)
        .Text(MostFingerprints * (KeyedHash.MaxLength + 1), c => c.PaymentFingerprints)
        .Text(100, c => c.EmailMasked);

    internal IReadOnlyList<string> FingerprintList => PaymentFingerprints?.Split('\n') ?? [];

    /// <summary>The customer, known to have paid so. Who was erased stays without.</summary>
    internal Customer PaidWith(IReadOnlyCollection<string> fingerprints)
    {
        var all = FingerprintList.Union(fingerprints, StringComparer.Ordinal).ToList();
        return ErasedAt is not null || all.Count == FingerprintList.Count
            ? this
            : this with { PaymentFingerprints = string.Join('\n', all.TakeLast(MostFingerprints)) };
    }

    /// <summary>The key of a customer by its identifier.</summary>
    public static Key<Customer> ById(CustomerId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a customer by the host's key.</summary>
    public static Key<Customer> ByKey(ProgramId program, CustomerKey key) =>
        Record.ByUniqueKey(0, program, LookupKey.Of(key.Value));
}
