namespace Affiliate;

/// <summary>What becomes of a plan; what is <see langword="null"/> stays as it is.</summary>
internal sealed record PlanEdit
{
    public string? Name { get; init; }

    public bool? IsActive { get; init; }

    public bool? IsDefault { get; init; }

    /// <summary>Makes the rules of a new version of the newest ones.</summary>
    public Func<PlanTerms, PlanTerms>? Change { get; init; }

    /// <summary>From when the new version holds for sales of all customers.</summary>
    public DateTimeOffset? AppliesFrom { get; init; }

    /// <summary>The version that the edit was made from.</summary>
    public int? Expected { get; init; }
}
