namespace Affiliate.Stripe;

/// <summary>
/// Reads the amounts of one object in one currency, in our minor units. Once one of them cannot be believed, all of
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

    /// <summary>Whether every amount read so far was a whole number of minor units in range.</summary>
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
    public long Read(WebhookJson value, long least = -Money.MaxMinorUnits) => Convert(value.Number, least);

    /// <summary>An amount that may be missing.</summary>
    public long? ReadIfAny(WebhookJson value, long least = -Money.MaxMinorUnits) =>
        value.IsNothing ? null : Convert(value.Number, least);

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

    /// <summary>An amount as money.</summary>
    public Money MoneyOf(long minorUnits) => new(minorUnits, _currency);

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

    private long Convert(long? amount, long least)
    {
        AreCredible &= amount is { } whole && whole % _divisor == 0;
        return InRange((Int128)(amount ?? 0) * _factor / _divisor, least);
    }

    /// <summary>An amount computed from others, which may be out of range although they are not.</summary>
    public long InRange(Int128 amount) => InRange(amount, -Money.MaxMinorUnits);

    private long InRange(Int128 amount, long least)
    {
        var isInRange = amount >= least && amount <= Money.MaxMinorUnits;
        AreCredible &= isInRange;
        return isInRange ? (long)amount : 0;
    }
}
