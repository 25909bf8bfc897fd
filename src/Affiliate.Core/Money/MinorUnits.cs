namespace Affiliate;

/// <summary>Exact arithmetic on minor units, for whoever derives a commission base from a provider's totals.</summary>
public static class MinorUnits
{
    /// <summary><c>value × numerator ÷ denominator</c>, rounded half up (away from zero), without intermediate overflow.</summary>
    /// <remarks>For bases only; a commission is rounded toward zero by <see cref="Rate.Of(long)"/>.</remarks>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public static long MulDiv(long value, long numerator, long denominator)
    {
        var product = (Int128)value * numerator;
        var (quotient, remainder) = Int128.DivRem(product, denominator);
        if (Int128.Abs(remainder) * 2 >= Int128.Abs(denominator))
        {
            quotient += Int128.Sign(product) * Math.Sign(denominator);
        }

        return checked((long)quotient);
    }
}
