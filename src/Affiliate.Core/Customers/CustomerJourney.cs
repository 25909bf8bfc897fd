namespace Affiliate;

/// <summary>A customer's way from the clicks to the payouts: everything that is held on one.</summary>
public sealed record CustomerJourney
{
    /// <summary>The customer.</summary>
    public required Customer Customer { get; init; }

    /// <summary>Who is credited; <see langword="null"/> when nobody was ever bound.</summary>
    public Referral? Referral { get; init; }

    /// <summary>The clicks that led here, and the others of the same visitors, oldest first.</summary>
    public required IReadOnlyList<Click> Clicks { get; init; }

    /// <summary>Sign-ups and other steps, oldest first.</summary>
    public required IReadOnlyList<Lead> Leads { get; init; }

    /// <summary>Payments, oldest first.</summary>
    public required IReadOnlyList<Sale> Sales { get; init; }

    /// <summary>What they earned partners, oldest first.</summary>
    public required IReadOnlyList<Commission> Commissions { get; init; }

    /// <summary>The payouts that these commissions are in, oldest first. Their amounts are for other customers too.</summary>
    public required IReadOnlyList<Payout> Payouts { get; init; }
}
