using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests.Payouts;

/// <summary>Semantics, row Mass-pay files: SEPA credit transfers and NACHA files, down to the character.</summary>
public sealed class BankFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 5, 0, TimeSpan.Zero);
    private static readonly SepaOrigin Sepa = new("Größe & Co", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX");
    private static readonly NachaOrigin Nacha = new("021000021", "Sample Bank", "Sample Company", "1123456789");

    [Theory]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("gb82 west 1234 5698 7654 32", true)]
    [InlineData("NO9386011117947", true)]
    [InlineData("MT84MALT011000012345MTLCAST001S", true)]
    [InlineData("DE88370400440532013000", false)]
    [InlineData("DE89370400440532013001", false)]
    [InlineData("DE8937040044053201300", false)]
    [InlineData("DE89-3704-0044-0532-0130-00", false)]
    [InlineData("alpha@example.com", false)]
    [InlineData("", false)]
    public void An_iban_is_checked_by_its_digits(string text, bool isRight) => Assert.Equal(isRight, Iban.TryNormalize(text, out _));

    /// <summary>Whatever the account, one wrong digit and two that changed places are found.</summary>
    [Fact]
    public void A_wrong_digit_of_an_iban_is_found() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 17), Gen.Choose(1, 9)).ToArbitrary(), one =>
        {
            var digits = "370400440532013000".ToCharArray();
            digits[one.Item1] = (char)('0' + ((digits[one.Item1] - '0' + one.Item2) % 10));
            return !Iban.TryNormalize("DE89" + new string(digits), out _);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("021000021", true)]
    [InlineData("011401533", true)]
    [InlineData("021000022", false)]
    [InlineData("000000000", false)]
    [InlineData("02100002", false)]
    [InlineData("0210000２1", false)]
    public void A_routing_number_is_checked_by_its_digits(string text, bool isRight) => Assert.Equal(isRight, BankRules.IsRoutingNumber(text));

    [Theory]
    [InlineData("Größe & Ørsted Łódź", "Grosse + Orsted Lodz")]
    [InlineData("José\tÅngström", "Jose Angstrom")]
    [InlineData("名前", null)]
    [InlineData("😀 A", ". A")]
    [InlineData("  many   blanks ", "many blanks")]
    [InlineData("", null)]
    public void Names_are_written_in_letters_that_every_bank_takes(string text, string? expected) => Assert.Equal(expected, BankText.Of(text, 70));

    [Fact]
    public void Half_a_character_of_a_name_is_no_fault() => Assert.Equal("A.", BankText.Of("A\uD800", 70));

    [Fact]
    public void A_sepa_file_is_what_the_schema_says_and_adds_up()
    {
        var rows = new[]
        {
            Row(4_560, "EUR", "DE89370400440532013000", new BankDetails { Holder = "Zoë 名 & Söhne", Bic = "COBADEFFXXX" }),
            Row(1, "EUR", "gb82 west 1234 5698 7654 32", null),
        };

        var file = Assert.Single(PayoutFileWriter.Write(PayoutFileFormat.Sepa, new PayoutOrigin(Sepa, null), rows, Now));

        var document = Validated(file.Content);
        var ns = document.Root!.Name.Namespace;
        Assert.Equal(("payouts-sepa-EUR-1.xml", 2), (file.Name, file.Rows));
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", file.Content, StringComparison.Ordinal);
        Assert.Equal(["2", "2"], document.Descendants(ns + "NbOfTxs").Select(e => e.Value));
        Assert.Equal(["45.61", "45.61"], document.Descendants(ns + "CtrlSum").Select(e => e.Value));
        Assert.Equal(["45.60", "0.01"], document.Descendants(ns + "InstdAmt").Select(e => e.Value));
        Assert.Equal(["Zoe . + Sohne", "Partner Alpha"], document.Descendants(ns + "Cdtr").Select(e => e.Value));
        Assert.Equal(["DE89370400440532013000", "DE89370400440532013000", "GB82WEST12345698765432"], document.Descendants(ns + "IBAN").Select(e => e.Value));
        Assert.Equal(rows.Select(row => row.Payout.Id.Value.ToString("N")), document.Descendants(ns + "EndToEndId").Select(e => e.Value));
        Assert.Equal("2026-11-20T22:05:00Z", document.Descendants(ns + "CreDtTm").Single().Value);

        // The same payouts again have the same name, others another one.
        var again = SepaFile.Write(Sepa, rows, Now.AddHours(1));
        var other = SepaFile.Write(Sepa with { Bic = null }, rows[..1], Now);
        Assert.Equal(IdOf(document), IdOf(Validated(again)));
        Assert.NotEqual(IdOf(document), IdOf(Validated(other)));
        Assert.Contains("<Id>NOTPROVIDED</Id>", other, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nacha_file_has_records_of_94_characters_and_totals_that_agree()
    {
        var rows = new[]
        {
            Row(4_560, "USD", "12345678", new BankDetails { RoutingNumber = "021000021", Holder = "Zoë Söhne" }),
            Row(NachaFile.MostMinorUnits, "USD", "A-1234567890123", new BankDetails { RoutingNumber = "011401533", IsSavings = true }),
        };

        var file = Assert.Single(PayoutFileWriter.Write(PayoutFileFormat.Nacha, new PayoutOrigin(null, Nacha), rows, Now));

        var lines = file.Content.Split("\r\n");
        Assert.Equal(("payouts-nacha-USD-1.ach", 11, ""), (file.Name, lines.Length, lines[^1]));
        Assert.All(lines[..^1], line => Assert.Equal(94, line.Length));
        Assert.All(file.Content, c => Assert.True(char.IsAscii(c)));
        Assert.Equal("101 02100002111234567892611202205A094101SAMPLE BANK            SAMPLE COMPANY                 ", lines[0]);
        Assert.Equal("5220SAMPLE COMPANY                      1123456789PPDPAYOUT          261123   1021000020000001", lines[1]);
        Assert.StartsWith("62202100002112345678         0000004560", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("ZOE SOHNE               0021000020000001", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("632011401533A-1234567890123  9999999999", lines[3], StringComparison.Ordinal);

        // 02100002 and 01140153.
        Assert.Equal("82200000020003240155000000000000" + "010000004559" + "1123456789" + new string(' ', 25) + "021000020000001", lines[4]);
        Assert.Equal("9000001000001000000020003240155000000000000" + "010000004559" + new string(' ', 39), lines[5]);
        Assert.All(lines[6..^1], line => Assert.Equal(new string('9', 94), line));
    }

    /// <summary>Whatever is paid, blocks are full, and no field runs into the next.</summary>
    [Fact]
    public void Any_nacha_file_is_made_of_full_blocks_and_sums_to_its_entries()
    {
        var cases =
            from amounts in Gen.NonEmptyListOf(Gen.Choose(1, int.MaxValue))
            from name in Gen.Elements("名前", "A", "A very long name of a partner that no bank has room for", "=x\r\n9")
            select (amounts, name);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var bank = new BankDetails { RoutingNumber = "021000021", Holder = one.name };
            var rows = one.amounts.Select(amount => Row(amount, "USD", "12345678901234567", bank)).ToList();
            var lines = NachaFile.Write(Nacha, rows, 1, Now).Split("\r\n")[..^1];
            var entries = lines.Where(line => line[0] == '6').ToList();
            var total = entries.Sum(line => long.Parse(line.AsSpan(29, 10), CultureInfo.InvariantCulture));
            return lines.Length % 10 == 0 && lines.All(line => line.Length == 94) && entries.Count == rows.Count
                && total == rows.Sum(row => row.Payout.ToPay.MinorUnits)
                && lines.Single(line => line.StartsWith("8220", StringComparison.Ordinal))[32..44] == total.ToString("D12", CultureInfo.InvariantCulture)
                && entries.Select(line => line[79..]).Distinct().Count() == rows.Count;
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Twelve digits of a file's total are never exceeded.</summary>
    [Fact]
    public void A_nacha_file_that_would_be_too_large_becomes_two()
    {
        var bank = new BankDetails { RoutingNumber = "021000021" };
        var rows = Enumerable.Range(0, 101).Select(_ => Row(NachaFile.MostMinorUnits, "USD", "1", bank)).ToList();

        var files = PayoutFileWriter.Write(PayoutFileFormat.Nacha, new PayoutOrigin(null, Nacha), rows, Now).ToList();

        Assert.Equal([100, 1], files.Select(file => file.Rows));
        Assert.Equal(['A', 'B'], files.Select(file => file.Content[33]));
        Assert.All(files, file => Assert.All(file.Content.Split("\r\n")[..^1], line => Assert.Equal(94, line.Length)));
    }

    [Theory]
    [InlineData(PayoutMethod.BankTransfer, "DE88370400440532013000", null, null, "IBAN")]
    [InlineData(PayoutMethod.BankTransfer, "DE89370400440532013000", "COBADEFF", null, null)]
    [InlineData(PayoutMethod.BankTransfer, "DE89370400440532013000", "cobadeff", null, "BIC")]
    [InlineData(PayoutMethod.BankTransfer, "DE89370400440532013000", "COBADEFFX", null, "BIC")]
    [InlineData(PayoutMethod.BankTransfer, "12345678", null, "021000021", null)]
    [InlineData(PayoutMethod.BankTransfer, "12345678", null, "021000020", "routing")]
    [InlineData(PayoutMethod.BankTransfer, "123456789012345678", null, "021000021", "address")]
    [InlineData(PayoutMethod.BankTransfer, "alpha@example.com", null, "021000021", "address")]
    [InlineData(PayoutMethod.BankTransfer, "alpha@example.com", null, null, null)]
    [InlineData(PayoutMethod.Paypal, "alpha@example.com", "COBADEFF", null, "bank transfers")]
    public void Bank_accounts_are_checked_when_they_are_set(PayoutMethod method, string address, string? bic, string? routing, string? problem)
    {
        var bank = bic is null && routing is null ? null : new BankDetails { Bic = bic, RoutingNumber = routing };

        var found = PayoutAccounts.Problem(new PayoutDetails(method, address) { Bank = bank });

        Assert.Equal(problem is null, found is null);
        Assert.Contains(problem ?? "", found ?? "", StringComparison.Ordinal);
    }

    private static string IdOf(XDocument document) => document.Descendants(document.Root!.Name.Namespace + "MsgId").Single().Value;

    private static PayoutRow Row(long amount, string currency, string account, BankDetails? bank) => new(
        new Payout
        {
            Id = Sample.Id<PayoutId>(),
            ProgramId = default,
            PartnerId = default,
            AmountMinorUnits = amount,
            Currency = currency,
            Status = PayoutStatus.Pending,
            CommissionCount = 1,
            CreatedAt = Now,
        },
        Sample.Partner() with { FirstName = "Partner", LastName = "Alpha" },
        new PayoutDetails(PayoutMethod.BankTransfer, account) { Bank = bank },
        account);

    private static XDocument Validated(string xml)
    {
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(new StringReader(Schema));
        schemas.Add(null, schema);
        var document = XDocument.Parse(xml);
        document.Validate(schemas, (_, fault) => Assert.Fail(fault.Message));
        return document;
    }

    /// <summary>What pain.001.001.09 says of the elements that are written: their order, how often they are, and their values.</summary>
    private static string Schema { get; } = MakeSchema();

    private static string MakeSchema()
    {
        var types = new StringBuilder();
        foreach (var (name, content) in new[]
        {
            ("Document", "CstmrCdtTrfInitn:Initiation"),
            ("Initiation", "GrpHdr:Header PmtInf:Instruction+"),
            ("Header", "MsgId:Max35 CreDtTm:xs:dateTime NbOfTxs:Count CtrlSum:Sum? InitgPty:Party"),
            ("Instruction", "PmtInfId:Max35 PmtMtd:Method NbOfTxs:Count? CtrlSum:Sum? PmtTpInf:Kind? ReqdExctnDt:Day Dbtr:Party DbtrAcct:Account DbtrAgt:Agent ChrgBr:Charges? CdtTrfTxInf:Transfer+"),
            ("Transfer", "PmtId:Name Amt:Amounts CdtrAgt:Agent? Cdtr:Party? CdtrAcct:Account? RmtInf:Remittance?"),
            ("Name", "EndToEndId:Max35"),
            ("Amounts", "InstdAmt:Amount"),
            ("Party", "Nm:Max70"),
            ("Account", "Id:AccountId"),
            ("AccountId", "IBAN:Iban"),
            ("Remittance", "Ustrd:Max140"),
            ("Kind", "SvcLvl:Level"),
            ("Level", "Cd:Code"),
            ("Day", "Dt:xs:date"),
            ("Agent", "FinInstnId:Bank"),
            ("Bank", "BICFI:Bic? Othr:Other?"),
            ("Other", "Id:Max35"),
        })
        {
            var elements = content.Split(' ').Select(one =>
            {
                var (element, type) = (one[..one.IndexOf(':', StringComparison.Ordinal)], one[(one.IndexOf(':', StringComparison.Ordinal) + 1)..]);
                var often = type[^1] switch { '?' => " minOccurs=\"0\"", '+' => " maxOccurs=\"unbounded\"", _ => "" };
                return $"<xs:element name=\"{element}\" type=\"{type.TrimEnd('?', '+')}\"{often}/>";
            });
            types.Append(CultureInfo.InvariantCulture, $"<xs:complexType name=\"{name}\"><xs:sequence>{string.Concat(elements)}</xs:sequence></xs:complexType>");
        }

        foreach (var (name, pattern) in new[]
        {
            ("Max35", "[\\-a-zA-Z0-9/?:().,'+ ]{1,35}"), ("Max70", "[\\-a-zA-Z0-9/?:().,'+ ]{1,70}"), ("Max140", "[\\-a-zA-Z0-9/?:().,'+_ ]{1,140}"),
            ("Count", "[0-9]{1,15}"), ("Sum", "[0-9]{1,16}\\.[0-9]{2}"), ("Method", "TRF"), ("Charges", "SLEV"), ("Code", "[A-Z]{1,4}"),
            ("Iban", "[A-Z]{2,2}[0-9]{2,2}[a-zA-Z0-9]{1,30}"), ("Bic", "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}"), ("Euro", "EUR"),
        })
        {
            types.Append(CultureInfo.InvariantCulture, $"<xs:simpleType name=\"{name}\"><xs:restriction base=\"xs:string\"><xs:pattern value=\"{pattern}\"/></xs:restriction></xs:simpleType>");
        }

        const string Name = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
        return $"<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"{Name}\" targetNamespace=\"{Name}\" elementFormDefault=\"qualified\">"
            + "<xs:element name=\"Document\" type=\"Document\"/>" + types
            + "<xs:complexType name=\"Amount\"><xs:simpleContent><xs:extension base=\"Sum\"><xs:attribute name=\"Ccy\" type=\"Euro\" use=\"required\"/></xs:extension></xs:simpleContent></xs:complexType></xs:schema>";
    }
}
