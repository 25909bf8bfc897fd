using System.Globalization;

namespace Affiliate;

/// <summary>The smallest amount paid in a currency.</summary>
internal static class PayoutMinimum
{
    /// <summary>
    /// The minimum of the run or program for the currency, else its minimum for all: in another currency the same number of major
    /// units. At least one minor unit.
    /// </summary>
    public static long Of(AffiliateProgram program, PayoutRun run, string currency)
    {
        if (run.Minimums.TryGetValue(currency, out var own)
            || (run.MinimumMinorUnits is null && Read(program.MinPayouts).TryGetValue(currency, out own)))
        {
            return Math.Max(1, own);
        }

        return Math.Max(1, Scaled(program, run.MinimumMinorUnits ?? program.MinPayoutMinorUnits, currency));
    }

    /// <summary>As many major units of a currency as an amount in the program's has.</summary>
    public static long Scaled(AffiliateProgram program, long amount, string currency) => MinorUnits.MulDiv(
        amount, Scale(Currencies.Decimals(currency)), Scale(Currencies.Decimals(program.Currency)));

    /// <summary>Minimums by currency as a program keeps them; <see langword="null"/> for none.</summary>
    public static string? Join(IEnumerable<KeyValuePair<string, long>> minimums) =>
        string.Join(' ', minimums.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}:{one.Value}"))) is { Length: > 0 } text ? text : null;

    /// <summary>What <see cref="Join"/> wrote.</summary>
    public static IReadOnlyDictionary<string, long> Read(string? text) =>
        (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(':'))
            .ToDictionary(one => one[0], one => long.Parse(one[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Whether minimums are for known currencies and amounts from 0.</summary>
    public static bool AreValid(IEnumerable<KeyValuePair<string, long>> minimums) =>
        minimums.All(one => Currencies.IsKnown(one.Key) && one.Value is >= 0 and <= Money.MaxMinorUnits);

    private static long Scale(int decimals) => decimals switch
    {
        0 => 1,
        2 => 100,
        _ => 1_000,
    };
}
