namespace Affiliate.Core.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("usd")]
    [InlineData("US")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("XAU")]
    public void An_unknown_currency_is_refused_with_an_example(string? currency)
    {
        var error = Assert.Throws<ArgumentException>(() => new Money(1, currency!));

        Assert.Contains("'EUR'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>I9: zero-, two- and three-decimal currencies are right.</summary>
    [Theory]
    [InlineData(9_900, "USD", "99.00 USD")]
    [InlineData(1, "EUR", "0.01 EUR")]
    [InlineData(-5, "EUR", "-0.05 EUR")]
    [InlineData(500, "JPY", "500 JPY")]
    [InlineData(1_234, "KWD", "1.234 KWD")]
    [InlineData(0, "USD", "0.00 USD")]
    [InlineData(long.MaxValue, "USD", "92233720368547758.07 USD")]
    [InlineData(long.MinValue, "KWD", "-9223372036854775.808 KWD")]
    public void An_amount_is_shown_with_the_decimals_of_its_currency(long minorUnits, string currency, string shown) =>
        Assert.Equal(shown, new Money(minorUnits, currency).ToString());

    [Fact]
    public void Amounts_are_equal_when_number_and_currency_are()
    {
        Assert.Equal(new Money(5, "EUR"), new Money(5, "EUR"));
        Assert.NotEqual(new Money(5, "EUR"), new Money(5, "USD"));
        Assert.NotEqual(new Money(5, "EUR"), new Money(6, "EUR"));
    }
}
