using System.Collections.Frozen;

namespace Affiliate;

/// <summary>The currencies of ISO 4217 and how many decimals each has.</summary>
public static class Currencies
{
    private const string TwoDecimals =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY " +
        "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS " +
        "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR " +
        "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD " +
        "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly FrozenDictionary<string, int> DecimalsByCode =
        Codes(TwoDecimals, 2).Concat(Codes(NoDecimals, 0)).Concat(Codes(ThreeDecimals, 3))
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the text is an ISO 4217 code in upper case.</summary>
    public static bool IsKnown(string? code) => code is not null && DecimalsByCode.ContainsKey(code);

    /// <summary>How many decimals the currency has: 0, 2 or 3.</summary>
    /// <exception cref="ArgumentException">The currency is unknown.</exception>
    public static int Decimals(string code) => DecimalsByCode.TryGetValue(code, out var decimals)
        ? decimals
        : throw new ArgumentException($"Currency '{code}' is not an ISO 4217 code in upper case.", nameof(code));

    private static IEnumerable<KeyValuePair<string, int>> Codes(string codes, int decimals) =>
        codes.Split(' ').Select(code => KeyValuePair.Create(code, decimals));
}
