namespace Affiliate.Core.Tests;

public sealed class CurrenciesTests
{
    /// <summary>I9: the decimals are those of ISO 4217.</summary>
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("CHF", 2)]
    [InlineData("ISK", 0)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("BHD", 3)]
    [InlineData("TND", 3)]
    public void A_currency_has_its_own_decimals(string code, int decimals) =>
        Assert.Equal(decimals, Currencies.Decimals(code));

    [Theory]
    [InlineData("usd")]
    [InlineData("XXX")]
    [InlineData("EURO")]
    [InlineData("")]
    public void An_unknown_code_has_no_decimals(string code)
    {
        Assert.False(Currencies.IsKnown(code));
        Assert.Throws<ArgumentException>(() => Currencies.Decimals(code));
    }

    [Fact]
    public void No_code_is_unknown_rather_than_an_error() => Assert.False(Currencies.IsKnown(null));
}
