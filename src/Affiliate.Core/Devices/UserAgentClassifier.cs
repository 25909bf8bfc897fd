using System.Buffers;
using System.Text;

namespace Affiliate;

/// <summary>A small classifier without backtracking: every check is one pass over at most 512 characters (P14).</summary>
internal sealed class UserAgentClassifier : IUserAgentClassifier
{
    public const int MaxLength = 512;

    /// <summary>Most strings name none of these: one pass tells, and the long list is not gone through.</summary>
    private static readonly SearchValues<string> RareSystems = SearchValues.Create(
        ["cros ", "tizen", "web0s", "webos", "kaios", "harmony", "blackberry", "bb10", "playbook", "playstation"],
        StringComparison.Ordinal);

    private static readonly SearchValues<string> Handhelds =
        SearchValues.Create(["tablet;", "kindle", "mobi", "midp", "opera mini"], StringComparison.Ordinal);

    private static readonly SearchValues<string> RareBrowsers = SearchValues.Create(
        [
            "edg/", "edge/", "edga/", "edgios/", "opr/", "opera", "opios/", "opt/", "samsungbrowser", "yabrowser", "vivaldi", "ucbrowser",
            "ucweb", "duckduckgo", "ddg/", "brave", "miuibrowser", "huaweibrowser", "instagram", "fban/", "fbav/", "silk/",
        ],
        StringComparison.Ordinal);

    public ClientDevice Classify(ReadOnlySpan<char> userAgent)
    {
        userAgent = userAgent[..Math.Min(userAgent.Length, MaxLength)];
        Span<char> buffer = stackalloc char[userAgent.Length];
        Ascii.ToLower(userAgent, buffer, out var written);

        // What is not ASCII stops the conversion; nothing that is looked for stands behind it in a real browser.
        ReadOnlySpan<char> text = buffer[..written];
        var os = OsOf(text);
        var type = BotSigns.IsBot(userAgent[..written], text) ? DeviceType.Bot : TypeOf(text, os);
        return new ClientDevice(type, os, BrowserOf(text));
    }

    private static string? OsOf(ReadOnlySpan<char> text) =>
        Has(text, "windows") ? Has(text, "windows phone") ? "windows_phone" : Has(text, "xbox") ? "xbox" : "windows"
        : Has(text, "android") ? "android"
        : Has(text, "iphone") || Has(text, "ipad") || Has(text, "ipod") ? "ios"
        : Has(text, "mac os x") || Has(text, "macintosh") ? "macos"
        : text.ContainsAny(RareSystems) ? RareSystemOf(text)
        : Has(text, "linux") || Has(text, "x11") ? "linux"
        : null;

    private static string RareSystemOf(ReadOnlySpan<char> text) =>
        Has(text, "cros ") ? "chromeos"
        : Has(text, "tizen") ? "tizen"
        : Has(text, "web0s") || Has(text, "webos") ? "webos"
        : Has(text, "kaios") ? "kaios"
        : Has(text, "harmony") ? "harmonyos"
        : Has(text, "blackberry") || Has(text, "bb10") || Has(text, "playbook") ? "blackberry"
        : "playstation";

    private static DeviceType TypeOf(ReadOnlySpan<char> text, string? os) => os switch
    {
        "ios" => Has(text, "ipad") ? DeviceType.Tablet : DeviceType.Mobile,
        _ when IsTelevision(text) => DeviceType.Unknown,
        "android" when Has(text, "tablet") || !Has(text, "mobi") => DeviceType.Tablet,
        "android" or "windows_phone" or "kaios" => DeviceType.Mobile,
        "blackberry" when Has(text, "playbook") => DeviceType.Tablet,
        "xbox" or "playstation" or "webos" => DeviceType.Unknown,
        _ when text.ContainsAny(Handhelds) => Has(text, "tablet;") || Has(text, "kindle") ? DeviceType.Tablet : DeviceType.Mobile,
        "windows" or "macos" or "linux" or "chromeos" => DeviceType.Desktop,
        "blackberry" or "harmonyos" or "tizen" => DeviceType.Mobile,
        _ => DeviceType.Unknown,
    };

    private static bool IsTelevision(ReadOnlySpan<char> text) =>
        Has(text, "tv") && (Has(text, "smart-tv") || Has(text, "smarttv") || Has(text, "hbbtv") || Has(text, "googletv")
            || Has(text, "appletv") || Has(text, "android tv") || Has(text, "netcast") || Has(text, " tv"));

    /// <summary>Others that build on a browser name it too, so theirs come first.</summary>
    private static string? BrowserOf(ReadOnlySpan<char> text) =>
        text.ContainsAny(RareBrowsers) ? RareBrowserOf(text)
        : Has(text, "fxios/") || Has(text, "firefox/") ? "firefox"
        : Has(text, "crios/") || Has(text, "chrome/") || Has(text, "chromium/") ? "chrome"
        : Has(text, "msie") || Has(text, "trident/") ? "ie"
        : Has(text, "applewebkit") ? Has(text, "android") ? "android" : "safari"
        : null;

    private static string RareBrowserOf(ReadOnlySpan<char> text) =>
        Has(text, "edg/") || Has(text, "edge/") || Has(text, "edga/") || Has(text, "edgios/") ? "edge"
        : Has(text, "opr/") || Has(text, "opera") || Has(text, "opios/") || Has(text, "opt/") ? "opera"
        : Has(text, "samsungbrowser") ? "samsung"
        : Has(text, "yabrowser") ? "yandex"
        : Has(text, "vivaldi") ? "vivaldi"
        : Has(text, "ucbrowser") || Has(text, "ucweb") ? "uc"
        : Has(text, "duckduckgo") || Has(text, "ddg/") ? "duckduckgo"
        : Has(text, "brave") ? "brave"
        : Has(text, "miuibrowser") ? "miui"
        : Has(text, "huaweibrowser") ? "huawei"
        : Has(text, "instagram") ? "instagram"
        : Has(text, "fban/") || Has(text, "fbav/") ? "facebook"
        : "silk";

    private static bool Has(ReadOnlySpan<char> text, string sign) => text.Contains(sign, StringComparison.Ordinal);
}
