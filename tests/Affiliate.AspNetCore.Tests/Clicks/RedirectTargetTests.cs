namespace Affiliate.AspNetCore.Tests;

/// <summary>T18: a redirect never leads away from the allowed hosts, whatever the spelling.</summary>
public class RedirectTargetTests
{
    public const string Hosts = "app.example.com docs.example.com:8443 bücher.example";

    private static readonly WebHost Own = new("shop.example", 443);

    public static TheoryData<string> Refused =>
    [
        // Nothing, or no path at all.
        "", " ", "pricing", "pricing/now", ".", "..", "./x", "../x", "?x", "#x", "~/", "*", "%2fpricing",
        // Two slashes, in every spelling.
        "//evil.com", "///evil.com", "////evil.com", "//evil.com/%2f..", "//evil.com@shop.example", "//\u0000evil.com",
        "//shop.example.evil.com", "//evil%E3%80%82com", "//evil\u3002com", "//[::1]/", "//127.0.0.1", "//2130706433", "//0x7f.1",
        "/%2fevil.com", "/%2Fevil.com", "%2f%2fevil.com", "/%252fevil.com", "/%25252fevil.com", "/%2525252525252fevil.com",
        "/%2f%2fevil.com", "/.//evil.com", "/..//evil.com", "/x/..//evil.com", "/.%2f/evil.com", "/%2e%2f%2fevil.com",
        "/x//evil.com", "/;//evil.com", "/x%2f%2fevil.com",
        // Backslashes, which browsers take for slashes.
        "/\\evil.com", "\\/evil.com", "\\\\evil.com", "/\\/evil.com", "/\\\\evil.com", "\\evil.com", "/%5cevil.com", "/%5Cevil.com",
        "/%255cevil.com", "/x\\..\\evil.com", "https:\\\\evil.com", "https:/\\evil.com", "http:\\/evil.com",
        // Characters that browsers drop.
        "/\t/evil.com", "/\n/evil.com", "/\r/evil.com", "/\r\n/evil.com", "\t//evil.com", "\n//evil.com", " //evil.com", " https://app.example.com",
        "/%09/evil.com", "/%0a/evil.com", "/%0d/evil.com", "/%0d%0aLocation:%20https://evil.com", "/%00/evil.com", "/x\u0000", "/\u007f",
        "/\u0085/evil.com", "/\u00a0/evil.com", "/\u2028/evil.com", "/\u2029/evil.com", "/\u200b/evil.com", "/\ufeff/evil.com",
        "/\u202e/moc.live", "/\u00ad/evil.com", "h\tttps://evil.com", "java\nscript:alert(1)", "/%e2%80%8b/evil.com", "/%c2%a0x",
        // Look-alikes of slash and at sign.
        "/\uff0fevil.com", "/\uff3cevil.com", "\uff0f\uff0fevil.com", "/%ef%bc%8fevil.com", "/%ef%bc%bcevil.com",
        "/\uff20evil.com",
        // User names.
        "/@evil.com", "/%40evil.com", "/x@evil.com", "/x%40evil.com", "https://app.example.com@evil.com",
        "https://app.example.com:443@evil.com", "https://app.example.com%40evil.com", "https://user@app.example.com/",
        "https://user:pass@app.example.com/", "https://@app.example.com", "https://evil.com\\@app.example.com",
        "https://app.example.com\\@evil.com", "https://app.example.com\\.evil.com",
        // Other hosts that look right.
        "https://evil.com", "http://evil.com", "https://evil.com/app.example.com", "https://evil.com?app.example.com",
        "https://evil.com#app.example.com", "https://app.example.com.evil.com", "https://app.example.comevil.com",
        "https://evilapp.example.com", "https://evil.app.example.com", "https://example.com", "https://app.example", "https://app-example.com",
        "https://app.example.com.", "https://app.example.com%2eevil.com", "https://app.example.com%00.evil.com",
        "https://app.example.com%20.evil.com", "https://app.example.com .evil.com", "https://app.example.com\u3002evil.com",
        "https://app.ex\u0430mple.com", "https://bu\u0308cher.example.evil.com", "https://docs.example.com", "https://docs.example.com:443",
        "https://docs.example.com:84430", "https://docs.example.com:+8443", "https://docs.example.com:0", "https://app.example.com:x",
        "https://app.example.com:99999", "https://app.example.com:", "https://[::1]", "https://127.0.0.1", "https://localhost",
        "https://%61pp.example.com", "https://app_example.com", "https://", "https:///app.example.com", "https:app.example.com",
        "https:/app.example.com", "https://?app.example.com", "https:////app.example.com", "https://shop.example:8443",
        // Other schemes.
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://app.example.com/%0aalert(1)", "data:text/html,x", "vbscript:x",
        "ftp://app.example.com", "file:///etc/passwd", "blob:https://app.example.com/x", "view-source:https://app.example.com",
        "mailto:a@app.example.com", "intent://app.example.com", "ws://app.example.com", "httpss://app.example.com",
        "https;//app.example.com", "feed:https://app.example.com", "x:/y",
        "/" + new string('x', 2_000),
    ];

    public static TheoryData<string, string> Allowed => new()
    {
        { "/", "/" },
        { "/pricing", "/pricing" },
        { "/pricing?plan=pro&x=1#top", "/pricing?plan=pro&x=1#top" },
        { "/pricing?next=//evil.com", "/pricing?next=//evil.com" },
        { "/a%20b", "/a%20b" },
        { "/100%", "/100%" },
        { "/größe", "/gr%C3%B6%C3%9Fe" },
        { "/x?mail=a@b.c", "/x?mail=a@b.c" },
        { "https://app.example.com", "https://app.example.com/" },
        { "https://app.example.com?x", "https://app.example.com/?x" },
        { "HTTPS://APP.Example.COM/Path", "https://app.example.com/Path" },
        { "http://app.example.com:80/x", "http://app.example.com/x" },
        { "https://app.example.com:9000/x", "https://app.example.com:9000/x" },
        { "https://docs.example.com:8443/x#y", "https://docs.example.com:8443/x#y" },
        { "https://shop.example/x", "https://shop.example/x" },
        { "https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4" },
        { "https://BÜCHER.example/", "https://xn--bcher-kva.example/" },
        { "https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/" },
        { "https://app.example.com/@someone//x", "https://app.example.com/@someone//x" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Whatever_may_lead_away_is_refused(string requested) =>
        Assert.Null(RedirectTarget.Requested(requested, Hosts, Own));

    [Fact]
    public void There_are_at_least_120_spellings() => Assert.True(Refused.Count >= 120, $"{Refused.Count}");

    [Theory, MemberData(nameof(Allowed))]
    public void Local_paths_and_allowed_hosts_are_kept(string requested, string address) =>
        Assert.Equal(address, RedirectTarget.Requested(requested, Hosts, Own));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.com")]
    [InlineData("/\\evil.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("pricing")]
    [InlineData("/a b")]
    [InlineData("https://")]
    public void A_destination_that_is_no_web_address_is_none(string? destination) =>
        Assert.Null(RedirectTarget.Configured(destination));

    [Theory]
    [InlineData("/pricing", "/pricing")]
    [InlineData("/@alpha", "/@alpha")]
    [InlineData("https://anywhere.example/x", "https://anywhere.example/x")]
    public void The_owner_chooses_any_destination(string destination, string address) =>
        Assert.Equal(address, RedirectTarget.Configured(destination));

    [Theory]
    [InlineData("/", "/?clickid=")]
    [InlineData("/?", "/?clickid=")]
    [InlineData("/?x=1", "/?x=1&clickid=")]
    [InlineData("/?x=1&", "/?x=1&clickid=")]
    [InlineData("/#top", "/?clickid=#top")]
    [InlineData("/?x=1#top?y", "/?x=1&clickid=#top?y")]
    [InlineData("/#?", "/?clickid=#?")]
    [InlineData("https://a.example/?x#y", "https://a.example/?x&clickid=#y")]
    public void The_click_is_appended_to_the_query(string address, string expected)
    {
        var click = Sample.Id<ClickId>();

        Assert.Equal(
            expected.Replace("clickid=", $"clickid={click}", StringComparison.Ordinal), RedirectTarget.WithClick(address, click));
    }
}
