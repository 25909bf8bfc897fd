using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Affiliate.AspNetCore;

/// <summary>What a link's query says about the advertisement behind a click (CP-02). The first value of a name counts.</summary>
internal struct ClickParameters
{
    private const int MaxLength = 128;
    private const decimal MostCost = 1_000_000_000;

    /// <summary>The names, as parameters of a link and as members of a beacon.</summary>
    private static readonly string[] Names =
    [
        "src", "utm_source", "utm_medium", "medium", "utm_campaign", "utm_content", "utm_term", "ad_group", "creative",
        "placement", "sub1", "sub2", "sub3", "sub4", "sub5",
    ];

    private string? _cost;
    private string? _named;
    private string? _utmSource;

    /// <summary>What the link calls the traffic source: <c>src</c>, else <c>utm_source</c>.</summary>
    public readonly string? Source => _named ?? _utmSource;

    public string? Medium { get; private set; }

    public string? UtmCampaign { get; private set; }

    public string? UtmContent { get; private set; }

    public string? UtmTerm { get; private set; }

    public string? AdGroup { get; private set; }

    public string? Creative { get; private set; }

    public string? Placement { get; private set; }

    public string? Sub1 { get; private set; }

    public string? Sub2 { get; private set; }

    public string? Sub3 { get; private set; }

    public string? Sub4 { get; private set; }

    public string? Sub5 { get; private set; }

    /// <summary>The number of a name, which <see cref="Set"/> takes; below 0 for others.</summary>
    public static int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Reads a query, with or without its question mark.</summary>
    /// <param name="query">The query.</param>
    /// <param name="costParameter">The parameter that says what the click cost, when there is one.</param>
    public void Read(ReadOnlyMemory<char> query, string? costParameter)
    {
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.EncodedName.Span;
            if (IndexOf(name) is >= 0 and var index)
            {
                Set(index, pair.DecodeValue().Span);
            }
            else if (costParameter is not null && name.Equals(costParameter, StringComparison.OrdinalIgnoreCase))
            {
                _cost ??= pair.DecodeValue().ToString();
            }
        }
    }

    public void Set(int index, ReadOnlySpan<char> text)
    {
        var value = SafeText.Of(text, MaxLength);
        switch (index)
        {
            case 0: _named ??= value; break;
            case 1: _utmSource ??= value; break;
            case 2 or 3: Medium ??= value; break;
            case 4: UtmCampaign ??= value; break;
            case 5: UtmContent ??= value; break;
            case 6: UtmTerm ??= value; break;
            case 7: AdGroup ??= value; break;
            case 8: Creative ??= value; break;
            case 9: Placement ??= value; break;
            case 10: Sub1 ??= value; break;
            case 11: Sub2 ??= value; break;
            case 12: Sub3 ??= value; break;
            case 13: Sub4 ??= value; break;
            default: Sub5 ??= value; break;
        }
    }

    /// <summary>What the click cost, in minor units; <see langword="null"/> when nothing readable is said of it.</summary>
    public readonly long? CostIn(AffiliateProgram program)
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        if (_cost is null || !decimal.TryParse(_cost, Plain, CultureInfo.InvariantCulture, out var cost) || cost > MostCost)
        {
            return null;
        }

        // Networks report fractions of a cent; a click's cost is a statistic, so it is rounded and not refused.
        var isMinor = program.CostParameter!.EndsWith("_cents", StringComparison.OrdinalIgnoreCase);
        var digits = isMinor ? 0 : Currencies.Decimals(program.Currency);
        return (long)decimal.Round(cost * Power(digits), MidpointRounding.AwayFromZero);
    }

    private static decimal Power(int digits) => digits switch { 0 => 1, 1 => 10, 2 => 100, 3 => 1_000, _ => 10_000 };
}
