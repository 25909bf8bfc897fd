using System.Globalization;

namespace Affiliate;

/// <summary>The rate at which a sale was taken into the currency that its commission is booked in.</summary>
/// <param name="Currency">The ISO 4217 code of the commission.</param>
/// <param name="Rate">The rate, as a decimal number.</param>
/// <param name="Source">Who said so.</param>
/// <param name="AsOf">Of when it was.</param>
public sealed record SaleExchange(string Currency, string Rate, string Source, DateTimeOffset AsOf)
{
    private const int MaxSourceLength = 100;

    /// <summary>Why a commission waits for review: the host gave no rate that can be used.</summary>
    internal const string Missing = "no_rate";

    /// <summary>The amount of the sale in the currency of the commission, rounded toward zero.</summary>
    internal long Convert(long minorUnits, string from) => new ExchangeRate(decimal.Parse(Rate, CultureInfo.InvariantCulture), Source, AsOf)
        .Convert(new Money(minorUnits, from), Currency).MinorUnits;

    /// <summary>The rate for a sale, from the host; <see langword="null"/> when there is none that can be used.</summary>
    internal static async Task<SaleExchange?> FindAsync(IExchangeRates? rates, Sale sale, string currency, CancellationToken ct)
    {
        var found = rates is null ? null : await rates.FindAsync(sale.Currency, currency, ct).ConfigureAwait(false);
        if (found is not { Rate: > 0, Source.Length: > 0 and <= MaxSourceLength })
        {
            return null;
        }

        var exchange = new SaleExchange(
            currency, found.Rate.ToString(CultureInfo.InvariantCulture), found.Source, found.AsOf.ToUtcMilliseconds());
        return exchange.Fits(sale) ? exchange : null;
    }

    private bool Fits(Sale sale)
    {
        try
        {
            return Convert(Math.Max(sale.GrossMinorUnits, sale.AmountMinorUnits), sale.Currency) <= Money.MaxMinorUnits;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
