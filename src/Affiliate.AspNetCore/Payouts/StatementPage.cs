using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>A self-billing statement as a page that prints well. All stored text is encoded; there is no script.</summary>
internal sealed class StatementPage(Statement statement) : IResult
{
    /// <summary>Long names wrap, texts keep their own direction, and totals stand once, at the end, however many pages are printed.</summary>
    private const string Style =
        "body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#111}h1{font-size:1.5rem}" +
        "dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1.5rem}dt{color:#555}" +
        "dd{margin:0;white-space:pre-line}dd,.l{overflow-wrap:anywhere;unicode-bidi:plaintext;text-align:left}" +
        "small{display:block;color:#555}table{width:100%;border-collapse:collapse;margin-top:1.5rem}" +
        "th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #ccc;white-space:nowrap}td.l{white-space:normal}" +
        "th.n,td.n{text-align:right}thead{display:table-header-group}tfoot{display:table-row-group;font-weight:600}tr{break-inside:avoid}" +
        "@page{margin:2cm}@media print{body{margin:0;padding:0;max-width:none;font-size:11px}}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(Html(), httpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The page.</summary>
    internal string Html()
    {
        var html = new StringBuilder();
        var title = statement.Number is { } number
            ? $"Self-billing statement {number.ToString("D6", CultureInfo.InvariantCulture)}"
            : "Self-billing statement (draft)";
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Encode(title))
            .Append("</title><style>").Append(Style).Append("</style></head><body><h1>").Append(Encode(title)).Append("</h1>");
        WriteHead(html);
        WriteLines(html);
        return html.Append("</body></html>").ToString();
    }

    private void WriteHead(StringBuilder html)
    {
        var (payout, partner, tax) = (statement.Payout, statement.Partner, statement.Tax);
        html.Append("<dl>");
        Field("Issued", Day(statement.IssuedAt));
        Field("Issued by", statement.Program.Name);
        Field("Payee", tax?.LegalName ?? partner.DisplayName);
        Field("E-mail", partner.Email);
        Field("Address", tax?.PostalAddress);
        Field("Country", tax?.Country);
        Field("Tax number", tax?.TaxId);
        Field("VAT", tax?.VatTreatment);
        Field("Self-billing agreed", tax?.SelfBillingAgreedAt is { } agreed ? Day(agreed) : null);
        Field("Payout", payout.Id.ToString());
        Field("Period", payout.PeriodStart is null && payout.PeriodEnd is null
            ? null : $"{DayOrOpen(payout.PeriodStart)} to {DayOrOpen(payout.PeriodEnd?.AddMilliseconds(-1))}");
        Field("Status", WireName.Of(payout.Status));
        Field("Paid", payout.PaidAt is { } paid ? Day(paid) : null);
        Field("Reference", payout.Reference);
        Field("Came back", payout.ReturnedAt is { } returned ? Day(returned) : null);
        if (payout.ExchangeRate is not null)
        {
            Field("Paid in", $"{payout.ToPay} at {payout.ExchangeRate} ({payout.ExchangeRateSource}, {DayOrOpen(payout.ExchangeRateAsOf)})");
        }

        html.Append("</dl>");

        void Field(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                html.Append("<dt>").Append(Encode(name)).Append("</dt><dd>").Append(Encode(value)).Append("</dd>");
            }
        }
    }

    private void WriteLines(StringBuilder html)
    {
        html.Append("<table><thead><tr><th>Date</th><th>What</th><th>Sale, provider and click</th>")
            .Append("<th class=\"n\">Base</th><th class=\"n\">Rate</th><th class=\"n\">Amount</th></tr></thead><tbody>");
        foreach (var (entry, commission, sale) in statement.Lines)
        {
            html.Append("<tr>");
            Cell(Day(entry.CreatedAt));
            Cell(WireName.Of(entry.Kind));

            // What is about no sale says what else it is about, for example the payout that came back.
            Cell(commission is null ? entry.SourceKey : sale?.TransactionId, kind: "l", more: sale is null ? null : $"{sale.Provider} {sale.ClickId}");
            Cell(commission is null ? null : new Money(commission.BaseMinorUnits, commission.Currency).ToString(), kind: "n");
            Cell(commission?.Rate?.ToString(), kind: "n");
            Cell(new Money(entry.AmountMinorUnits, entry.Currency).ToString(), kind: "n");
            html.Append("</tr>");
        }

        html.Append("</tbody><tfoot>");
        var payout = statement.Payout;
        if (payout.ReservedMinorUnits > 0)
        {
            Total("Earned", payout.AmountMinorUnits);
            Total($"Kept in reserve {payout.ReserveRate} until {DayOrOpen(payout.ReservedUntil)}", -payout.ReservedMinorUnits);
        }

        if (statement.Tax?.TaxRate is { } rate)
        {
            Total("Net", payout.DueMinorUnits - statement.TaxMinorUnits);
            Total($"Tax {rate}", statement.TaxMinorUnits);
        }

        Total("Total", payout.DueMinorUnits);
        if (payout.WithheldMinorUnits > 0)
        {
            Total($"Withheld {payout.WithholdingRate}", -payout.WithheldMinorUnits);
            Total("Paid out", payout.NetMinorUnits);
        }

        html.Append("</tfoot></table>");

        void Cell(string? text, string? kind = null, string? more = null)
        {
            html.Append(kind is null ? "<td>" : $"<td class=\"{kind}\">").Append(Encode(text ?? ""));
            html.Append(more is null ? "" : $"<small>{Encode(more.TrimEnd())}</small>").Append("</td>");
        }

        void Total(string name, long amount) =>
            html.Append("<tr><td class=\"n\" colspan=\"5\">").Append(Encode(name)).Append("</td><td class=\"n\">")
                .Append(Encode(new Money(amount, payout.Currency).ToString())).Append("</td></tr>");
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string DayOrOpen(DateTimeOffset? time) => time is { } known ? Day(known) : "open";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
