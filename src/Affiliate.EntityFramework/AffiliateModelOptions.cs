namespace Affiliate.EntityFramework;

/// <summary>Where the affiliate program's tables are kept in the host's database.</summary>
public sealed class AffiliateModelOptions
{
    /// <summary>What the name of every table, key and index starts with.</summary>
    /// <value>At most 20 lower-case letters, digits and underscores; may be empty. Default: <c>affiliate_</c>.</value>
    public string TablePrefix { get; set; } = "affiliate_";

    /// <summary>The schema of the tables; <see langword="null"/> for the default schema of the context.</summary>
    public string? Schema { get; set; }
}
