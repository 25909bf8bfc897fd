using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

/// <summary>C7: external keys of any length and alphabet fit a 64-character ASCII column.</summary>
public sealed class LookupKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("user-42")]
    [InlineData("stripe:live:self:in_1MtHbELkdIwHu7ixl4OzzPMv")]
    public void Short_ascii_text_is_its_own_key(string text) => Assert.Equal(text, LookupKey.Of(text));

    [Theory]
    [InlineData("Ünïcode")]
    [InlineData("a text of more characters than a column for keys has, which is 64")]
    public void Other_text_is_hashed(string text) => Assert.Matches("^[0-9a-f]{64}$", LookupKey.Of(text));

    [Fact]
    public void The_longest_text_that_is_kept_is_one_shorter_than_a_hash()
    {
        Assert.Equal(new string('a', 63), LookupKey.Of(new string('a', 63)));
        Assert.NotEqual(new string('a', 64), LookupKey.Of(new string('a', 64)));
    }

    /// <summary>A hash that somebody uses as a key is not mistaken for what it is the hash of.</summary>
    [Fact]
    public void The_key_of_a_hash_is_not_the_hash()
    {
        var hash = LookupKey.Of(new string('a', 100));

        Assert.NotEqual(hash, LookupKey.Of(hash));
    }

    [Fact]
    public void Keys_fit_and_tell_texts_apart() =>
        Prop.ForAll(Texts(), Texts(), (one, other) =>
        {
            var (left, right) = (LookupKey.Of(one), LookupKey.Of(other));
            return left.Length <= LookupKey.MaxLength && left.All(char.IsAscii) && (left == right) == (one == other);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Case_and_blanks_make_other_keys()
    {
        Assert.NotEqual(LookupKey.Of("User"), LookupKey.Of("user"));
        Assert.NotEqual(LookupKey.Of("user "), LookupKey.Of("user"));
        Assert.NotEqual(LookupKey.Of("é"), LookupKey.Of("e\u0301"));
    }

    private static Arbitrary<string> Texts() =>
        Gen.Elements("a", "b", "ä", "漢", "😀", " ").ArrayOf()
            .SelectMany(parts => Gen.Choose(1, 40).Select(times => string.Concat(Enumerable.Repeat(string.Concat(parts), times))))
            .ToArbitrary();
}
