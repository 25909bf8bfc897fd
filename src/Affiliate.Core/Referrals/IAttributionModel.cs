namespace Affiliate;

/// <summary>
/// Shares the credit for a customer among the clicks that may win. Exactly one partner is paid (AH-10): the one with the
/// largest share; the shares themselves are for reports.
/// </summary>
public interface IAttributionModel
{
    /// <summary>What programs and reports call it: 1 to 32 lower-case letters, digits and <c>_</c>.</summary>
    string Name { get; }

    /// <summary>Says how much each click counts. Must be pure: the same clicks have the same weights.</summary>
    /// <param name="touches">The clicks that may win, oldest first; at least one.</param>
    /// <param name="convertedAt">When the customer signed up or bought.</param>
    /// <returns>A weight for each click in the same order, none negative, at least one above 0.</returns>
    IReadOnlyList<double> Weigh(IReadOnlyList<AttributionTouch> touches, DateTimeOffset convertedAt);
}

/// <summary>A click as an attribution model sees it.</summary>
/// <param name="Click">The click.</param>
/// <param name="Partner">Whose it is.</param>
/// <param name="OccurredAt">When it happened.</param>
public sealed record AttributionTouch(ClickId Click, PartnerId Partner, DateTimeOffset OccurredAt);
