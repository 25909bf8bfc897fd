namespace Affiliate.Stripe;

/// <summary>
/// Reads the amounts of one object in one currency, as Stripe counts them; only <see cref="MoneyOf"/> turns what was computed of them
/// into our minor units, so that nothing is rounded on the way. Once one of them cannot be believed, all of
/// them are <see cref="AreCredible">in doubt</see>: reading goes on with zeros and the result is thrown away.
/// </summary>
internal sealed class StripeAmounts
{
    private readonly string _currency;
    private readonly long _factor = 1;
    private readonly long _divisor = 1;

    private StripeAmounts(string currency)
    {
        _currency = currency;
        for (var digits = StripeDecimals(currency); digits < Currencies.Decimals(currency); digits++)
        {
            _factor *= 10;
        }

        for (var digits = Currencies.Decimals(currency); digits < StripeDecimals(currency); digits++)
        {
            _divisor *= 10;
        }
    }

    /// <summary>Whether every amount read so far was a whole number in range.</summary>
    public bool AreCredible { get; private set; } = true;

    /// <summary>Reads amounts in a currency; <see langword="null"/> when it is not an ISO 4217 code.</summary>
    public static StripeAmounts? In(WebhookJson currency) =>
        currency.Text is { Length: 3 } text && text.All(char.IsAsciiLetter)
            && Currencies.IsKnown(text.ToUpperInvariant())
            ? new StripeAmounts(text.ToUpperInvariant())
            : null;

    /// <summary>Reads amounts in a currency that is known to be one.</summary>
    public static StripeAmounts Of(string currency) => new(currency);

    /// <summary>An amount that must be there.</summary>
    public long Read(WebhookJson value, long least = -Money.MaxMinorUnits)
    {
        AreCredible &= value.Number is not null;
        return InRange(value.Number ?? 0, least);
    }

    /// <summary>An amount that may be missing.</summary>
    public long? ReadIfAny(WebhookJson value, long least = -Money.MaxMinorUnits) =>
        value.IsNothing ? null : Read(value, least);

    /// <summary>The sum of the <c>amount</c> of all elements; <see langword="null"/> when there is no array.</summary>
    public long? SumIfAny(WebhookJson array)
    {
        if (array.IsNothing)
        {
            return null;
        }

        AreCredible &= array.Kind == System.Text.Json.JsonValueKind.Array;
        var sum = array.Items.Aggregate((Int128)0, (sum, item) => sum + Read(item["amount"]));
        return InRange(sum, -Money.MaxMinorUnits);
    }

    /// <summary>
    /// An amount as money. A part of a króna or shilling is left out: Stripe computes taxes in them and charged them until April 2023, but
    /// nobody can be paid one, and a refund of such a charge gives the whole ones back.
    /// </summary>
    public Money MoneyOf(long amount) => new((long)((Int128)amount * _factor / _divisor), _currency);

    /// <summary>What to ask Stripe for; <see langword="null"/> when it takes no such amount: it wants a 0 at the end of three decimals.</summary>
    public static long? OfMoney(Money money)
    {
        var (factor, divisor) = (Of(money.Currency)._factor, Of(money.Currency)._divisor);
        var least = Currencies.Decimals(money.Currency) == 3 ? 10 : factor;
        return money.MinorUnits % least == 0 ? checked(money.MinorUnits * divisor / factor) : null;
    }

    /// <summary>
    /// How many decimals Stripe's amounts have, where that is not what ISO 4217 says: kronur and shillings lost their
    /// cents without Stripe taking them away, and Stripe takes ariary whole.
    /// </summary>
    private static int StripeDecimals(string currency) => currency switch
    {
        "ISK" or "UGX" => 2,
        "MGA" => 0,
        _ => Currencies.Decimals(currency),
    };

    /// <summary>An amount computed from others, which may be out of range although they are not.</summary>
    public long InRange(Int128 amount) => InRange(amount, -Money.MaxMinorUnits);

    private long InRange(Int128 amount, long least)
    {
        var isInRange = amount * _factor >= (Int128)least * _divisor && amount * _factor <= (Int128)Money.MaxMinorUnits * _divisor;
        AreCredible &= isInRange;
        return isInRange ? (long)amount : 0;
    }
}
