namespace Affiliate;

/// <summary>One line of a sale.</summary>
/// <param name="ProductId">The host's or provider's product.</param>
/// <param name="Quantity">How many.</param>
/// <param name="AmountMinorUnits">The commission base of the whole line, in minor units.</param>
public sealed record SaleLine(string? ProductId, long Quantity, long AmountMinorUnits);
