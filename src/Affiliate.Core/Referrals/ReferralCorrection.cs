namespace Affiliate;

/// <summary>A correction by hand of who is credited for a customer.</summary>
public sealed record ReferralCorrection
{
    /// <summary>The id or key of the program. Default: the default program.</summary>
    public string? Program { get; init; }

    /// <summary>The host's key of the customer.</summary>
    public required CustomerKey Customer { get; init; }

    /// <summary>The partner to credit; <see langword="null"/> for nobody.</summary>
    public required PartnerId? Partner { get; init; }

    /// <summary>The sales it applies to: those from this time on that are still to come. Default: now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Who corrects it, 1 to 100 characters: for the audit log.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, 1 to 500 characters: for the audit log.</summary>
    public required string Reason { get; init; }
}
