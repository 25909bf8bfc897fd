namespace Affiliate.Core.Tests;

/// <summary>What tells programs from people, by general signs.</summary>
public class UserAgentClassifierTests
{
    private const string Iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 ";

    private const string AndroidView =
        "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/BP1A.250505.005; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/137.0.7151.61 Mobile Safari/537.36 ";

    /// <summary>Applications show pages to people, and are named like domains from their end; carriers are called like domains.</summary>
    [Theory]
    [InlineData(Iphone + "com.example.app/2.3.0")]
    [InlineData(Iphone + "net.example.co/1.4")]
    [InlineData(AndroidView + "io.example.app/5.2")]
    [InlineData(AndroidView + "com.example.app")]
    [InlineData(Iphone + "[FBAN/FBIOS;FBAV/516.0.0.42.89;FBSN/iOS;FBCR/carrier.de;FBLC/de_DE]")]
    [InlineData(AndroidView + "[FB_IAB/FB4A;FBAV/516.0.0.42.89;]")]
    [InlineData("Mozilla/5.0 (Windows; U; Windows NT 10.0; en-US; Valve Steam Client/default/1690583737; ) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/85.0.4183.121 Safari/537.36")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.183 Safari/537.36 Valve Steam Client")]
    [InlineData("Mozilla/5.0 (Nintendo 3DS; U; ; en) Version/1.7567.US")]
    [InlineData("Mozilla/5.0 (PLAYSTATION 3; 4.90)")]
    [InlineData("HbbTV/1.5.1 (+DRM; LGE; 43UP7500; WEBOS6.0 03.20.50; W60_A21; DTV_W21O) Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36")]
    [InlineData("Mozilla/5.0 (X11; Manjaro; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    public void People_in_applications_are_people(string userAgent) => Assert.NotEqual(DeviceType.Bot, TypeOf(userAgent));

    [Theory]
    [InlineData("Mozilla/5.0 (darwin) AppleWebKit/537.36 (KHTML, like Gecko) domlike/24.1.0")]
    [InlineData("Mozilla/5.0 (win32) AppleWebKit/537.36 (KHTML, like Gecko) domlike/24.1.0")]
    [InlineData("Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) DomLike/14.12.0")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/602.1 (KHTML, like Gecko) renderer Version/10.0 Safari/602.1")]
    [InlineData(Iphone + "(checked by app.example.com)")]
    public void Scripts_and_renderers_are_programs(string userAgent) => Assert.Equal(DeviceType.Bot, TypeOf(userAgent));

    private static DeviceType TypeOf(string userAgent) => new UserAgentClassifier().Classify(userAgent).Type;
}
