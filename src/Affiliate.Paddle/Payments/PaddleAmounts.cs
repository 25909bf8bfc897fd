using System.Globalization;

namespace Affiliate.Paddle;

/// <summary>
/// Reads the totals of one transaction or adjustment. Paddle writes amounts as strings of digits in the currency's smallest unit.
/// Once one of them cannot be believed, all of them are <see cref="AreCredible">in doubt</see>: reading goes on with
/// zeros and the result is thrown away.
/// </summary>
internal sealed class PaddleAmounts(WebhookJson totals)
{
    private const int MaxDigits = 18;

    /// <summary>Whether every amount read so far was a whole number in range.</summary>
    public bool AreCredible { get; private set; } = true;

    /// <summary>The commission base and what the customer was charged.</summary>
    public (long Base, long Gross) Read(PaddleBasis basis)
    {
        var grandTotal = Read("grand_total");
        var commissionBase = basis != PaddleBasis.Earnings ? ReadNetOfTax(grandTotal)

            // Of nothing paid no earnings are told.
            : grandTotal <= 0 ? 0
            : Read("earnings");
        AreCredible &= commissionBase <= Money.MaxMinorUnits;

        // A net-negative transaction pays nothing: it becomes credit that lowers a later one.
        return grandTotal <= 0 ? (0, 0) : (Math.Max(commissionBase, 0), grandTotal);
    }

    /// <summary>
    /// How much of base and charge an adjustment is about; reverses may be written with a minus or without.
    /// </summary>
    public (long Base, long Gross) ReadAdjusted(PaddleBasis basis) =>
        (Math.Abs(Read(basis == PaddleBasis.Earnings ? "earnings" : "subtotal")), Math.Abs(Read("total")));

    /// <summary>What Paddle keeps, where it is told and not left out of the base already.</summary>
    public long? ReadFee(PaddleBasis basis)
    {
        var fee = basis == PaddleBasis.Earnings || totals["fee"].IsNothing ? (long?)null : Read("fee");
        return fee is >= 0 and <= Money.MaxMinorUnits ? fee : null;
    }

    /// <summary>What a line came to without tax.</summary>
    public long ReadLine() => Read("subtotal") - (totals["discount"].IsNothing ? 0 : Read("discount"));

    private long ReadNetOfTax(long grandTotal)
    {
        if (!totals["grand_total_tax"].IsNothing)
        {
            return grandTotal - Read("grand_total_tax");
        }

        var total = Read("total");
        var tax = Read("tax");
        var credit = totals["credit"].IsNothing ? 0 : Read("credit");
        AreCredible &= credit >= 0 && grandTotal <= Math.Max(total, 0);

        // Until January 2026 the tax on what credit paid was not told apart, so tax leaves the base in proportion.
        return credit == 0 ? total - tax
            : AreCredible && total > 0 ? MinorUnits.MulDiv(total - tax, grandTotal, total)
            : 0;
    }

    private long Read(string name)
    {
        var text = totals[name].Text ?? "";
        var digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        var isWhole = digits.Length is > 0 and <= MaxDigits && !digits.ContainsAnyExceptInRange('0', '9');
        var amount = isWhole ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        AreCredible &= isWhole && Math.Abs(amount) <= Money.MaxMinorUnits;
        return AreCredible ? amount : 0;
    }
}
