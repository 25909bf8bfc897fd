using System.Globalization;
using System.Text;

namespace Affiliate;

/// <summary>A NACHA file: records of 94 characters, one batch of credits to people (PPD), in US dollars. Pure.</summary>
internal static class NachaFile
{
    public const string Currency = "USD";

    /// <summary>The most that one entry can be, in cents: ten digits.</summary>
    public const long MostMinorUnits = 9_999_999_999;

    /// <summary>The most that a file can be, in cents: twelve digits.</summary>
    public const long MostTotal = 999_999_999_999;

    private const int Blocking = 10;
    private const int RecordLength = 94;
    private const string CreditsOnly = "220";

    /// <param name="origin">Who pays.</param>
    /// <param name="rows">The payouts.</param>
    /// <param name="number">Which file of the day it is, from 1.</param>
    /// <param name="now">When it is made.</param>
    public static string Write(NachaOrigin origin, IReadOnlyList<PayoutRow> rows, int number, DateTimeOffset now)
    {
        var bank = origin.RoutingNumber[..8];
        var total = rows.Sum(row => row.Payout.ToPay.MinorUnits);

        // The sum of the banks' first eight digits, of which the last ten digits count.
        var hash = rows.Sum(row => long.Parse(row.Details!.Bank!.RoutingNumber!.AsSpan(0, 8), CultureInfo.InvariantCulture)) % 10_000_000_000;
        var origins = Left(origin.ImmediateOrigin ?? origin.CompanyId, 10, fromRight: true);
        var lines = new List<string>
        {
            "101 " + origin.RoutingNumber + origins + Day(now) + now.UtcDateTime.ToString("HHmm", CultureInfo.InvariantCulture) + Modifier(number)
                + "094101" + Name(origin.BankName, 23) + Name(origin.CompanyName, 23) + new string(' ', 8),
            "5" + CreditsOnly + Name(origin.CompanyName, 16) + new string(' ', 20) + origin.CompanyId + "PPD" + Left("PAYOUT", 10) + new string(' ', 6)
                + Day(NextWorkday(now)) + "   1" + bank + Number(1, 7),
        };
        lines.AddRange(rows.Select((row, i) => Entry(row, bank, i + 1)));
        lines.Add("8" + CreditsOnly + Number(rows.Count, 6) + Number(hash, 10) + Number(0, 12) + Number(total, 12) + origin.CompanyId
            + new string(' ', 25) + bank + Number(1, 7));
        var blocks = (lines.Count + 1 + Blocking - 1) / Blocking;
        lines.Add("9" + Number(1, 6) + Number(blocks, 6) + Number(rows.Count, 8) + Number(hash, 10) + Number(0, 12) + Number(total, 12)
            + new string(' ', 39));
        lines.AddRange(Enumerable.Repeat(new string('9', RecordLength), (blocks * Blocking) - lines.Count));
        return new StringBuilder().AppendJoin("\r\n", lines).Append("\r\n").ToString();
    }

    private static string Entry(PayoutRow row, string bank, int number)
    {
        var account = row.Details!.Bank!;
        return "6" + (account.IsSavings ? "32" : "22") + account.RoutingNumber + Left(row.Recipient, 17) + Number(row.Payout.ToPay.MinorUnits, 10)
            + row.Payout.Id.Value.ToString("N")[^15..].ToUpperInvariant() + Name(row.HolderOf(22), 22) + "  0"
            + bank + Number(number, 7);
    }

    /// <summary>Files of one day are told apart by a letter.</summary>
    private static char Modifier(int number) => (char)('A' + ((number - 1) % 26));

    private static DateTimeOffset NextWorkday(DateTimeOffset now)
    {
        var day = now.AddDays(1);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            day = day.AddDays(1);
        }

        return day;
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyMMdd", CultureInfo.InvariantCulture);

    private static string Number(long value, int length) => value.ToString("D" + length, CultureInfo.InvariantCulture);

    private static string Name(string? text, int length) => Left(BankText.Of(text, length)?.ToUpperInvariant() ?? "", length);

    private static string Left(string text, int length, bool fromRight = false)
    {
        var cut = text[..Math.Min(length, text.Length)];
        return fromRight ? cut.PadLeft(length) : cut.PadRight(length);
    }
}
