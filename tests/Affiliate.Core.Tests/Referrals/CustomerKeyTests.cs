namespace Affiliate.Core.Tests;

public sealed class CustomerKeyTests
{
    [Theory]
    [InlineData("42")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82")]
    [InlineData("customer@example.com")]
    [InlineData("利用者 😀")]
    public void Any_printable_text_is_a_key(string text)
    {
        CustomerKey key = text;

        Assert.True(CustomerKey.IsValid(text));
        Assert.Equal(text, key.Value);
        Assert.Equal(text, key.ToString());
        Assert.Equal(CustomerKey.FromString(text), key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void Text_that_cannot_identify_anybody_is_refused(string? text)
    {
        Assert.False(CustomerKey.IsValid(text));
        Assert.Throws<ArgumentException>(() => new CustomerKey(text!));
    }

    /// <summary>C7: two such texts would be one and the same once they are written as UTF-8.</summary>
    [Fact]
    public void Halves_of_surrogate_pairs_are_refused()
    {
        Assert.False(CustomerKey.IsValid(new string(['a', '\ud83d'])));
        Assert.False(CustomerKey.IsValid(new string(['\ude00', 'a'])));
    }

    [Fact]
    public void A_key_has_a_bounded_length()
    {
        Assert.True(CustomerKey.IsValid(new string('a', CustomerKey.MaxLength)));
        Assert.False(CustomerKey.IsValid(new string('a', CustomerKey.MaxLength + 1)));
    }

    /// <summary>The host's keys are opaque: nothing about them is normalised.</summary>
    [Fact]
    public void Keys_that_differ_in_case_are_two()
    {
        Assert.NotEqual(new CustomerKey("User"), new CustomerKey("user"));
        Assert.NotEqual(new CustomerKey("user "), new CustomerKey("user"));
    }
}
