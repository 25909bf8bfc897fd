namespace Affiliate.Core.Tests.Links;

public class SlugTests
{
    [Theory]
    [InlineData("alpha", "alpha")]
    [InlineData("Alpha-2_B", "alpha-2_b")]
    [InlineData("0", "0")]
    public void Slugs_are_lower_case(string text, string expected)
    {
        Assert.True(Slug.TryNormalize(text, out var slug));
        Assert.Equal(expected, slug);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" alpha")]
    [InlineData("al pha")]
    [InlineData("alpha/beta")]
    [InlineData("älpha")]
    [InlineData("alpha\0")]
    [InlineData("\u212a")]
    [InlineData("..")]
    public void Other_texts_are_no_slugs(string? text) => Assert.False(Slug.TryNormalize(text, out _));

    [Fact]
    public void Slugs_have_64_characters_at_most()
    {
        Assert.True(Slug.TryNormalize(new string('a', 64), out _));
        Assert.False(Slug.TryNormalize(new string('a', 65), out _));
    }
}
