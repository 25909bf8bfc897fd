using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>Reads the device: what the browser says in client hints counts more than its user-agent string.</summary>
internal static class ClientHints
{
    /// <summary>Brands in the order in which they count: a browser names what it is built on too.</summary>
    private static readonly (string Brand, string Name)[] Brands =
    [
        ("Microsoft Edge", "edge"), ("Opera", "opera"), ("Samsung Internet", "samsung"), ("Brave", "brave"), ("Vivaldi", "vivaldi"),
        ("YaBrowser", "yandex"), ("Yandex", "yandex"), ("DuckDuckGo", "duckduckgo"), ("Google Chrome", "chrome"), ("Chromium", "chrome"),
    ];

    private static readonly (string Platform, string Name)[] Platforms =
    [
        ("Windows", "windows"), ("Android", "android"), ("macOS", "macos"), ("iOS", "ios"), ("Chrome OS", "chromeos"),
        ("Chromium OS", "chromeos"), ("Linux", "linux"),
    ];

    /// <summary>The device of a request.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="byUserAgent">What the user-agent string says.</param>
    public static ClientDevice Apply(IHeaderDictionary headers, ClientDevice byUserAgent)
    {
        var brands = headers["Sec-CH-UA"];
        var platform = headers["Sec-CH-UA-Platform"];
        var mobile = headers["Sec-CH-UA-Mobile"];
        if (brands.Count + platform.Count + mobile.Count == 0)
        {
            return byUserAgent;
        }

        var brand = brands.Count == 1 ? brands[0] : null;
        var os = Find(Platforms, platform.Count == 1 ? platform[0] : null) ?? byUserAgent.Os;
        var isBot = byUserAgent.Type == DeviceType.Bot || brand?.Contains("Headless", StringComparison.Ordinal) == true;
        return new ClientDevice(
            isBot ? DeviceType.Bot : TypeOf(mobile.Count == 1 ? mobile[0] : null, os, byUserAgent.Type),
            os,
            Find(Brands, brand) ?? byUserAgent.Browser);
    }

    private static DeviceType TypeOf(string? mobile, string? os, DeviceType byUserAgent) => (mobile, os) switch
    {
        ("?1", _) => DeviceType.Mobile,
        ("?0", "windows" or "macos" or "linux" or "chromeos") => DeviceType.Desktop,
        ("?0", "android") when byUserAgent is DeviceType.Mobile => DeviceType.Tablet,
        _ => byUserAgent,
    };

    private static string? Find((string Text, string Name)[] known, string? header)
    {
        if (header is not null)
        {
            foreach (var (text, name) in known)
            {
                if (header.Contains(text, StringComparison.Ordinal))
                {
                    return name;
                }
            }
        }

        return null;
    }
}
