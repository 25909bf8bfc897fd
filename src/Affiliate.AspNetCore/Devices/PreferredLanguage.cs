namespace Affiliate.AspNetCore;

/// <summary>The language that a browser asks for first.</summary>
internal static class PreferredLanguage
{
    private const int MaxLength = 16;

    /// <summary>The first language of an <c>Accept-Language</c> header, as it stands there; <see langword="null"/> without a plain one.</summary>
    public static string? Of(string? header)
    {
        var first = header.AsSpan();
        var end = first.IndexOfAny(',', ';');
        first = (end < 0 ? first : first[..end]).Trim();
        if (first.Length is < 2 or > MaxLength || !char.IsAsciiLetter(first[0]))
        {
            return null;
        }

        foreach (var character in first)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
            {
                return null;
            }
        }

        // What most browsers send costs no memory.
        return first switch { "en-US" => "en-US", "en-GB" => "en-GB", "en" => "en", "de-DE" => "de-DE", _ => first.ToString() };
    }
}
