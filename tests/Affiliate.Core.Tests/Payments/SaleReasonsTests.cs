using System.Reflection;

namespace Affiliate.Core.Tests.Payments;

/// <summary>Which sales later evidence may still credit.</summary>
public sealed class SaleReasonsTests
{
    private static readonly string[] Settled =
        [SaleReasons.ZeroAmount, SaleReasons.Skipped, SaleReasons.Detached, SaleReasons.Merged];

    public static TheoryData<string> All =>
        [.. typeof(SaleReasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => (string)code.GetRawConstantValue()!)];

    [Theory, MemberData(nameof(All))]
    public void A_sale_that_is_somebodys_is_settled_and_one_that_is_nobodys_mostly_open(string reason)
    {
        var sale = Sample.Sale() with { Reason = reason, PartnerId = null };

        Assert.Equal(!Settled.Contains(reason), SaleReasons.IsOpen(sale));
        Assert.False(SaleReasons.IsOpen(sale with { PartnerId = AffiliateId.New<PartnerId>(Sample.Now) }));
        Assert.False(SaleReasons.IsOpen(sale with { Reason = null }));
    }
}
