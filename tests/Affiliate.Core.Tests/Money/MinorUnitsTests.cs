using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

public sealed class MinorUnitsTests
{
    [Theory]
    [InlineData(10, 1, 4, 3)]
    [InlineData(10, 1, 3, 3)]
    [InlineData(10, 2, 3, 7)]
    [InlineData(1, 1, 2, 1)]
    [InlineData(-1, 1, 2, -1)]
    [InlineData(1, -1, 2, -1)]
    [InlineData(-1, 1, -2, 1)]
    [InlineData(0, 5, 7, 0)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue, long.MinValue, long.MinValue)]
    public void A_quotient_is_rounded_half_away_from_zero(long value, long numerator, long denominator, long result) =>
        Assert.Equal(result, MinorUnits.MulDiv(value, numerator, denominator));

    [Fact]
    public void A_zero_denominator_is_an_error() =>
        Assert.Throws<DivideByZeroException>(() => MinorUnits.MulDiv(1, 1, 0));

    [Theory]
    [InlineData(long.MaxValue, 2, 1)]
    [InlineData(long.MinValue, 1, -1)]
    public void A_result_beyond_64_bits_is_an_error(long value, long numerator, long denominator) =>
        Assert.Throws<OverflowException>(() => MinorUnits.MulDiv(value, numerator, denominator));

    /// <summary>Agrees with arithmetic that has no bounds, also about when there is no result.</summary>
    [Fact]
    public void MulDiv_is_exact() =>
        Prop.ForAll(AnyNumber.Long(), AnyNumber.Long(), AnyNumber.Long(), (value, numerator, denominator) =>
            denominator == 0 || Result(value, numerator, denominator) == Exact(value, numerator, denominator))
            .QuickCheckThrowOnFailure();

    private static BigInteger? Result(long value, long numerator, long denominator)
    {
        try
        {
            return MinorUnits.MulDiv(value, numerator, denominator);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static BigInteger? Exact(long value, long numerator, long denominator)
    {
        var (dividend, divisor) = ((BigInteger)value * numerator, (BigInteger)denominator);
        var size = ((BigInteger.Abs(dividend) * 2) + BigInteger.Abs(divisor)) / (BigInteger.Abs(divisor) * 2);
        var result = size * dividend.Sign * divisor.Sign;
        return result >= long.MinValue && result <= long.MaxValue ? result : null;
    }
}
