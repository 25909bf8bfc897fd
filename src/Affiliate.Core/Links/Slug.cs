using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Affiliate;

/// <summary>What may stand behind <c>/r/</c> and in <c>?ref=</c>.</summary>
internal static class Slug
{
    private static readonly SearchValues<char> LowerCase =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> AnyCase =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Lower-cases; <see langword="false"/> for what is no slug: 1 to 64 ASCII letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool TryNormalize([NotNullWhen(true)] string? text, out string slug)
    {
        slug = "";
        if (text is not { Length: > 0 and <= Link.MaxSlugLength })
        {
            return false;
        }

        if (!text.AsSpan().ContainsAnyExcept(LowerCase))
        {
            slug = text;
            return true;
        }

        if (text.AsSpan().ContainsAnyExcept(AnyCase))
        {
            return false;
        }

        slug = text.ToLowerInvariant();
        return true;
    }

    /// <summary>The form of a new link's slug (TX-14); a partner's own may be shorter or longer.</summary>
    public static bool IsForLink(string slug) => slug.Length is >= 4 and <= 24;
}
