using System.Security.Cryptography;

namespace Affiliate.AspNetCore;

/// <summary>The browser helper, for pages that load it with an integrity hash.</summary>
public static class AffiliateScript
{
    private const string ResourceName = "Affiliate.AspNetCore.Clicks.wwwroot.affiliate.min.js";

    /// <summary>
    /// The value of the script tag's <c>integrity</c> attribute, for example <c>sha384-…</c>; it changes with the version of this
    /// package. A page of another origin needs <c>crossorigin="anonymous"</c> beside it.
    /// </summary>
    public static string Integrity { get; } = $"sha384-{Convert.ToBase64String(SHA384.HashData(Read()))}";

    internal static byte[] Read()
    {
        using var stream = typeof(AffiliateScript).Assembly.GetManifestResourceStream(ResourceName)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
