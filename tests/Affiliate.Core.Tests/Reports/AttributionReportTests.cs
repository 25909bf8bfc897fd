namespace Affiliate.Core.Tests.Reports;

/// <summary>AF-13: what each model would have credited, beside what was.</summary>
public sealed class AttributionReportTests
{
    private static readonly ReportPeriod Ever = new(null, null);

    [Fact]
    public async Task AF_13_each_model_shares_the_stored_sales_and_the_parts_add_up()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta, gamma) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"), await harness.EnrollAsync("gamma"));
        var visitor = Guid.CreateVersion7();
        foreach (var partner in new[] { alpha, beta, gamma })
        {
            await harness.ClickAsync(partner, visitor);
            harness.Time.Advance(TimeSpan.FromDays(7));
        }

        await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        await BuyAsync(harness, "t-1", "user-1", 10_000);
        await BuyAsync(harness, "t-2", "user-1", 1);

        var report = await ReadAsync(harness);

        Assert.Equal(["gamma", "alpha", "beta"], report.Select(row => row.Partner.Slug));
        Assert.Equal((2m, 10_001L), Of(report, "gamma", "credited"));
        Assert.Equal((2m, 10_001L), Of(report, "gamma", "last_click"));
        Assert.Equal((2m, 10_001L), Of(report, "alpha", "first_click"));
        Assert.Equal((0.8m, 4_001L), Of(report, "alpha", "position_based"));
        Assert.Equal((0.4m, 2_000L), Of(report, "beta", "position_based"));
        Assert.Equal(0.6666m, Of(report, "alpha", "linear").Sales);

        // A week is the half-life: 1 to 2 to 4.
        Assert.Equal((1.1428m, 0.5714m, 0.2858m), (Of(report, "gamma", "time_decay").Sales, Of(report, "beta", "time_decay").Sales, Of(report, "alpha", "time_decay").Sales));
        foreach (var model in new[] { "last_click", "first_click", "linear", "position_based", "time_decay" })
        {
            Assert.Equal(2m, report.Sum(row => Of(report, row.Partner.Slug, model).Sales));
            Assert.Equal(10_001, report.Sum(row => Of(report, row.Partner.Slug, model).Revenue));
        }

        Assert.Empty(await harness.Get<AffiliateReports>().ByModelAsync(
            alpha.ProgramId, new ReportPeriod(harness.Time.GetUtcNow().AddDays(1), null)));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Models share clicks: what a coupon or a hand decided without one stays with its partner, and refused clicks have no part.</summary>
    [Fact]
    public async Task Sales_without_competing_clicks_and_corrected_ones_are_told_apart()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Get<CouponDesk>().CreateAsync(new NewCoupon { Code = "SPRING", PartnerId = beta.Id });
        await harness.Tracker.RecordAsync(new Payment
        {
            Source = "t-1",
            Amount = new Money(5_000, "EUR"),
            Evidence = new PaymentEvidence { CustomerKey = "user-1", Coupon = "spring" },
        });
        var visitor = Guid.CreateVersion7();
        await harness.ClickAsync(beta, visitor);
        harness.Time.Advance(TimeSpan.FromDays(100));
        await harness.ClickAsync(alpha, visitor);
        await harness.Tracker.ReferAsync("user-2", new Visit { VisitorId = visitor });
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.Get<ReferralDesk>().CorrectAsync(
            new ReferralCorrection { Customer = "user-2", Partner = beta.Id, Actor = "owner", Reason = "Agreed." });
        harness.Time.Advance(TimeSpan.FromDays(1));
        await BuyAsync(harness, "t-2", "user-2", 10_000);

        var report = await ReadAsync(harness);

        var row = report.Single(one => one.Partner.Slug == "beta");
        Assert.Equal([new Money(5_000, "EUR"), new Money(10_000, "USD")], row.Credited.Revenue);
        Assert.All(row.Models, credit => Assert.Equal([new Money(5_000, "EUR")], credit.Revenue));

        // The click was alpha's alone: beta's was out of the window.
        Assert.All(report.Single(one => one.Partner.Slug == "alpha").Models, credit => Assert.Equal([new Money(10_000, "USD")], credit.Revenue));
        await harness.VerifyLedgerAsync();
    }

    private static Task<Recorded> BuyAsync(TrackerHarness harness, string source, string customer, long amount) =>
        harness.Tracker.RecordAsync(new Payment { Source = source, Amount = new Money(amount, "USD"), Customer = customer });

    private static async Task<IReadOnlyList<PartnerCredit>> ReadAsync(TrackerHarness harness) =>
        await harness.Get<AffiliateReports>().ByModelAsync((await harness.ListAsync<AffiliateProgram>()).Single().Id, Ever);

    private static (decimal Sales, long Revenue) Of(IReadOnlyList<PartnerCredit> report, string slug, string model)
    {
        var row = report.Single(one => one.Partner.Slug == slug);
        var credit = row.Models.Append(row.Credited).Single(one => one.Model == model);
        return (credit.Sales, credit.Revenue.Sum(money => money.MinorUnits));
    }
}
