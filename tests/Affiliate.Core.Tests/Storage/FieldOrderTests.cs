using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

public sealed class FieldOrderTests
{
    [Fact]
    public void Identifiers_sort_as_their_public_forms_do() =>
        Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), ArbMap.Default.ArbFor<Guid>(), (left, right) =>
        {
            var expected = Math.Sign(string.CompareOrdinal(left.ToString("N"), right.ToString("N")));
            return Math.Sign(FieldOrder.Compare(new SaleId(left), new SaleId(right))) == expected
                && Math.Sign(FieldOrder.Compare(left, right)) == expected;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Null_comes_first()
    {
        Assert.True(FieldOrder.Compare(null, "") < 0);
        Assert.True(FieldOrder.Compare("", null) > 0);
        Assert.Equal(0, FieldOrder.Compare(null, null));
    }

    [Fact]
    public void Bytes_are_compared_by_content()
    {
        Assert.True(FieldOrder.AreEqual(new byte[] { 1, 2 }, new byte[] { 1, 2 }));
        Assert.False(FieldOrder.AreEqual(new byte[] { 1, 2 }, new byte[] { 1, 3 }));
        Assert.True(FieldOrder.Compare(new byte[] { 1, 2 }, new byte[] { 1, 3 }) < 0);
    }

    [Fact]
    public void What_has_no_order_is_an_error() =>
        Assert.Throws<NotSupportedException>(() => FieldOrder.Compare(new object(), new object()));
}
