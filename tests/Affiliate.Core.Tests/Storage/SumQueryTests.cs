namespace Affiliate.Core.Tests;

public sealed class SumQueryTests
{
    [Fact]
    public void A_sum_has_at_most_three_groups_and_four_sums()
    {
        var three = Query<Sale>.All.GroupBy(sale => sale.Kind, sale => sale.Currency, sale => sale.PartnerId);
        var four = three.Sum(sale => sale.AmountMinorUnits).Sum(sale => sale.AmountMinorUnits)
            .Sum(sale => sale.GrossMinorUnits).Sum(sale => sale.GrossMinorUnits);

        Assert.Equal((3, 4), (four.Groups.Count, four.Sums.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => four.Sum(sale => sale.AmountMinorUnits));
        Assert.Throws<ArgumentOutOfRangeException>(() => Query<Sale>.All.GroupBy(
            sale => sale.Kind, sale => sale.Currency, sale => sale.PartnerId, sale => sale.Provider));
    }

    [Fact]
    public void Only_stored_fields_can_be_named() =>
        Assert.Throws<ArgumentException>(() => Query<Sale>.All.GroupBy(sale => sale.Currency.Length));
}
