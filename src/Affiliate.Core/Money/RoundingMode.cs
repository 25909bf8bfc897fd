namespace Affiliate;

/// <summary>How a share is rounded to the minor unit, once per commission (AH-26).</summary>
public enum RoundingMode
{
    /// <summary>Toward zero: 1.9 is 1.</summary>
    Floor,

    /// <summary>To the nearest, halves away from zero: 0.5 is 1, 2.5 is 3.</summary>
    HalfUp,

    /// <summary>To the nearest, halves to the even neighbour: 0.5 is 0, 2.5 is 2.</summary>
    HalfEven,
}

/// <summary>Divides with rounding.</summary>
internal static class Rounding
{
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public static long Divide(this RoundingMode mode, Int128 value, long divisor)
    {
        var (quotient, remainder) = Int128.DivRem(value, divisor);
        var twice = Int128.Abs(remainder) * 2;
        var up = mode switch
        {
            RoundingMode.HalfUp => twice >= divisor,
            RoundingMode.HalfEven => twice > divisor || (twice == divisor && Int128.IsOddInteger(quotient)),
            _ => false,
        };
        return checked((long)(up ? quotient + Int128.Sign(value) : quotient));
    }
}
