using System.Buffers;

namespace Affiliate;

/// <summary>
/// Recognises programs by what they say of themselves (a name of the trade, an address to complain to) and by how their
/// string differs from what browsers send. General rules, no list of programs.
/// </summary>
internal static class BotSigns
{
    /// <summary>Words that no browser or device has anywhere in its string.</summary>
    private static readonly SearchValues<string> Anywhere = SearchValues.Create(
        [
            "crawl", "spider", "slurp", "http:", "https:", "headless", "phantomjs", "externalhit", "robot", "lighthouse",
            "ptst/", "pingdom", "statuscake", "catchpoint", "hotjar", "weblight", "-google", "google-", "favicon",
            "webdriver", "selenium", "puppeteer", "playwright", "httpclient", "http-client", "scraper", "scrapy",
            "gomezagent", "unknown version",
        ],
        StringComparison.Ordinal);

    /// <summary>Words of the trade that may be part of a device's name too: looked for outside of it.</summary>
    private static readonly SearchValues<string> OutsideDevice = SearchValues.Create(
        [
            "www.", "archive", "fetch", "monitor", "checker", "checklink", "linkcheck", "check/", "preview", "validat",
            "index", "scan", "curl/", "wget", "python", "okhttp", "uptime", "probe", "verif", "audit", "analy",
            "download", "collect", "google web", "page speed", "capture", "shot", "synthetic", "inspect", "agent",
            "loader", "snippet", "optimiz", "classif", "compliance", "insight", "watcher", "extract", "harvest",
            "broken", "seo", "feed", "rss", "podcast", "bench", "scrap", "cypress",
        ],
        StringComparison.Ordinal);

    /// <summary>Words in the names of applications that read for people who are not there.</summary>
    private static readonly SearchValues<string> Readers =
        SearchValues.Create(["news", "read", "cast", "check"], StringComparison.Ordinal);

    /// <summary>Where people browse with what does not call itself Mozilla.</summary>
    private static readonly SearchValues<string> PeoplesPlatforms = SearchValues.Create(
        [
            "dalvik/", "cfnetwork/", "midp", "blackberry", "amiga", "morphos", "beos", "windows nt", "windows phone",
            "win10", "android", "iphone", "ipad", "ipod", "macintosh", "playstation", "nintendo", "roku", "symbian",
            "nokia", "[fb", "applewebkit", "elinks", "lynx", "w3m", "ps4", "outlook", "mosaic",
        ],
        StringComparison.Ordinal);

    private static readonly string[] PhoneMakers =
        ["samsung", "htc", "lg", "nokia", "sonyericsson", "mot", "blackberry", "alcatel", "huawei", "zte"];

    /// <summary>Whether a string is a program's.</summary>
    /// <param name="original">The string as sent.</param>
    /// <param name="text">The same in lower case.</param>
    public static bool IsBot(ReadOnlySpan<char> original, ReadOnlySpan<char> text)
    {
        var device = FirstComment(text);
        if (NamesBot(text) || text.ContainsAny(Anywhere) || HasMailAddress(text))
        {
            return true;
        }

        // The name of an Android device stands in the first comment, and may be anything.
        var open = text.IndexOf('(');
        var isDeviceNamed = device.Contains("android", StringComparison.Ordinal);
        var afterDevice = text[(open < 0 ? 0 : open + device.Length)..];
        var isTool = isDeviceNamed ? HasToolSigns(text[..open]) || HasToolSigns(afterDevice) : HasToolSigns(text);
        if (isTool || afterDevice.ContainsAny('\'', '"', '<'))
        {
            return true;
        }

        return BrowserShape.Begins(original)
            ? !BrowserShape.Fits(original, text, device)
            : !IsPeoplesApplication(text);
    }

    /// <summary>What stands between the first parentheses, these included.</summary>
    private static ReadOnlySpan<char> FirstComment(ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('(');
        var length = open < 0 ? -1 : text[open..].IndexOf(')');
        return length < 0 ? default : text.Slice(open, length + 1);
    }

    /// <summary>Whether it says <c>bot</c> at an end of a word; there is a maker of telephones called Cubot.</summary>
    private static bool NamesBot(ReadOnlySpan<char> text)
    {
        for (var rest = text; ;)
        {
            var at = rest.IndexOf("bot", StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            var isWordStart = at == 0 || !char.IsAsciiLetter(rest[at - 1]);
            var isWordEnd = at + 3 == rest.Length || !char.IsAsciiLetter(rest[at + 3]);
            if ((isWordStart || isWordEnd) && !rest[..at].EndsWith("cu", StringComparison.Ordinal))
            {
                return true;
            }

            rest = rest[(at + 3)..];
        }
    }

    private static bool HasMailAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at <= 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
        {
            return false;
        }

        var domain = text[(at + 1)..];
        var dot = domain.IndexOf('.');
        return dot > 0 && dot + 1 < domain.Length && char.IsAsciiLetter(domain[dot + 1]) && !domain[..dot].ContainsAny(" ;()");
    }

    /// <summary>
    /// What applications on telephones say in square brackets is about the telephone: some name its carrier, which may be
    /// called like a domain.
    /// </summary>
    private static bool HasToolSigns(ReadOnlySpan<char> text)
    {
        for (var open = text.IndexOf('['); open >= 0; open = text.IndexOf('['))
        {
            if (NamesTool(text[..open]))
            {
                return true;
            }

            var length = text[open..].IndexOf(']');
            text = length < 0 ? default : text[(open + length)..];
        }

        return NamesTool(text);
    }

    private static bool NamesTool(ReadOnlySpan<char> text) => text.ContainsAny(OutsideDevice) || WebDomain.IsIn(text);

    private static bool IsPeoplesApplication(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(Readers) || text.Contains("mozilla/", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var maker in PhoneMakers)
        {
            if (text.StartsWith(maker, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return text.ContainsAny(PeoplesPlatforms);
    }
}
