namespace Affiliate;

/// <summary>How far figures can be trusted, from 0 to 100, and what speaks against them (TX-07).</summary>
/// <remarks>
/// The deductions for robots are those that the field publishes (below 20 % none, up to 40 % 15, above 30); the others are this
/// library's own: no clicks 40, more conversions than clicks 30, newest click older than 60 minutes 10.
/// </remarks>
/// <param name="Score">100 less the deductions, not below 0.</param>
/// <param name="Deductions">What was found, the heaviest first.</param>
public sealed record Confidence(int Score, IReadOnlyList<ConfidenceDeduction> Deductions)
{
    /// <summary>Scores below it should be looked into: 50.</summary>
    public const int InvestigateBelow = 50;

    /// <summary>Whether somebody should look.</summary>
    public bool NeedsInvestigation => Score < InvestigateBelow;

    internal static Confidence Of(Performance performance, Freshness freshness)
    {
        var found = new List<ConfidenceDeduction>();
        Find(performance.Clicks == 0, ConfidenceDeduction.NoClicks, 40);
        Find(performance.Conversions > performance.Clicks, ConfidenceDeduction.ConversionsAboveClicks, 30);
        var (robots, clicks) = (performance.Clicks - performance.QualifiedClicks, performance.Clicks);
        Find(robots * 100m > clicks * 40m, ConfidenceDeduction.HighBotShare, 30);
        Find(clicks > 0 && robots * 100m >= clicks * 20m && robots * 100m <= clicks * 40m, ConfidenceDeduction.HighBotShare, 15);
        Find(freshness.Status == FreshnessStatus.Stale, ConfidenceDeduction.StaleData, 10);
        return new Confidence(Math.Max(0, 100 - found.Sum(one => one.Points)), [.. found.OrderByDescending(one => one.Points)]);

        void Find(bool isSo, string code, int points)
        {
            if (isSo)
            {
                found.Add(new ConfidenceDeduction(code, points));
            }
        }
    }
}

/// <summary>Something that speaks against figures.</summary>
/// <param name="Code">What it is: one of the codes below.</param>
/// <param name="Points">What it costs.</param>
public sealed record ConfidenceDeduction(string Code, int Points)
{
    /// <summary>There are no clicks: 40 points.</summary>
    public const string NoClicks = "no_clicks";

    /// <summary>There are more conversions than clicks: 30 points.</summary>
    public const string ConversionsAboveClicks = "conversions_above_clicks";

    /// <summary>Clicks that are not qualified are 20 to 40 % (15 points) or more (30 points).</summary>
    public const string HighBotShare = "high_bot_share";

    /// <summary>The newest click is older than 60 minutes: 10 points.</summary>
    public const string StaleData = "stale_data";
}
