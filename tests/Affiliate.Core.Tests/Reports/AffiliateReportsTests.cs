namespace Affiliate.Core.Tests.Reports;

/// <summary>AH-28 and AH-31: commissions and partners, by page and filter.</summary>
public class AffiliateReportsTests
{
    private readonly IAffiliateStore _store = new InMemoryAffiliateStore(new FakeTimeProvider());
    private readonly ProgramId _program = Sample.Id<ProgramId>();

    private AffiliateReports Reports => new(_store, new AttributionModels([]));

    [Fact]
    public async Task AH_27_a_commission_shows_its_transaction_and_the_masked_email()
    {
        var customer = Sample.Customer(_program);
        var sale = Sample.Sale(_program) with { CustomerId = customer.Id };
        var commission = Sample.Commission(sale);
        await _store.AddAsync(customer);
        await _store.AddAsync(sale);
        await _store.AddAsync(commission, Sample.Commission());

        var page = await Reports.CommissionsAsync(_program, new CommissionFilter(), default);

        Assert.Equal([new CommissionLine(commission, sale.TransactionId, "c***@e***.com")], page.Items);
        Assert.Equal(1, page.Total);
    }

    [Fact]
    public async Task AH_28_commissions_are_filtered_by_partner_status_and_time()
    {
        var partner = Sample.Id<PartnerId>();
        var wanted = Commission(partner, CommissionStatus.Approved, Sample.Now);
        await _store.AddAsync(
            wanted,
            Commission(Sample.Id<PartnerId>(), CommissionStatus.Approved, Sample.Now),
            Commission(partner, CommissionStatus.Pending, Sample.Now),
            Commission(partner, CommissionStatus.Approved, Sample.Now.AddDays(1)));
        var filter = new CommissionFilter
        {
            Partner = partner,
            Status = CommissionStatus.Approved,
            Period = new ReportPeriod(Sample.Now, Sample.Now.AddDays(1)),
        };

        var page = await Reports.CommissionsAsync(_program, filter, default);

        Assert.Equal([wanted], page.Items.Select(line => line.Commission));
    }

    [Fact]
    public async Task AH_31_partners_are_found_by_email_name_and_slug_in_any_case()
    {
        var alpha = Partner("alpha@example.com", "analytical", "Alpha", "Lastname", PartnerStatus.Active);
        var bob = Partner("bob@example.org", "builder", "Bob", null, PartnerStatus.Invited);
        await _store.AddAsync(alpha, bob, Sample.Partner());

        Assert.Equal([alpha], await FindAsync("LASTN"));
        Assert.Equal([alpha], await FindAsync(" alpha lastname "));
        Assert.Equal([bob], await FindAsync("uild"));
        Assert.Equal([bob], await FindAsync("EXAMPLE.ORG"));
        Assert.Empty(await FindAsync("%"));
        Assert.Equal(2, (await FindAsync(null)).Count);
        Assert.Equal([bob], (await Reports.PartnersAsync(
            _program, new PartnerFilter { Status = PartnerStatus.Invited }, default)).Items);
    }

    [Fact]
    public async Task A_search_has_pages_too()
    {
        for (var i = 0; i < 5; i++)
        {
            await _store.AddAsync(Sample.Partner(_program) with { CreatedAt = Sample.Now.AddSeconds(i) });
        }

        var page = await Reports.PartnersAsync(_program, new PartnerFilter { Search = "partner" }, new PageRequest(2, 2));

        Assert.Equal([Sample.Now.AddSeconds(2), Sample.Now.AddSeconds(1)], page.Items.Select(partner => partner.CreatedAt));
        Assert.Equal(5, page.Total);
    }

    [Fact]
    public async Task I17_a_partner_of_another_program_is_not_found()
    {
        var partner = Sample.Partner(_program);
        await _store.AddAsync(partner);

        Assert.Equal(partner, await Reports.PartnerAsync(_program, partner.Id));
        Assert.Null(await Reports.PartnerAsync(Sample.Id<ProgramId>(), partner.Id));
        Assert.Null(await Reports.PartnerAsync(_program, Sample.Id<PartnerId>()));
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 0)]
    public void A_page_below_one_is_refused(long number, int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageRequest(number, size));

    [Fact]
    public void A_page_has_at_most_a_hundred_items() => Assert.Equal(100, new PageRequest(1, 101).Size);

    private async Task<IReadOnlyList<Partner>> FindAsync(string? text) =>
        (await Reports.PartnersAsync(_program, new PartnerFilter { Search = text }, default)).Items;

    private Partner Partner(string email, string slug, string first, string? last, PartnerStatus status) =>
        Sample.Partner(_program) with { Email = email, Slug = slug, FirstName = first, LastName = last, Status = status };

    private Commission Commission(PartnerId partner, CommissionStatus status, DateTimeOffset at) =>
        Sample.Commission(Sample.Sale(_program) with { PartnerId = partner }) with { Status = status, CreatedAt = at };
}
