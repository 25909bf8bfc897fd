namespace Affiliate;

/// <summary>Attribution evidence found on a provider's object. Malformed or unknown values are absence, not errors.</summary>
public sealed record PaymentEvidence
{
    /// <summary>No evidence.</summary>
    public static PaymentEvidence None { get; } = new();

    /// <summary>A click id, as it was written into the metadata.</summary>
    public string? Click { get; init; }

    /// <summary>The host's customer key, as it was written into the metadata.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>A coupon or promotion code, or the provider's reference of one.</summary>
    public string? Coupon { get; init; }

    /// <summary>Whether the host marked the object as earning no commission.</summary>
    public bool Skip { get; init; }
}
