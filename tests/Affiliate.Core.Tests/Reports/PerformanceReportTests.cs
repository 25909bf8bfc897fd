namespace Affiliate.Core.Tests.Reports;

/// <summary>AH-06 to AH-09: clicks, conversions and their rate, for the program and per partner.</summary>
public class PerformanceReportTests
{
    private readonly IAffiliateStore _store = new InMemoryAffiliateStore(new FakeTimeProvider());
    private readonly Partner _alpha;
    private readonly Partner _beta;

    public PerformanceReportTests()
    {
        _alpha = Sample.Partner() with { Slug = "alpha" };
        _beta = Sample.Partner(_alpha.ProgramId) with { Slug = "beta" };
    }

    private AffiliateReports Reports => new(_store, new AttributionModels([]));

    [Fact]
    public async Task AH_07_without_clicks_the_rate_is_zero()
    {
        var total = await Reports.TotalAsync(_alpha.ProgramId, ReportPeriod.All);

        Assert.Equal(0, total.ConversionRate);
        Assert.Equal(0, total.Clicks);
        Assert.Empty(total.Revenue);
        Assert.Empty(await Reports.ByPartnerAsync(_alpha.ProgramId, ReportPeriod.All));
    }

    [Fact]
    public async Task AH_08_totals_and_partners_show_what_their_clicks_led_to()
    {
        await SeedAsync();

        var total = await Reports.TotalAsync(_alpha.ProgramId, ReportPeriod.All);
        var partners = await Reports.ByPartnerAsync(_alpha.ProgramId, ReportPeriod.All);

        Assert.Equal((4, 3, 3, 1), (total.Clicks, total.QualifiedClicks, total.Conversions, total.Leads));
        Assert.Equal(75m, total.ConversionRate);
        Assert.Equal(100m, total.QualifiedConversionRate);
        Assert.Equal([new Money(500, "EUR"), new Money(10_800, "USD")], total.Revenue);
        Assert.Equal(["alpha", "beta"], partners.Select(row => row.Partner.Slug));
        Assert.Equal((3, 2, 1), (partners[0].Performance.Clicks, partners[0].Performance.Conversions, partners[0].Referrals));
        Assert.Equal(66.67m, partners[0].Performance.ConversionRate);
        Assert.Equal((1, 1, 1), (partners[1].Performance.Clicks, partners[1].Performance.Conversions, partners[1].Referrals));
    }

    [Fact]
    public async Task Daily_sums_and_counted_clicks_agree()
    {
        await SeedAsync();
        var days = ReportPeriod.Days(new DateOnly(2026, 3, 14), new DateOnly(2026, 3, 14));
        var instants = new ReportPeriod(Sample.Now, Sample.Now.AddMilliseconds(1));

        foreach (var byDay in await Reports.ByPartnerAsync(_alpha.ProgramId, days))
        {
            var counted = (await Reports.ByPartnerAsync(_alpha.ProgramId, instants))
                .Single(row => row.Partner == byDay.Partner);
            Assert.Equal(byDay.Performance.Clicks, counted.Performance.Clicks);
            Assert.Equal(byDay.Performance.QualifiedClicks, counted.Performance.QualifiedClicks);
        }

        Assert.Equal(4, (await Reports.TotalAsync(_alpha.ProgramId, instants)).Clicks);
        Assert.Equal(0, (await Reports.TotalAsync(_alpha.ProgramId, new ReportPeriod(Sample.Now.AddMilliseconds(1), null))).Clicks);
        Assert.Equal(0, (await Reports.TotalAsync(_alpha.ProgramId, ReportPeriod.Days(new DateOnly(2026, 3, 15), new DateOnly(2026, 3, 16)))).Clicks);
    }

    [Fact]
    public async Task Sales_credited_to_nobody_and_payments_of_nothing_are_no_conversions()
    {
        await _store.AddAsync(
            Sale(_alpha, 9_900) with { PartnerId = null, Reason = "unattributed" },
            Sale(_alpha, 0) with { Reason = "zero_amount" });

        Assert.Equal(0, (await Reports.TotalAsync(_alpha.ProgramId, ReportPeriod.All)).Conversions);
    }

    [Fact]
    public async Task I17_another_program_has_its_own_sums()
    {
        await SeedAsync();

        Assert.Equal(0, (await Reports.TotalAsync(Sample.Id<ProgramId>(), ReportPeriod.All)).Clicks);
        Assert.Empty(await Reports.ByPartnerAsync(Sample.Id<ProgramId>(), ReportPeriod.All));
    }

    [Fact]
    public void A_period_of_days_needs_its_days_in_order() =>
        Assert.Throws<ArgumentException>(() => ReportPeriod.Days(new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 1)));

    private async Task SeedAsync()
    {
        await _store.AddAsync(_alpha, _beta);
        await _store.AddClicksAsync(
            Sample.Click(_alpha), Sample.Click(_alpha), Sample.Click(_alpha) with { Qualified = false }, Sample.Click(_beta));
        var customer = Sample.Id<CustomerId>();
        await _store.AddAsync(
            Sale(_alpha, 9_900) with { CustomerId = customer },
            Sale(_alpha, 900) with { CustomerId = customer },
            Sale(_beta, 500) with { Currency = "EUR" });
        await _store.AddAsync(
            Sample.Lead(Sample.Customer(_alpha.ProgramId)) with { PartnerId = _alpha.Id },
            Sample.Lead(Sample.Customer(_alpha.ProgramId)));
    }

    private static Sale Sale(Partner partner, long amount) =>
        Sample.Sale(partner.ProgramId) with { PartnerId = partner.Id, AmountMinorUnits = amount };
}
