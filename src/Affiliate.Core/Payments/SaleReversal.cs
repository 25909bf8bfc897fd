namespace Affiliate;

/// <summary>What is known of one refund, dispute or credit of a sale. May be stored before the sale itself.</summary>
public sealed record SaleReversal : IRecord<SaleReversal>
{
    private const int MaxNames = 8;

    /// <summary>The identifier.</summary>
    public required SaleReversalId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The source in a form of at most 64 ASCII characters; unique.</summary>
    public required string Lookup { get; init; }

    /// <summary>What the reversal is called.</summary>
    public required string Source { get; init; }

    /// <summary>The sale; chosen when the first name of the purchase is seen, before the sale itself.</summary>
    public required SaleId SaleId { get; init; }

    /// <summary>
    /// What the payment is called that the money goes back on, each name in a form of at most 64 ASCII characters, a line each;
    /// <see langword="null"/> when the purchase has one payment.
    /// </summary>
    public string? PaymentNames { get; init; }

    /// <summary>What kind of reversal it is.</summary>
    public required ReversalKind Kind { get; init; }

    /// <summary>Whether its money moved.</summary>
    public required ReversalState State { get; init; }

    /// <summary>The gross amount in minor units; <see langword="null"/> for all of the sale.</summary>
    public long? GrossMinorUnits { get; init; }

    /// <summary>The commission base of it in minor units, where the provider said so.</summary>
    public long? BaseMinorUnits { get; init; }

    /// <summary>The ISO 4217 code; <see langword="null"/> when there is no amount.</summary>
    public string? Currency { get; init; }

    /// <summary>Why, as it was told.</summary>
    public string? Reason { get; init; }

    /// <summary>When the provider says that this was so.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Decides between two messages of the same time.</summary>
    public required int Rank { get; init; }

    /// <summary>When it was first heard of.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Since when a person should look at it, because no payment that it belongs to was reported in 30 days; <see langword="null"/>
    /// when none should.
    /// </summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    private IEnumerable<string> NameList => PaymentNames?.Split('\n') ?? [];

    /// <summary>This reversal with what another message says its payment is called.</summary>
    internal SaleReversal Named(IEnumerable<string> names)
    {
        // Sorted, so that the order of messages makes no difference.
        var all = NameList.Union(names, StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxNames).ToList();
        return all.Count == 0 ? this : this with { PaymentNames = string.Join('\n', all) };
    }

    /// <summary>This reversal with the names that another message told.</summary>
    internal SaleReversal Named(SaleReversal other) => Named(other.NameList);

    /// <summary>Whether both are of the same payment, as far as their names tell.</summary>
    internal bool SharesPayment(SaleReversal other) => NameList.Intersect(other.NameList, StringComparer.Ordinal).Any();

    /// <inheritdoc />
    public static RecordType<SaleReversal> Record { get; } = new RecordType<SaleReversal>("sale_reversals", r => r.Id)
        .Unique(r => r.Lookup)
        .Index(r => r.SaleId)
        .Index(r => r.ProgramId, r => r.ParkedAt)
        .Index(r => r.ParkedAt)
        .Versioned(r => r.Version)
        .Text(LookupKey.MaxLength, r => r.Lookup)
        .Text(320, r => r.Source)
        .Text((LookupKey.MaxLength + 1) * MaxNames, r => r.PaymentNames)
        .Text(255, r => r.Reason)
        .Text(3, r => r.Currency);

    /// <summary>The key of a reversal by what it is called.</summary>
    public static Key<SaleReversal> BySource(string source) => Record.ByUniqueKey(0, LookupKey.Of(source));
}
