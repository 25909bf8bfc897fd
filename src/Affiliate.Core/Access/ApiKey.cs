namespace Affiliate;

/// <summary>A key for the management API. Only its hash is kept; the key itself is shown once.</summary>
public sealed record ApiKey : IRecord<ApiKey>
{
    /// <summary>The identifier.</summary>
    public required ApiKeyId Id { get; init; }

    /// <summary>The program the key opens.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>What a person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The random part of the key that it is looked up by.</summary>
    public required string Lookup { get; init; }

    /// <summary>The SHA-256 of the whole key, in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The last four characters, to recognise it by.</summary>
    public required string LastFour { get; init; }

    /// <summary>What the key may do.</summary>
    public required ApiScopes Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when it no longer works; <see langword="null"/> for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last shown, to the minute; <see langword="null"/> when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Since when it no longer works; <see langword="null"/> when it was not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<ApiKey> Record { get; } = new RecordType<ApiKey>("api_keys", k => k.Id)
        .Unique(k => k.Lookup)
        .Index(k => k.ProgramId)
        .Versioned(k => k.Version)
        .Text(100, k => k.Name)
        .Text(32, k => k.Lookup)
        .Text(64, k => k.Hash)
        .Text(4, k => k.LastFour);

    /// <summary>The key of an API key by its identifier.</summary>
    public static Key<ApiKey> ById(ApiKeyId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of an API key by its random part.</summary>
    public static Key<ApiKey> ByLookup(string lookup) => Record.ByUniqueKey(0, lookup);
}

/// <summary>What an API key may do; values combine.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>track</c>: report leads, sales and refunds.</summary>
    Track = 1,

    /// <summary><c>read</c>: read everything of the program.</summary>
    Read = 2,

    /// <summary><c>partners.write</c>: enrol and change partners, links and coupons.</summary>
    PartnersWrite = 4,

    /// <summary><c>commissions.write</c>: approve, reject and adjust.</summary>
    CommissionsWrite = 8,

    /// <summary><c>payouts.write</c>: generate, pay and cancel payouts.</summary>
    PayoutsWrite = 16,

    /// <summary><c>webhooks.write</c>: manage outbound webhooks.</summary>
    WebhooksWrite = 32,

    /// <summary><c>keys.write</c>: make and revoke keys.</summary>
    KeysWrite = 64,

    /// <summary>
    /// <c>postback</c>: report conversions by click id. A key with this scope alone may stand in an address
    /// (<c>/postback?token=…</c>), where others read it too: what it reports waits for review.
    /// </summary>
    Postback = 128,

    /// <summary>All of them.</summary>
    All = Track | Read | PartnersWrite | CommissionsWrite | PayoutsWrite | WebhooksWrite | KeysWrite | Postback,
}
