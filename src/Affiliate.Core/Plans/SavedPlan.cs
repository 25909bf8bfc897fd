namespace Affiliate;

/// <summary>A plan with its newest version.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Terms">The rules of that version.</param>
/// <param name="Warnings">What an owner should know: rules that never match, overlap, or pay without limit.</param>
public sealed record SavedPlan(Plan Plan, PlanVersion Version, PlanTerms Terms, IReadOnlyList<string> Warnings)
{
    internal static SavedPlan Of(Plan plan, PlanVersion version)
    {
        var terms = version.ReadTerms();
        return new SavedPlan(plan, version, terms, PlanRules.Warnings(terms));
    }
}
