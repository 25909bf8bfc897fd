using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Affiliate.Core.Tests.Payments;

/// <summary>payment-providers §4.5: the base is spread over lines, negative ones too, and the parts sum to it exactly.</summary>
public sealed class SaleLinesTests
{
    [Fact]
    public void Parts_are_in_proportion_and_the_largest_remainders_get_what_rounding_leaves() =>
        Assert.Equal([33, 33, 34], Parts(100, 333, 333, 334));

    [Fact]
    public void A_line_that_gives_money_again_has_a_negative_part() => Assert.Equal([-50, 100], Parts(50, -5_000, 10_000));

    [Theory]
    [InlineData(0, new long[] { 100 })]
    [InlineData(100, new long[] { })]
    [InlineData(100, new long[] { 0, 0 })]
    [InlineData(100, new long[] { 100, -100 })]
    [InlineData(100, new long[] { 100, -200 })]
    [InlineData(100, new[] { Affiliate.Money.MaxMinorUnits, 1 - Affiliate.Money.MaxMinorUnits })]
    public void What_cannot_be_spread_has_no_lines(long amount, long[] nets) => Assert.Empty(Parts(amount, nets));

    [Fact]
    public void More_than_200_lines_are_none() => Assert.Empty(Parts(100, [.. Enumerable.Repeat(1L, 201)]));

    [Fact]
    public void Any_parts_sum_to_the_base_and_are_off_by_less_than_one()
    {
        var number = Gen.Choose(-1_000_000, 2_000_000).Select(value => (long)value);
        var cases = Gen.Zip(Gen.Choose(1, int.MaxValue).Select(value => (long)value), Gen.NonEmptyListOf(number));

        Prop.ForAll(Arb.From(cases), item =>
        {
            var (amount, nets) = (item.Item1, item.Item2.ToList());
            var parts = Parts(amount, [.. nets]);
            return parts.Length == 0 || (parts.Sum() == amount
                && parts.Index().All(part => Math.Abs(part.Item - ((decimal)amount * nets[part.Index] / nets.Sum())) < 1));
        }).QuickCheckThrowOnFailure();
    }

    private static long[] Parts(long amount, params long[] nets) =>
        [.. SaleLines.Spread(amount, [.. nets.Select(net => new SaleLine(null, 1, net))]).Select(line => line.AmountMinorUnits)];
}
