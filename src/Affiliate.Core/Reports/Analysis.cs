namespace Affiliate;

/// <summary>What clicks led to, broken down (TX-06, TX-19).</summary>
/// <param name="Group">By what.</param>
/// <param name="Total">All rows together.</param>
/// <param name="Rows">The rows, those with most conversions first, days in order; what has none of it has a row of its own.</param>
public sealed record Analysis(AnalyticsGroup Group, Performance Total, IReadOnlyList<AnalysisRow> Rows);

/// <summary>One row of an <see cref="Analysis"/>.</summary>
/// <param name="Key">
/// The value: an identifier, a day (<c>2026-03-14</c>), a slug, or what clicks say; <see langword="null"/> for what has none.
/// </param>
/// <param name="Name">What people call it: a partner's or link's slug, a campaign's name; else the key.</param>
/// <param name="Performance">The sums.</param>
/// <param name="Referrals">How many different customers bought something.</param>
public sealed record AnalysisRow(string? Key, string? Name, Performance Performance, long Referrals);

/// <summary>What an <see cref="Analysis"/> is broken down by.</summary>
public enum AnalyticsGroup
{
    /// <summary>Nothing: one row.</summary>
    Total,

    /// <summary>The day in UTC: of a click or purchase when it happened, of the rest when it was recorded.</summary>
    Day,

    /// <summary>The partner.</summary>
    Partner,

    /// <summary>The link, by its identifier.</summary>
    Link,

    /// <summary>The link, by its slug.</summary>
    Slug,

    /// <summary>The campaign of the link.</summary>
    Campaign,

    /// <summary>The visitor's country.</summary>
    Country,

    /// <summary>The kind of device.</summary>
    Device,

    /// <summary>The operating system.</summary>
    Os,

    /// <summary>The browser.</summary>
    Browser,

    /// <summary>The page that visitors came from.</summary>
    Referrer,

    /// <summary>The source: a parameter, or the host of the page that visitors came from.</summary>
    Source,

    /// <summary>What the host says of the request.</summary>
    Segment,
}
