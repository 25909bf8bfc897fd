namespace Affiliate;

/// <summary>A commission with what the sale says about it (AH-27).</summary>
/// <param name="Commission">The commission.</param>
/// <param name="TransactionId">The payment at the provider or host.</param>
/// <param name="CustomerEmail">The customer's e-mail address as shown to people, when known.</param>
public sealed record CommissionLine(Commission Commission, string? TransactionId, string? CustomerEmail);

/// <summary>Which commissions are wanted.</summary>
public sealed record CommissionFilter
{
    /// <summary>Only those of this partner.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only those that stand here.</summary>
    public CommissionStatus? Status { get; init; }

    /// <summary>Only those earned in this time.</summary>
    public ReportPeriod Period { get; init; }
}

/// <summary>Which partners are wanted.</summary>
public sealed record PartnerFilter
{
    /// <summary>Only those who stand here.</summary>
    public PartnerStatus? Status { get; init; }

    /// <summary>Only those whose e-mail address, name or slug contains this text, in any case.</summary>
    public string? Search { get; init; }
}
