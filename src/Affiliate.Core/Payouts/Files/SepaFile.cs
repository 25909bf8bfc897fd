using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Affiliate;

/// <summary>A SEPA credit transfer as ISO 20022 has it: pain.001.001.09, one batch of one account, in euro. Pure.</summary>
internal static class SepaFile
{
    public const string Currency = "EUR";

    /// <summary>The most that one transfer can be, in cents.</summary>
    public const long MostMinorUnits = 99_999_999_999;

    private const int IdLength = 32;
    private static readonly XNamespace Ns = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    public static string Write(SepaOrigin origin, IReadOnlyList<PayoutRow> rows, DateTimeOffset now)
    {
        // The same payouts have the same name, so that a bank that is given them twice sees it.
        var id = IdOf(rows);
        var count = new XElement(Ns + "NbOfTxs", rows.Count);
        var sum = new XElement(Ns + "CtrlSum", new Money(rows.Sum(row => row.Payout.ToPay.MinorUnits), Currency).AmountText);
        var name = new XElement(Ns + "Nm", BankText.Of(origin.Name, BankRules.MaxHolderLength));
        var document = new XElement(
            Ns + "Document",
            new XElement(
                Ns + "CstmrCdtTrfInitn",
                new XElement(
                    Ns + "GrpHdr", new XElement(Ns + "MsgId", id), new XElement(Ns + "CreDtTm", Text(now, "yyyy-MM-dd'T'HH:mm:ss'Z'")), count, sum,
                    new XElement(Ns + "InitgPty", name)),
                new XElement(
                    Ns + "PmtInf",
                    new XElement(Ns + "PmtInfId", id + "-1"),
                    new XElement(Ns + "PmtMtd", "TRF"),
                    count,
                    sum,
                    new XElement(Ns + "PmtTpInf", new XElement(Ns + "SvcLvl", new XElement(Ns + "Cd", "SEPA"))),
                    new XElement(Ns + "ReqdExctnDt", new XElement(Ns + "Dt", Text(now, "yyyy-MM-dd"))),
                    new XElement(Ns + "Dbtr", name),
                    Account("DbtrAcct", origin.Iban),
                    new XElement(Ns + "DbtrAgt", Bank(origin.Bic)),
                    new XElement(Ns + "ChrgBr", "SLEV"),
                    rows.Select(Transfer))));
        return Xml(document);
    }

    private static XElement Transfer(PayoutRow row) => new(
        Ns + "CdtTrfTxInf",
        new XElement(Ns + "PmtId", new XElement(Ns + "EndToEndId", row.Payout.Id.Value.ToString("N"))),
        new XElement(Ns + "Amt", new XElement(Ns + "InstdAmt", new XAttribute("Ccy", Currency), row.Payout.ToPay.AmountText)),
        row.Details?.Bank?.Bic is { } bic ? new XElement(Ns + "CdtrAgt", Bank(bic)) : null,
        new XElement(Ns + "Cdtr", new XElement(Ns + "Nm", row.HolderOf(BankRules.MaxHolderLength))),
        Account("CdtrAcct", row.Recipient),
        new XElement(Ns + "RmtInf", new XElement(Ns + "Ustrd", $"Affiliate payout {row.Payout.Id}")));

    private static XElement Account(string name, string iban)
    {
        Iban.TryNormalize(iban, out var normal);
        return new XElement(Ns + name, new XElement(Ns + "Id", new XElement(Ns + "IBAN", normal)));
    }

    private static XElement Bank(string? bic) => new(
        Ns + "FinInstnId",
        bic is not null ? new XElement(Ns + "BICFI", bic) : new XElement(Ns + "Othr", new XElement(Ns + "Id", "NOTPROVIDED")));

    private static string IdOf(IReadOnlyList<PayoutRow> rows)
    {
        var names = string.Join(' ', rows.Select(row => row.Payout.Id.ToString()));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names)))[..IdLength];
    }

    private static string Text(DateTimeOffset time, string format) => time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    private static string Xml(XElement document)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = encoding, Indent = true, NewLineChars = "\n" }))
        {
            document.Save(writer);
        }

        return encoding.GetString(buffer.ToArray());
    }
}
