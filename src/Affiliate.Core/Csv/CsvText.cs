using System.Buffers;
using System.Globalization;
using System.Text;

namespace Affiliate;

/// <summary>Writes CSV as RFC 4180 has it, safe to open in a spreadsheet (T22): a text is never taken for a formula.</summary>
internal sealed class CsvText
{
    /// <summary>Tells spreadsheets that the file is UTF-8.</summary>
    public const string ByteOrderMark = "\uFEFF";

    private const string FormulaStarts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    private readonly StringBuilder _text = new();
    private bool _isInLine;

    public int Length => _text.Length;

    /// <summary>Whether a spreadsheet could take the text for a formula.</summary>
    public static bool IsLikeFormula(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        return text.Length > 0
            && (FormulaStarts.Contains(text[0], StringComparison.Ordinal)
                || (trimmed.Length > 0 && FormulaStarts.Contains(trimmed[0], StringComparison.Ordinal)));
    }

    public CsvText Text(string? value)
    {
        Separate();
        var text = value ?? "";
        text = IsLikeFormula(text) ? "'" + text : text;
        _ = text.AsSpan().ContainsAny(Quoted)
            ? _text.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"')
            : _text.Append(text);
        return this;
    }

    public CsvText Number(long value)
    {
        Separate();
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>The amount in major units with the currency's decimals, without the code.</summary>
    public CsvText Amount(Money value)
    {
        Separate();
        _text.Append(value.AmountText);
        return this;
    }

    public CsvText Time(DateTimeOffset value)
    {
        Separate();
        _text.Append(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        return this;
    }

    public CsvText EndLine()
    {
        _text.Append("\r\n");
        _isInLine = false;
        return this;
    }

    /// <summary>What was written since the last time.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    private void Separate()
    {
        if (_isInLine)
        {
            _text.Append(',');
        }

        _isInLine = true;
    }
}
