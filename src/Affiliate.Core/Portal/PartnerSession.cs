namespace Affiliate;

/// <summary>A partner's session in the portal, begun with a mailed code (AH-41). It counts while its row is there, on every instance.</summary>
public sealed record PartnerSession : IRecord<PartnerSession>
{
    /// <summary>The identifier.</summary>
    public required PartnerSessionId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>Who signed in.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The SHA-256 of the cookie's token, in hex. The token itself is not kept.</summary>
    public required string Hash { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <inheritdoc />
    public static RecordType<PartnerSession> Record { get; } = new RecordType<PartnerSession>("partner_sessions", s => s.Id)
        .Unique(s => s.Hash)
        .Index(s => s.PartnerId, s => s.CreatedAt)
        .Index(s => s.ExpiresAt)
        .Text(64, s => s.Hash);

    /// <summary>The key of a session by its identifier.</summary>
    public static Key<PartnerSession> ById(PartnerSessionId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a session by the hash of its token.</summary>
    public static Key<PartnerSession> ByHash(string hash) => Record.ByUniqueKey(0, hash);
}
