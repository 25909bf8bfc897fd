namespace Affiliate.AspNetCore;

/// <summary>Reads and shows the smallest amounts paid by currency: <c>{"JPY":6000}</c>.</summary>
internal static class PayoutMinimums
{
    private const string Name = "min_payouts_cents";

    /// <summary>The minimums; <see langword="null"/> when none are given.</summary>
    public static IReadOnlyDictionary<string, long>? Read(JsonFields fields)
    {
        if (fields.Object(Name, out var value) is not { } own)
        {
            return null;
        }

        var minimums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var currency in value.EnumerateObject().Select(member => member.Name))
        {
            if (!Currencies.IsKnown(currency))
            {
                fields.Fault(Name, "Must be named by ISO 4217 codes in upper case.");
            }
            else if (own.Whole(currency, 0, Money.MaxMinorUnits, isRequired: true) is { } amount)
            {
                minimums[currency] = amount;
            }
        }

        return minimums;
    }
}
