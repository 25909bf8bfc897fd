namespace Affiliate;

/// <summary>Gives the rates at which amounts are converted. The host implements it; without one nothing is ever converted.</summary>
/// <remarks>
/// Registered with <c>UseExchangeRates</c>. Called once for each currency of a payout run that asks for a currency, and, in programs that
/// <see cref="AffiliateProgram.BooksInProgramCurrency"/>, for each sale in another currency while it is recorded: answer from memory.
/// </remarks>
public interface IExchangeRates
{
    /// <summary>How many units of one currency a unit of another one is worth.</summary>
    /// <param name="from">The ISO 4217 code of the ledger's amount.</param>
    /// <param name="to">The ISO 4217 code that is paid.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rate, or <see langword="null"/>: then the amount rolls over.</returns>
    Task<ExchangeRate?> FindAsync(string from, string to, CancellationToken cancellationToken);
}

/// <summary>A rate between major units of two currencies.</summary>
/// <param name="Rate">Above zero, for example 1.0843 dollars for a euro.</param>
/// <param name="Source">Who says so; at most 100 characters.</param>
/// <param name="AsOf">Of when it is.</param>
public sealed record ExchangeRate(decimal Rate, string Source, DateTimeOffset AsOf)
{
    /// <summary>Converts an amount, rounded once, toward zero, to the minor unit.</summary>
    /// <exception cref="OverflowException">The result does not fit.</exception>
    public Money Convert(Money amount, string to)
    {
        var shift = Currencies.Decimals(to) - Currencies.Decimals(amount.Currency);
        var scaled = amount.MinorUnits * Rate;
        for (; shift > 0; shift--)
        {
            scaled *= 10;
        }

        for (; shift < 0; shift++)
        {
            scaled /= 10;
        }

        return new Money(decimal.ToInt64(decimal.Truncate(scaled)), to);
    }
}
