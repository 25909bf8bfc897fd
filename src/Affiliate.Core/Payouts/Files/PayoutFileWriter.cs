using System.Globalization;

namespace Affiliate;

/// <summary>The columns of payout files. Pure.</summary>
internal static class PayoutFileWriter
{
    private const int PaypalRows = 5_000;
    private const int WiseRows = 1_000;
    private const int PaypalIdLength = 30;

    public static IEnumerable<PayoutFile> Write(PayoutFileFormat format, IEnumerable<PayoutRow> rows)
    {
        // Wise takes several currencies in a file, but people check sums by currency.
        foreach (var ofCurrency in rows.GroupBy(r => format == PayoutFileFormat.Csv ? "" : r.Payout.ToPay.Currency, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var part in ofCurrency.Chunk(MostRows(format)))
            {
                number++;
                var name = string.Create(
                    CultureInfo.InvariantCulture,
                    $"payouts-{format.ToString().ToLowerInvariant()}{(ofCurrency.Key.Length > 0 ? "-" + ofCurrency.Key : "")}-{number}.csv");
                yield return new PayoutFile(name, part.Length, Content(format, part), TotalsOf(part));
            }
        }
    }

    private static Dictionary<string, long> TotalsOf(PayoutRow[] rows) => rows
        .GroupBy(row => row.Payout.ToPay.Currency, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(row => row.Payout.ToPay.MinorUnits), StringComparer.Ordinal);

    private static int MostRows(PayoutFileFormat format) => format switch
    {
        PayoutFileFormat.Paypal => PaypalRows,
        PayoutFileFormat.Wise => WiseRows,
        _ => int.MaxValue,
    };

    private static string Content(PayoutFileFormat format, PayoutRow[] rows)
    {
        var csv = new CsvText();
        switch (format)
        {
            case PayoutFileFormat.Paypal:
                WritePaypal(csv, rows);
                break;
            case PayoutFileFormat.Wise:
                WriteWise(csv, rows);
                break;
            default:
                WriteTable(csv, rows);
                break;
        }

        return csv.Take();
    }

    /// <summary>Identifier, amount, currency, customer id (at most 30, no spaces), note, wallet; no line of names.</summary>
    private static void WritePaypal(CsvText csv, PayoutRow[] rows)
    {
        foreach (var row in rows)
        {
            csv.Text(row.Recipient).Amount(row.Payout.ToPay).Text(row.Payout.ToPay.Currency)
                .Text(row.Payout.Id.Value.ToString("N")[^PaypalIdLength..]).Text("Affiliate payout").Text("PayPal").EndLine();
        }
    }

    private static void WriteWise(CsvText csv, PayoutRow[] rows)
    {
        csv.Text("name").Text("recipientEmail").Text("sourceCurrency").Text("targetCurrency").Text("amountCurrency")
            .Text("amount").Text("paymentReference").Text("receiverType").EndLine();
        foreach (var row in rows)
        {
            var currency = row.Payout.ToPay.Currency;
            csv.Text(NameOf(row.Partner)).Text(row.Recipient).Text(currency).Text(currency).Text("target")
                .Amount(row.Payout.ToPay).Text(row.Payout.Id.Value.ToString("N")).Text("PERSON").EndLine();
        }
    }

    private static void WriteTable(CsvText csv, PayoutRow[] rows)
    {
        csv.Text("payout_id").Text("partner_id").Text("name").Text("email").Text("payout_method").Text("recipient")
            .Text("amount").Text("currency").Text("ledger_amount").Text("ledger_currency").Text("commission_count").Text("status")
            .Text("created_at").Text("withheld").Text("reserved").EndLine();
        foreach (var (payout, partner, method, recipient) in rows)
        {
            csv.Text(payout.Id.ToString()).Text(partner.Id.ToString()).Text(NameOf(partner)).Text(partner.Email)
                .Text(method is { } known ? NameOf(known) : "").Text(recipient).Amount(payout.ToPay).Text(payout.ToPay.Currency)
                .Amount(new Money(payout.AmountMinorUnits, payout.Currency)).Text(payout.Currency).Number(payout.CommissionCount)
                .Text(payout.Status.ToString().ToLowerInvariant()).Time(payout.CreatedAt)
                .Amount(new Money(payout.WithheldMinorUnits, payout.Currency)).Amount(new Money(payout.ReservedMinorUnits, payout.Currency)).EndLine();
        }
    }

    private static string NameOf(Partner partner)
    {
        var name = $"{partner.FirstName} {partner.LastName}".Trim();
        return name.Length > 0 ? name : partner.Slug;
    }

    private static string NameOf(PayoutMethod method) =>
        method == PayoutMethod.BankTransfer ? "bank_transfer" : method.ToString().ToLowerInvariant();
}
