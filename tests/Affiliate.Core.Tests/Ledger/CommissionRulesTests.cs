using Xunit;

namespace Affiliate.Core.Tests.Ledger;

/// <summary>I15: each planted fault is named.</summary>
public sealed class CommissionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Sale _sale;
    private readonly Commission _commission;
    private readonly LedgerEntry _entry;

    public CommissionRulesTests()
    {
        var partner = AffiliateId.New<PartnerId>(Now);
        _sale = new Sale
        {
            Id = AffiliateId.New<SaleId>(Now),
            ProgramId = AffiliateId.New<ProgramId>(Now),
            TransactionId = "order-1",
            Provider = "api",
            Kind = SaleKind.OneTime,
            AmountMinorUnits = 9_900,
            GrossMinorUnits = 11_781,
            Currency = "USD",
            PartnerId = partner,
            OccurredAt = Now,
            CreatedAt = Now,
        };
        _commission = new Commission
        {
            Id = AffiliateId.New<CommissionId>(Now),
            ProgramId = _sale.ProgramId,
            PartnerId = partner,
            SaleId = _sale.Id,
            Rule = "default",
            BaseMinorUnits = 9_900,
            Rate = new Rate(2_000),
            AmountMinorUnits = 1_980,
            UnsettledMinorUnits = 1_980,
            Currency = "USD",
            Status = CommissionStatus.Pending,
            HoldUntil = Now.AddDays(30),
            Provider = "api",
            CreatedAt = Now,
        };
        _entry = Accrual.Entry(_commission);
    }

    [Fact]
    public void A_right_commission_has_no_violations()
    {
        Assert.Empty(Check(_commission, _sale, _entry));
    }

    [Theory]
    [InlineData(9_900, CommissionStatus.Reversed)]
    [InlineData(3_300, CommissionStatus.Pending)]
    public void A_commission_taken_back_has_no_violations(long gone, CommissionStatus status)
    {
        var booking = Rebooking.Of(_sale, _commission, new Takeback(gone, 0, IsCapped: false), Now);

        Assert.Equal(status, booking.Commission!.Status);
        Assert.Empty(Check(booking.Commission, booking.Sale, _entry, booking.Entry!));
    }

    [Fact]
    public void Every_fault_is_named()
    {
        Assert.Contains("commission_orphan", Check(_commission, null, _entry));
        Assert.Contains("commission_sale", Check(_commission, _sale with { Currency = "EUR" }, _entry));
        Assert.Contains("commission_sale", Check(_commission, _sale with { AmountMinorUnits = 9_899 }, _entry));
        Assert.Contains("commission_sale", Check(_commission, _sale with { PartnerId = AffiliateId.New<PartnerId>(Now) }, _entry));
        Assert.Contains("commission_sale", Check(_commission, _sale with { ProgramId = AffiliateId.New<ProgramId>(Now) }, _entry));
        Assert.Contains("commission_unsettled", Check(_commission with { UnsettledMinorUnits = 0 }, _sale, _entry));
        Assert.Contains("commission_amount", Check(_commission with { AmountMinorUnits = 1_981 }, _sale, _entry));
        Assert.Contains("entry_earned", Check(_commission, _sale));
        Assert.Contains("entry_earned", Check(_commission, _sale, _entry, _entry));
        Assert.Contains("entry_foreign", Check(_commission, _sale, _entry with { Currency = "EUR" }));
        Assert.Contains("entry_foreign", Check(_commission, _sale, _entry with { PartnerId = AffiliateId.New<PartnerId>(Now) }));
        Assert.Contains("entry_sign", Check(_commission, _sale, _entry with { AmountMinorUnits = -1_980 }));
        Assert.Contains("entry_sum", Check(_commission with { Status = CommissionStatus.Reversed }, _sale, _entry));
        Assert.Contains("entry_sum", Check(_commission with { Status = CommissionStatus.Rejected }, _sale, _entry));
        Assert.Contains("entry_sum", Check(_commission with { ReversedMinorUnits = 1 }, _sale, _entry));
        Assert.Contains("entry_sum", Check(_commission with { ReversedMinorUnits = 1_980 }, _sale, _entry));
        Assert.Contains("commission_sale", Check(_commission, _sale with { ReversedMinorUnits = 9_901 }, _entry));
    }

    private static List<string> Check(Commission commission, Sale? sale, params LedgerEntry[] entries) =>
        [.. CommissionRules.Check(commission, sale, entries, claimed: 0).Select(v => v.Code)];
}
