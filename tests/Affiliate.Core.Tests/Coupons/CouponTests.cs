namespace Affiliate.Core.Tests.Coupons;

/// <summary>Coupons that belong to partners, and what they do to a sale.</summary>
public sealed class CouponTests
{
    [Fact]
    public async Task A_coupon_binds_a_buyer_whom_nothing_else_identifies()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        var coupon = await CreateAsync(harness, alpha, "Spring20");

        var recorded = await BuyAsync(harness, "t-1", customer: null, " spring20 ".Trim());

        Assert.Equal(RecordOutcome.Accrued, recorded.Outcome);
        var sale = Assert.Single(await harness.ListAsync<Sale>());
        Assert.Equal((alpha.Id, coupon.Id), (sale.PartnerId, sale.CouponId));
        Assert.Equal("coupon", Assert.Single(await harness.ListAsync<Referral>()).Reason);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_coupon_never_beats_a_binding_and_the_loser_is_noted()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await CreateAsync(harness, beta, "BETA");
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) });

        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await BuyAsync(harness, "t-1", "user-1", "BETA");

        Assert.Equal(alpha.Id, Assert.Single(await harness.ListAsync<Sale>()).PartnerId);
        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");
        var noted = explanation!.Decisions[0];
        Assert.Equal(("bound", "BETA", beta.Id.ToString()), (noted.Coupon!.Verdict, noted.Coupon.Code, noted.Coupon.PartnerId));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_foreign_coupon_earns_nobody_anything()
    {
        await using var harness = await TrackerHarness.StartAsync(a => a.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        var alpha = await harness.Tracker.EnrollAsync(
            new NewPartner { Program = "other", Email = "a@example.com", Slug = "alpha", Status = PartnerStatus.Active });
        await harness.Get<CouponDesk>().CreateAsync(new NewCoupon { Program = "other", PartnerId = alpha.Id, Code = "CODE" });

        var recorded = await BuyAsync(harness, "t-1", "user-1", "CODE");

        Assert.Equal(RecordOutcome.NotReferred, recorded.Outcome);
        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");
        Assert.Equal("unknown_coupon", explanation!.Decisions[0].Coupon!.Verdict);
    }

    [Fact]
    public async Task Of_twenty_buyers_at_once_no_more_are_bound_than_the_coupon_allows()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        var coupon = await CreateAsync(harness, alpha, "LIMITED", uses: 7);

        await harness.RunClockUntilAsync(Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            () => BuyAsync(harness, $"t-{i}", $"user-{i}", "limited")))));
        await BuyAsync(harness, "t-0", "user-0", "limited");

        var sales = await harness.ListAsync<Sale>();
        Assert.Equal((20, 7), (sales.Count, sales.Count(sale => sale.PartnerId == alpha.Id)));
        Assert.Equal(7, await harness.Get<CouponDesk>().UsesAsync(coupon.Id));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_further_purchase_of_a_bound_buyer_uses_nothing_up()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        var coupon = await CreateAsync(harness, alpha, "CODE", uses: 5);

        await BuyAsync(harness, "t-1", "user-1", "CODE");
        await BuyAsync(harness, "t-1", "user-1", "CODE");
        await BuyAsync(harness, "t-2", "user-1", "CODE");

        Assert.Equal(1, await harness.Get<CouponDesk>().UsesAsync(coupon.Id));
        Assert.All(await harness.ListAsync<Sale>(), sale => Assert.Equal(alpha.Id, sale.PartnerId));
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData("inactive", "coupon_inactive")]
    [InlineData("early", "coupon_not_started")]
    [InlineData("late", "coupon_ended")]
    [InlineData("public", "coupon_public")]
    public async Task A_coupon_outside_its_terms_binds_nobody_and_says_why(string kind, string verdict)
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, desk, now) = (await harness.EnrollAsync("alpha"), harness.Get<CouponDesk>(), harness.Time.GetUtcNow());
        var coupon = await desk.CreateAsync(new NewCoupon
        {
            PartnerId = alpha.Id,
            Code = "CODE",
            StartsAt = kind == "early" ? now.AddDays(1) : null,
            EndsAt = kind == "late" ? now.AddMilliseconds(-1) : null,
            IsPublic = kind == "public",
        });
        if (kind == "inactive")
        {
            await desk.ChangeAsync(coupon.Id, c => new NewCoupon { PartnerId = c.PartnerId, Code = c.Code }, isActive: false);
        }

        await BuyAsync(harness, "t-1", "user-1", "CODE");

        Assert.Null(Assert.Single(await harness.ListAsync<Sale>()).PartnerId);
        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");
        Assert.Equal(verdict, explanation!.Decisions[0].Coupon!.Verdict);
    }

    [Fact]
    public async Task A_buyer_who_bought_before_is_won_by_no_coupon()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await CreateAsync(harness, await harness.EnrollAsync("alpha"), "CODE");
        await BuyAsync(harness, "t-1", "user-1", coupon: null);
        harness.Time.Advance(TimeSpan.FromDays(1));

        await BuyAsync(harness, "t-2", "user-1", "CODE");

        Assert.All(await harness.ListAsync<Sale>(), sale => Assert.Null(sale.PartnerId));
    }

    [Fact]
    public async Task Codes_are_unique_in_the_program_in_any_case()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        await CreateAsync(harness, alpha, "Code");

        var conflict = await Assert.ThrowsAsync<AffiliateConflictException>(() => CreateAsync(harness, alpha, "CODE"));

        Assert.Equal("code_taken", conflict.Code);
        await Assert.ThrowsAsync<ArgumentException>(() => CreateAsync(harness, alpha, "two words"));
        await Assert.ThrowsAsync<ArgumentException>(() => CreateAsync(harness, alpha, "OTHER", uses: 0));
    }

    private static Task<Coupon> CreateAsync(TrackerHarness harness, Partner partner, string code, long? uses = null) =>
        harness.Get<CouponDesk>().CreateAsync(new NewCoupon { PartnerId = partner.Id, Code = code, MaxUses = uses });

    private static Task<Recorded> BuyAsync(TrackerHarness harness, string id, string? customer, string? coupon) =>
        harness.Tracker.RecordAsync(new Payment
        {
            Source = id,
            Amount = new Money(10_000, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = customer, Coupon = coupon },
        });
}
