using System.Globalization;

namespace Affiliate;

/// <summary>The columns of payout files. Pure.</summary>
internal static class PayoutFileWriter
{
    private const int PaypalRows = 5_000;
    private const int WiseRows = 1_000;
    private const int NachaRows = 100_000;
    private const int PaypalIdLength = 30;

    public static IEnumerable<PayoutFile> Write(
        PayoutFileFormat format, PayoutOrigin origin, IEnumerable<PayoutRow> rows, DateTimeOffset now)
    {
        // Wise takes several currencies in a file, but people check sums by currency.
        foreach (var ofCurrency in rows.GroupBy(r => format == PayoutFileFormat.Csv ? "" : r.Payout.ToPay.Currency, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var number = 0;
            foreach (var part in Parts(format, ofCurrency))
            {
                number++;
                var name = string.Create(
                    CultureInfo.InvariantCulture,
                    $"payouts-{format.ToString().ToLowerInvariant()}{(ofCurrency.Key.Length > 0 ? "-" + ofCurrency.Key : "")}-{number}.{EndingOf(format)}");
                var content = format switch
                {
                    PayoutFileFormat.Sepa => SepaFile.Write(origin.Sepa!, part, now),
                    PayoutFileFormat.Nacha => NachaFile.Write(origin.Nacha!, part, number, now),
                    _ => Table(format, part),
                };
                yield return new PayoutFile(name, part.Count, content, TotalsOf(part)) { Format = format };
            }
        }
    }

    /// <summary>As many rows as a file takes, and as much money.</summary>
    private static IEnumerable<List<PayoutRow>> Parts(PayoutFileFormat format, IEnumerable<PayoutRow> rows)
    {
        var (part, sum) = (new List<PayoutRow>(), Int128.Zero);
        foreach (var row in rows)
        {
            if (part.Count == MostRows(format) || (format == PayoutFileFormat.Nacha && sum + row.Payout.ToPay.MinorUnits > NachaFile.MostTotal))
            {
                yield return part;
                (part, sum) = ([], 0);
            }

            part.Add(row);
            sum += row.Payout.ToPay.MinorUnits;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private static string EndingOf(PayoutFileFormat format) => format switch
    {
        PayoutFileFormat.Sepa => "xml",
        PayoutFileFormat.Nacha => "ach",
        _ => "csv",
    };

    private static Dictionary<string, long> TotalsOf(List<PayoutRow> rows) => rows
        .GroupBy(row => row.Payout.ToPay.Currency, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(row => row.Payout.ToPay.MinorUnits), StringComparer.Ordinal);

    private static int MostRows(PayoutFileFormat format) => format switch
    {
        PayoutFileFormat.Paypal => PaypalRows,
        PayoutFileFormat.Wise => WiseRows,
        PayoutFileFormat.Nacha => NachaRows,
        _ => int.MaxValue,
    };

    private static string Table(PayoutFileFormat format, List<PayoutRow> rows)
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
    private static void WritePaypal(CsvText csv, List<PayoutRow> rows)
    {
        foreach (var row in rows)
        {
            csv.Text(row.Recipient).Amount(row.Payout.ToPay).Text(row.Payout.ToPay.Currency)
                .Text(row.Payout.Id.Value.ToString("N")[^PaypalIdLength..]).Text("Affiliate payout").Text("PayPal").EndLine();
        }
    }

    private static void WriteWise(CsvText csv, List<PayoutRow> rows)
    {
        csv.Text("name").Text("recipientEmail").Text("sourceCurrency").Text("targetCurrency").Text("amountCurrency")
            .Text("amount").Text("paymentReference").Text("receiverType").EndLine();
        foreach (var row in rows)
        {
            var currency = row.Payout.ToPay.Currency;
            csv.Text(row.Partner.DisplayName).Text(row.Recipient).Text(currency).Text(currency).Text("target")
                .Amount(row.Payout.ToPay).Text(row.Payout.Id.Value.ToString("N")).Text("PERSON").EndLine();
        }
    }

    private static void WriteTable(CsvText csv, List<PayoutRow> rows)
    {
        csv.Text("payout_id").Text("partner_id").Text("name").Text("email").Text("payout_method").Text("recipient")
            .Text("amount").Text("currency").Text("ledger_amount").Text("ledger_currency").Text("commission_count").Text("status")
            .Text("created_at").Text("withheld").Text("reserved").Text("holder").Text("bic").Text("routing_number")
            .Text("account_type").EndLine();
        foreach (var (payout, partner, details, recipient) in rows)
        {
            csv.Text(payout.Id.ToString()).Text(partner.Id.ToString()).Text(partner.DisplayName).Text(partner.Email)
                .Text(details is null ? "" : NameOf(details.Method)).Text(recipient).Amount(payout.ToPay).Text(payout.ToPay.Currency)
                .Amount(new Money(payout.AmountMinorUnits, payout.Currency)).Text(payout.Currency).Number(payout.CommissionCount)
                .Text(payout.Status.ToString().ToLowerInvariant()).Time(payout.CreatedAt)
                .Amount(new Money(payout.WithheldMinorUnits, payout.Currency)).Amount(new Money(payout.ReservedMinorUnits, payout.Currency))
                .Text(details?.Bank?.Holder).Text(details?.Bank?.Bic).Text(details?.Bank?.RoutingNumber)
                .Text(details?.Bank?.RoutingNumber is null ? null : details.Bank.IsSavings ? "savings" : "checking").EndLine();
        }
    }

    private static string NameOf(PayoutMethod method) =>
        method == PayoutMethod.BankTransfer ? "bank_transfer" : method.ToString().ToLowerInvariant();
}
