using System.Globalization;
using System.Text;

namespace Affiliate;

/// <summary>Texts with the letters that every bank takes (EPC217-08): without accents, and a full stop for what has no such letter. Pure.</summary>
internal static class BankText
{
    private const string Marks = "/-?:().,'+ ";

    /// <summary>The text in these letters, cut to a length; <see langword="null"/> when no letter or digit of it is left.</summary>
    public static string? Of(string? text, int most)
    {
        var plain = new StringBuilder();
        // Half characters cannot be taken apart.
        var whole = string.Concat((text ?? "").EnumerateRunes());
        foreach (var c in whole.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && !char.IsLowSurrogate(c))
            {
                plain.Append(Plain(c));
            }
        }

        var words = string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var cut = words[..Math.Min(most, words.Length)].Trim();
        return cut.Any(char.IsAsciiLetterOrDigit) ? cut : null;
    }

    private static string Plain(char c) => c switch
    {
        _ when char.IsAsciiLetterOrDigit(c) || Marks.Contains(c, StringComparison.Ordinal) => c.ToString(),
        _ when char.IsWhiteSpace(c) => " ",
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' or 'ð' => "d",
        'Đ' or 'Ð' => "D",
        'þ' => "th",
        'Þ' => "Th",
        'ı' => "i",
        '&' => "+",
        '_' or '–' or '—' => "-",
        '’' or '`' => "'",
        _ => ".",
    };
}
