using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests.Clicks;

/// <summary>AH-04: a landing page is a path, a referrer an origin with its path; neither says more.</summary>
public class ClickTextTests
{
    [Theory]
    [InlineData("/pricing", "/pricing")]
    [InlineData("/pricing?ref=alpha&email=a@b.c", "/pricing")]
    [InlineData("/pricing#plans", "/pricing")]
    [InlineData("/@alpha/page", "/@alpha/page")]
    [InlineData("pricing", "/pricing")]
    [InlineData("https://user:secret@app.example.com:8080/pricing?x=1#y", "/pricing")]
    [InlineData("https://app.example.com", null)]
    [InlineData("https://app.example.com?x=/secret", null)]
    [InlineData("//app.example.com/pricing?x", "/pricing")]
    [InlineData("https://app.example.com//other.example.com/pricing", "/other.example.com/pricing")]
    [InlineData("/go?to=https://other.example.com/a", "/go")]
    [InlineData("?ref=alpha", null)]
    [InlineData("  ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Landing_is_a_path(string? landing, string? expected) => Assert.Equal(expected, ClickText.Landing(landing));

    [Theory]
    [InlineData("https://blog.example.net/review?utm_source=x#top", "https://blog.example.net/review")]
    [InlineData("https://blog.example.net", "https://blog.example.net")]
    [InlineData("https://blog.example.net?q=secret", "https://blog.example.net")]
    [InlineData("http://user:secret@blog.example.net:8080/a", "http://blog.example.net:8080/a")]
    [InlineData("https://a@b@blog.example.net/", "https://blog.example.net/")]
    [InlineData("https://secret\\@blog.example.net/", "https://secret\\@blog.example.net/")]
    [InlineData("android-app://com.example.reader/", "android-app://com.example.reader/")]
    [InlineData("/local", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("https:///path", null)]
    [InlineData("not an address", null)]
    [InlineData(null, null)]
    public void Referrer_is_origin_and_path(string? referrer, string? expected) =>
        Assert.Equal(expected, ClickText.Referrer(referrer));

    [Theory]
    [InlineData("newsletter", "https://blog.example.net/", "newsletter")]
    [InlineData("  ", "https://BLOG.example.net:8080/a", "blog.example.net")]
    [InlineData(null, "https://[2001:db8::1]:8080/a", "[2001:db8::1]")]
    [InlineData(null, "nowhere", null)]
    [InlineData(null, null, null)]
    public void Source_is_what_the_link_says_or_the_referring_host(string? named, string? referrer, string? expected) =>
        Assert.Equal(expected, ClickText.Source(named, referrer));

    [Fact]
    public void Hidden_characters_and_halves_of_surrogate_pairs_go() => Assert.Equal(
        "/a\ud83d\ude00b", ClickText.Landing("/\0a\r\n\u0085\ud83d\ud83d\ude00\ude00b\u001b"));

    [Fact]
    public void A_cut_never_halves_a_surrogate_pair()
    {
        var landing = ClickText.Landing("/" + new string('x', ClickText.MaxPathLength - 2) + "\ud83d\ude00");

        Assert.Equal("/" + new string('x', ClickText.MaxPathLength - 2), landing);
    }

    /// <summary>Whatever a browser sends can be stored by every database and read by anybody.</summary>
    [Fact]
    public void Any_text_becomes_safe() => Prop.ForAll(Texts(), text =>
    {
        var landing = ClickText.Landing(text);
        var referrer = ClickText.Referrer(text);
        return IsSafe(landing, ClickText.MaxPathLength) && IsSafe(referrer, ClickText.MaxPathLength)
            && IsSafe(ClickText.Source(text, text), ClickText.MaxSourceLength)
            && (landing is null || (landing[0] == '/' && !landing.AsSpan().ContainsAny('?', '#')))
            && (referrer is null || !referrer.AsSpan().ContainsAny('?', '#'))
            && ClickText.Landing(landing) == landing
            && ClickText.Referrer(referrer) == referrer;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static Arbitrary<string> Texts()
    {
        var pieces = Gen.Elements(
            "https://", "http://", "://", "//", "/", "\\", "?", "#", "@", ":", "user", "example.com", "pricing", " ",
            "\0", "\ud83d", "\ude00", "\ud83d\ude00", "é", "\u200b", new string('y', 300));
        return pieces.ArrayOf().Select(string.Concat).ToArbitrary();
    }

    private static bool IsSafe(string? text, int maxLength) =>
        text is null || (text.Length is > 0 && text.Length <= maxLength && text.Trim() == text
            && !text.Any(char.IsControl) && text.IsValidUnicode());
}

file static class Validity
{
    public static bool IsValidUnicode(this string text)
    {
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        return strict.GetString(strict.GetBytes(text)) == text;
    }
}
