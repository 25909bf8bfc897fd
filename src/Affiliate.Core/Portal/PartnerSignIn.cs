namespace Affiliate;

/// <summary>
/// What is known of sign-ins under one e-mail address: the code that counts now, and how often codes were asked for and tried
/// (AH-41). There is one for addresses that are nobody's too, so that answers tell nothing.
/// </summary>
public sealed record PartnerSignIn : IRecord<PartnerSignIn>
{
    /// <summary>A keyed hash of program and address, in hex.</summary>
    public required string Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>Whose address it was when the code was asked for; <see langword="null"/> when nobody's.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>What the code is computed from, with an installation secret that it names. The code itself is not kept.</summary>
    public required string Nonce { get; init; }

    /// <summary>Until when the code counts.</summary>
    public required DateTimeOffset CodeExpiresAt { get; init; }

    /// <summary>Whether a session was begun with the code: it is good for one.</summary>
    public bool IsUsed { get; init; }

    /// <summary>How often a wrong code was given for this one.</summary>
    public int Tries { get; init; }

    /// <summary>When codes were asked for lately: Unix milliseconds, oldest first, separated by spaces.</summary>
    public required string Requests { get; init; }

    /// <summary>How many wrong codes were given since <see cref="FailingSince"/>.</summary>
    public int Failures { get; init; }

    /// <summary>When the first of them was given; <see langword="null"/> when none was.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>From when nothing of it matters, so that it is removed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<PartnerSignIn> Record { get; } = new RecordType<PartnerSignIn>("partner_sign_ins", s => s.Id)
        .Unique(s => s.Nonce)
        .Index(s => s.ExpiresAt)
        .Versioned(s => s.Version)
        .Text(64, s => s.Id, s => s.Nonce)
        .Text(100, s => s.Requests);

    /// <summary>The key of a row by its identifier.</summary>
    public static Key<PartnerSignIn> ById(string id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a row by what its code is computed from.</summary>
    public static Key<PartnerSignIn> ByNonce(string nonce) => Record.ByUniqueKey(0, nonce);
}
