namespace Affiliate;

/// <summary>A sale with the decision on it, and the commissions that follow: the partner's first, then a recruiter's.</summary>
internal sealed record Credited(Sale Sale, IReadOnlyList<Commission> Commissions)
{
    public static Credited Nobody(Sale sale) => new(sale, []);
}
