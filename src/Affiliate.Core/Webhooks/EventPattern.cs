namespace Affiliate;

/// <summary>
/// Which event types an endpoint wants: names such as <c>sale.created</c>, beginnings such as <c>commission.*</c>, or
/// <c>*</c> for everything but what happens to endpoints and keys, partners' sign-ins and <c>link.clicked</c>, which must be named.
/// </summary>
public static class EventPattern
{
    /// <summary>The most types one endpoint names.</summary>
    public const int MostPatterns = 20;

    /// <summary>The most characters of one name.</summary>
    public const int MaxLength = 64;

    internal const int MaxListLength = MostPatterns * (MaxLength + 1);

    private const string Everything = "*";
    private const string AnyEnd = ".*";

    private static readonly string[] NotInEverything = ["endpoint.", "apikey.", "link.", "partner.signed_"];

    /// <summary>Whether a text can be what an endpoint wants. Types that no version knows yet are fine.</summary>
    public static bool IsValid(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var name = pattern.EndsWith(AnyEnd, StringComparison.Ordinal) ? pattern[..^AnyEnd.Length] : pattern;
        return pattern == Everything
            || (pattern.Length <= MaxLength
                && name.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-')));
    }

    /// <summary>Whether a list of patterns, separated by spaces, takes a type.</summary>
    internal static bool Matches(string patterns, string type)
    {
        foreach (var range in patterns.AsSpan().Split(' '))
        {
            var pattern = patterns.AsSpan(range);
            if (pattern is Everything ? !NotInEverything.Any(start => type.StartsWith(start, StringComparison.Ordinal))
                : pattern.EndsWith(AnyEnd) ? type.AsSpan().StartsWith(pattern[..^1], StringComparison.Ordinal)
                : pattern.SequenceEqual(type))
            {
                return true;
            }
        }

        return false;
    }
}
