using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

public sealed class RateTests
{
    private static readonly Arbitrary<Rate> Rates = Gen.Choose(0, 10_000).Select(points => new Rate(points)).ToArbitrary();
    private static readonly Arbitrary<long> Amounts = AnyNumber.Long();

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    [InlineData(int.MaxValue)]
    public void A_rate_is_between_nothing_and_everything(int basisPoints) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rate(basisPoints));

    /// <summary>AH-26: percent become integer basis points first.</summary>
    [Theory]
    [InlineData("0", 0)]
    [InlineData("20", 2_000)]
    [InlineData("12.5", 1_250)]
    [InlineData("33.333", 3_333)]
    [InlineData("0.005", 1)]
    [InlineData("0.0049", 0)]
    [InlineData("100", 10_000)]
    public void Percent_are_rounded_to_basis_points(string percent, int basisPoints)
    {
        var value = decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(basisPoints, Rate.FromPercent(value).BasisPoints);
    }

    [Theory]
    [InlineData("-0.01")]
    [InlineData("100.001")]
    public void Percent_outside_the_range_are_refused(string percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Rate.FromPercent(decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>AH-26, I13: rounded once, toward zero.</summary>
    [Theory]
    [InlineData(2_000, 9_900, 1_980)]
    [InlineData(2_000, 9_904, 1_980)]
    [InlineData(3_333, 100, 33)]
    [InlineData(9_999, 1, 0)]
    [InlineData(9_999, -1, 0)]
    [InlineData(2_000, -9_904, -1_980)]
    [InlineData(10_000, long.MaxValue, long.MaxValue)]
    [InlineData(10_000, long.MinValue, long.MinValue)]
    [InlineData(0, long.MaxValue, 0)]
    public void A_share_is_rounded_toward_zero(int basisPoints, long amount, long share) =>
        Assert.Equal(share, new Rate(basisPoints).Of(amount));

    /// <summary>AH-26, I13: exact in wider arithmetic, for every amount of 64 bits.</summary>
    [Fact]
    public void A_share_is_the_exact_quotient_without_its_fraction() =>
        Prop.ForAll(Rates, Amounts, (rate, amount) =>
            rate.Of(amount) == (long)BigInteger.Divide((BigInteger)amount * rate.BasisPoints, 10_000))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_share_never_exceeds_the_amount_or_changes_its_sign() =>
        Prop.ForAll(Rates, Amounts, (rate, amount) =>
        {
            var share = rate.Of(amount);
            return amount >= 0 ? share >= 0 && share <= amount : share <= 0 && share >= amount;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_shares_of_the_parts_never_exceed_the_share_of_the_whole()
    {
        var amounts = AnyNumber.UpTo(Affiliate.Money.MaxMinorUnits);
        Prop.ForAll(Rates, amounts, amounts, (rate, one, other) =>
            rate.Of(one) + rate.Of(other) <= rate.Of(one + other)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rates_compare_by_their_size() =>
        Prop.ForAll(Rates, Rates, (left, right) =>
            (left < right) == (left.BasisPoints < right.BasisPoints)
            && (left > right) == (right < left)
            && (left <= right) == !(left > right)
            && (left >= right) == !(left < right)
            && Math.Sign(left.CompareTo(right)) == left.BasisPoints.CompareTo(right.BasisPoints))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2_000, "20%")]
    [InlineData(1_250, "12.5%")]
    [InlineData(1, "0.01%")]
    [InlineData(0, "0%")]
    public void A_rate_is_shown_in_percent(int basisPoints, string shown) =>
        Assert.Equal(shown, new Rate(basisPoints).ToString());
}
