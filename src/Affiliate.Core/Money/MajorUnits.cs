using System.Globalization;

namespace Affiliate;

/// <summary>Reads amounts in major units, such as <c>19.90</c>, exactly (semantics 7).</summary>
internal static class MajorUnits
{
    /// <summary>The minor units of a decimal text; <see langword="false"/> for more digits than the currency has, signs and exponents.</summary>
    public static bool TryParse(string? text, string currency, out long minorUnits)
    {
        minorUnits = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > Money.MaxMinorUnits)
        {
            return false;
        }

        var scaled = value;
        for (var digit = 0; digit < Currencies.Decimals(currency); digit++)
        {
            scaled *= 10;
        }

        if (scaled != decimal.Truncate(scaled) || scaled > Money.MaxMinorUnits)
        {
            return false;
        }

        minorUnits = (long)scaled;
        return true;
    }
}
