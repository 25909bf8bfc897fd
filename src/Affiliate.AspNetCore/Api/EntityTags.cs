using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Affiliate.AspNetCore;

/// <summary>Versions of objects as entity tags (RFC 9110): <c>"3"</c>.</summary>
internal static class EntityTags
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether a list of tags names one, or any.</summary>
    public static bool AreIn(StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags)
        && tags.Any(one => one.Tag == "*" || one.Tag == tag);

    /// <summary>
    /// What <c>If-Match</c> expects of an object; <see langword="null"/> without the header or for <c>*</c>. A weak tag or
    /// one that is not ours matches nothing.
    /// </summary>
    public static bool TryReadExpected(StringValues header, string target, out ExpectedVersion? expected)
    {
        expected = null;
        if (header.Count == 0)
        {
            return true;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags))
        {
            return false;
        }

        if (tags.All(tag => tag.Tag != "*"))
        {
            expected = new ExpectedVersion(target, [.. tags.Select(VersionOf)]);
        }

        return true;
    }

    private static int VersionOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak && int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : -1;
}
