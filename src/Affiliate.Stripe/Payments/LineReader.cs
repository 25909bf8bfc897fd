namespace Affiliate.Stripe;

/// <summary>
/// Reads what was bought: the lines of invoices in today's and older words, and those of sessions where they are included. Amounts of
/// lines say in which proportion the commission base belongs to them.
/// </summary>
internal static class LineReader
{
    /// <summary>A payment with the lines of its invoice.</summary>
    public static Payment WithLinesOf(Payment payment, WebhookJson invoice) =>
        With(payment, invoice["lines"], NetOfInvoiceLine);

    /// <summary>A payment with the lines of its session, which events leave out.</summary>
    public static Payment WithItemsOf(Payment payment, WebhookJson session) =>
        With(payment, session["line_items"], NetOfSessionLine);

    private static Payment With(Payment payment, WebhookJson list, Func<WebhookJson, StripeAmounts, long> netOf)
    {
        if (payment.Amount.MinorUnits == 0)
        {
            return payment;
        }

        var amounts = StripeAmounts.Of(payment.Amount.Currency);
        var lines = list["data"].Items.Select(line => LineOf(line, netOf(line, amounts))).ToList();
        if (list["has_more"].Flag == true)
        {
            return payment with { HasUnknownLines = true };
        }

        // Where all lines are of one product, it does not matter what each of them came to.
        var products = lines.Select(line => line.ProductId).Distinct().Take(2).ToList();
        var product = products.Count == 1 ? products[0] : null;
        var spread = amounts.AreCredible ? SaleLines.Spread(payment.Amount.MinorUnits, lines) : [];
        return payment with
        {
            Lines = spread,
            ProductId = product,
            HasUnknownLines = spread.Count == 0 && product is null,
        };
    }

    private static SaleLine LineOf(WebhookJson line, long net)
    {
        var price = line["pricing"]["price_details"];
        var quantity = line["quantity"].Number ?? 1;
        return new SaleLine(
            IdOf(price["product"]) ?? IdOf(line["price"]["product"]) ?? IdOf(line["plan"]["product"]),
            quantity is >= 0 and <= int.MaxValue ? quantity : 1,
            net)
        {
            IsProration = (line["parent"]["subscription_item_details"]["proration"].Flag
                ?? line["parent"]["invoice_item_details"]["proration"].Flag ?? line["proration"].Flag) == true,
            PriceId = IdOf(price["price"]) ?? IdOf(line["price"]) ?? IdOf(line["plan"]),
        };
    }

    /// <summary>The line less its discounts, the credit it was paid with, and the tax that is in it; of a negative line all are negative.</summary>
    private static long NetOfInvoiceLine(WebhookJson line, StripeAmounts amounts)
    {
        var taxes = line["taxes"].IsNothing
            ? line["tax_amounts"].Items.Where(tax => tax["inclusive"].Flag == true)
            : line["taxes"].Items.Where(tax => tax["tax_behavior"].Text == "inclusive");
        var credits = line["pretax_credit_amounts"].Items.Where(credit => credit["type"].Text == "credit_balance_transaction");
        var taken = line["discount_amounts"].Items.Concat(credits).Concat(taxes)
            .Aggregate(Int128.Zero, (sum, part) => sum + amounts.Read(part["amount"]));
        return amounts.InRange(amounts.Read(line["amount"]) - taken);
    }

    private static long NetOfSessionLine(WebhookJson line, StripeAmounts amounts) =>
        amounts.InRange((Int128)amounts.Read(line["amount_total"]) - (amounts.ReadIfAny(line["amount_tax"]) ?? 0));

    private static string? IdOf(WebhookJson value) =>
        (value.Text ?? value["id"].Text) is { Length: > 0 and <= 255 } id && id.All(c => c is > ' ' and <= '~') ? id : null;
}
