using System.Globalization;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A share in basis points: 2,000 is 20 %.</summary>
public readonly record struct Rate : IComparable<Rate>
{
    private const int Whole = 10_000;

    /// <summary>Makes a rate.</summary>
    /// <param name="basisPoints">Between 0 and 10,000 (100 %).</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    [JsonConstructor]
    public Rate(int basisPoints)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(basisPoints);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(basisPoints, Whole);
        BasisPoints = basisPoints;
    }

    /// <summary>The share in basis points, between 0 and 10,000.</summary>
    public int BasisPoints { get; }

    /// <summary>The share in percent, for example 20.</summary>
    public decimal Percent => BasisPoints / 100m;

    /// <summary>Makes a rate from percent, rounded to the nearest basis point (AH-26).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or above 100.</exception>
    public static Rate FromPercent(decimal percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 0m);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100m);
        return new Rate((int)Math.Round(percent * 100m, MidpointRounding.AwayFromZero));
    }

    /// <summary>This share of an amount in minor units, rounded once, toward zero (AH-26, I13).</summary>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public long Of(long minorUnits) => checked((long)((Int128)minorUnits * BasisPoints / Whole));

    /// <summary>This share of an amount in minor units, rounded once, as asked for.</summary>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public long Of(long minorUnits, RoundingMode rounding) =>
        rounding.Divide((Int128)minorUnits * BasisPoints, Whole);

    /// <inheritdoc />
    public int CompareTo(Rate other) => BasisPoints.CompareTo(other.BasisPoints);

    /// <summary>The share in percent, for example <c>20%</c>.</summary>
    public override string ToString() => Percent.ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Compares two rates.</summary>
    public static bool operator <(Rate left, Rate right) => left.BasisPoints < right.BasisPoints;

    /// <summary>Compares two rates.</summary>
    public static bool operator >(Rate left, Rate right) => left.BasisPoints > right.BasisPoints;

    /// <summary>Compares two rates.</summary>
    public static bool operator <=(Rate left, Rate right) => left.BasisPoints <= right.BasisPoints;

    /// <summary>Compares two rates.</summary>
    public static bool operator >=(Rate left, Rate right) => left.BasisPoints >= right.BasisPoints;
}
