using System.Globalization;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>An amount in the minor unit of a currency, for example cents.</summary>
/// <remarks>Amounts of different currencies are never added or compared; arithmetic is checked (I9).</remarks>
public readonly record struct Money
{
    /// <summary>The largest amount accepted from outside, 10^15 minor units.</summary>
    public const long MaxMinorUnits = 1_000_000_000_000_000;

    /// <summary>Makes an amount.</summary>
    /// <param name="minorUnits">The amount in minor units; may be negative.</param>
    /// <param name="currency">An ISO 4217 code in upper case.</param>
    /// <exception cref="ArgumentException">The currency is not an ISO 4217 code in upper case.</exception>
    [JsonConstructor]
    public Money(long minorUnits, string currency)
    {
        if (!Currencies.IsKnown(currency))
        {
            throw new ArgumentException(
                $"Currency '{currency}' is not an ISO 4217 code in upper case; use for example 'EUR'.",
                nameof(currency));
        }

        MinorUnits = minorUnits;
        Currency = currency;
    }

    /// <summary>The amount in minor units; may be negative.</summary>
    public long MinorUnits { get; }

    /// <summary>The ISO 4217 code in upper case.</summary>
    public string Currency { get; }

    /// <summary>The amount in major units with the currency's own number of decimals, without the code.</summary>
    internal string AmountText => InMajorUnits.ToString("F" + Currencies.Decimals(Currency), CultureInfo.InvariantCulture);

    /// <summary>The amount in major units.</summary>
    internal decimal InMajorUnits => MinorUnits / (decimal)Math.Pow(10, Currencies.Decimals(Currency));

    /// <summary>The amount in major units with the currency's own number of decimals, for example <c>99.00 USD</c>.</summary>
    public override string ToString() => AmountText + " " + Currency;
}
