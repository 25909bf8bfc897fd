namespace Affiliate;

/// <summary>A coupon to be made, or what an existing one is to become.</summary>
public sealed record NewCoupon
{
    /// <summary>The id or key of the program. Default: the default program.</summary>
    public string? Program { get; init; }

    /// <summary>The partner who owns it.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The code: 1 to 64 characters without blanks, compared in any case; unique in the program.</summary>
    public required string Code { get; init; }

    /// <summary>What the payment provider calls it, when its messages name that instead of the code.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>From when it counts. Default: always.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Until when it counts, the last instant included. Default: for ever.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>How many buyers it can bind, from 1. Default: any number.</summary>
    public long? MaxUses { get; init; }

    /// <summary>Whether everybody knows the code: it is noted then, and binds nobody. Default: no.</summary>
    public bool IsPublic { get; init; }
}
