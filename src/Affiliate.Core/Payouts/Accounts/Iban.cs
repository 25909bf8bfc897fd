namespace Affiliate;

/// <summary>International bank account numbers (ISO 13616).</summary>
internal static class Iban
{
    private const int Shortest = 15;
    private const int Longest = 34;

    /// <summary>Whether a text is meant as one: two letters, two digits, and as many letters and digits as one has.</summary>
    public static bool IsMeant(string text)
    {
        var compact = Compact(text);
        return compact.Length is >= Shortest and <= Longest && compact.All(char.IsAsciiLetterOrDigit)
            && compact.Take(2).All(char.IsAsciiLetter) && compact.Skip(2).Take(2).All(char.IsAsciiDigit);
    }

    /// <summary>Without blanks and in upper case; <see langword="false"/> when the check digits (ISO 7064, 97-10) are wrong.</summary>
    public static bool TryNormalize(string? text, out string iban)
    {
        iban = Compact(text ?? "");
        return IsMeant(iban) && (iban[4..] + iban[..4]).Aggregate(0, Remainder) == 1;
    }

    private static int Remainder(int before, char next) => char.IsAsciiDigit(next)
        ? ((before * 10) + next - '0') % 97
        : ((before * 100) + next - 'A' + 10) % 97;

    private static string Compact(string text) => text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
