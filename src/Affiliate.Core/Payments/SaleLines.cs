namespace Affiliate;

/// <summary>For adapters: makes the lines of a payment of what a provider says of each.</summary>
public static class SaleLines
{
    /// <summary>The most lines a payment has.</summary>
    public const int MaxCount = 200;

    /// <summary>
    /// Spreads the commission base over lines in proportion to their amounts, negative ones too, so that the parts sum to the base
    /// exactly; what rounding leaves goes to the largest remainders.
    /// </summary>
    /// <param name="amount">The commission base in minor units, 0 or more.</param>
    /// <param name="lines">The lines; their amounts need not sum to the base.</param>
    /// <returns>
    /// The lines with their parts; none when nothing is to be spread, the lines come to nothing, are more than
    /// <see cref="MaxCount"/>, or have parts outside <see cref="Money.MaxMinorUnits"/>.
    /// </returns>
    public static IReadOnlyList<SaleLine> Spread(long amount, IReadOnlyList<SaleLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var total = lines.Aggregate(Int128.Zero, (sum, line) => sum + line.AmountMinorUnits);
        if (amount <= 0 || total <= 0 || lines.Count > MaxCount
            || lines.Any(line => Part(amount, line, total) is var part && Int128.Abs(part) >= Money.MaxMinorUnits))
        {
            return [];
        }

        var parts = lines.Select(line => (long)Part(amount, line, total)).ToArray();
        var byRemainder = Enumerable.Range(0, parts.Length)
            .OrderByDescending(i => ((Int128)amount * lines[i].AmountMinorUnits) - (parts[i] * total)).ThenBy(i => i);
        foreach (var index in byRemainder.Take((int)(amount - parts.Sum())))
        {
            parts[index]++;
        }

        return [.. lines.Select((line, i) => line with { AmountMinorUnits = parts[i] })];
    }

    /// <summary>Rounded down, below zero too, so that what is left is never negative.</summary>
    private static Int128 Part(long amount, SaleLine line, Int128 total)
    {
        var (quotient, remainder) = Int128.DivRem((Int128)amount * line.AmountMinorUnits, total);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
