namespace Affiliate;

/// <summary>A promotion code that belongs to a partner: who buys with it was sent by that partner.</summary>
public sealed record Coupon : IRecord<Coupon>
{
    /// <summary>The most characters a code has.</summary>
    public const int MaxCodeLength = 64;

    /// <summary>The identifier.</summary>
    public required CouponId Id { get; init; }

    /// <summary>The program.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>The partner who is credited.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The code as it is shown; compared in any case.</summary>
    public required string Code { get; init; }

    /// <summary>The code in upper case, in a form of at most 64 ASCII characters; unique in the program.</summary>
    public required string Lookup { get; init; }

    /// <summary>What the payment provider calls it, for example <c>promo_…</c>, when its messages name that instead.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>From when it counts; <see langword="null"/> for always.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Until when it counts, the last instant included; <see langword="null"/> for ever.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>How many buyers it can bind; <see langword="null"/> for any number.</summary>
    public long? MaxUses { get; init; }

    /// <summary>Whether the code is known to everybody, on a coupon site for example: it is noted then, and binds nobody.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether it counts at all.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often it was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<Coupon> Record { get; } = new RecordType<Coupon>("coupons", c => c.Id)
        .Unique(c => c.ProgramId, c => c.Lookup)
        .Index(c => c.ProgramId, c => c.CreatedAt)
        .Index(c => c.ProgramId, c => c.ProviderReference)
        .Index(c => c.PartnerId)
        .Versioned(c => c.Version)
        .Text(MaxCodeLength, c => c.Code)
        .Text(LookupKey.MaxLength, c => c.Lookup)
        .Text(255, c => c.ProviderReference);

    /// <summary>The key of a coupon by its identifier.</summary>
    public static Key<Coupon> ById(CouponId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a coupon by its code, in any case.</summary>
    public static Key<Coupon> ByCode(ProgramId program, string code) => Record.ByUniqueKey(0, program, LookupOf(code));

    internal static string LookupOf(string code) => LookupKey.Of(code.Trim().ToUpperInvariant());

    /// <summary>What its uses are counted under.</summary>
    internal string Counter => CounterOf(Id);

    internal static string CounterOf(CouponId id) => $"coupon:{id}";

    /// <summary>Why it does not count at a time, as a code; <see langword="null"/> when it does.</summary>
    internal string? ObstacleAt(DateTimeOffset time) =>
        !IsActive ? "coupon_inactive"
        : time < StartsAt ? "coupon_not_started"
        : time > EndsAt ? "coupon_ended"
        : IsPublic ? "coupon_public"
        : null;
}
