namespace Affiliate.Core.Tests.Referrals;

/// <summary>Customers who are bound at their first sale and not before (<see cref="BindingMoment.FirstSale"/>).</summary>
public sealed class FirstSaleTests
{
    /// <summary>Signed up through A, came back through B, bought: B at the first sale, A at sign-up.</summary>
    [Theory]
    [InlineData(BindingMoment.FirstSale, "beta")]
    [InlineData(BindingMoment.SignUp, "alpha")]
    public async Task The_last_click_before_the_first_sale_wins_and_not_the_one_before_the_sign_up(BindingMoment moment, string expected)
    {
        await using var harness = await StartAsync(moment);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        var visitor = Guid.CreateVersion7();
        await harness.ClickAsync(alpha, visitor);
        var bound = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        Assert.Equal(moment == BindingMoment.SignUp, bound is not null);
        harness.Time.Advance(TimeSpan.FromDays(5));
        await harness.ClickAsync(beta, visitor);
        harness.Time.Advance(TimeSpan.FromDays(1));

        await BuyAsync(harness, "t-1");

        var referral = Assert.Single(await harness.ListAsync<Referral>());
        Assert.Equal(expected == "beta" ? beta.Id : alpha.Id, referral.PartnerId);

        // From then on the binding stands.
        await harness.ClickAsync(alpha, visitor);
        harness.Time.Advance(TimeSpan.FromDays(1));
        await BuyAsync(harness, "t-2");
        Assert.Equal(
            [referral.PartnerId, referral.PartnerId], (await harness.ListAsync<Sale>()).Select(s => s.PartnerId!.Value));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>The sign-up and every sign-in note their visits once; the sale explains them all.</summary>
    [Fact]
    public async Task Visits_of_several_devices_compete_at_the_sale_and_are_noted_once()
    {
        await using var harness = await StartAsync(BindingMoment.FirstSale);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        var (desk, phone) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = await harness.ClickAsync(alpha, desk);
        await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = desk });
        harness.Time.Advance(TimeSpan.FromDays(1));
        var second = await harness.ClickAsync(beta, phone);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Null(await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = phone }));
        }

        Assert.Equal(2, (await harness.ListAsync<ReferralDecision>()).Count(d => d.Reason == "binds_at_first_sale"));
        harness.Time.Advance(TimeSpan.FromDays(1));
        await BuyAsync(harness, "t-1");

        var decision = (await harness.Get<ReferralDesk>().ExplainAsync("user-1"))!.Decisions[0];
        Assert.Equal((ReferralCause.Sale, beta.Id), (decision.Decision.Cause, decision.Decision.PartnerId));
        Assert.Equal(
            [(second.ToString(), "won"), (first.ToString(), "earlier")], decision.Clicks.Select(c => (c.ClickId, c.Verdict)));
        var lead = Assert.Single(await harness.ListAsync<Lead>());
        Assert.Equal((first, "binds_at_first_sale"), (lead.ClickId, lead.Reason));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Who bought before the click is an existing customer, as everywhere.</summary>
    [Fact]
    public async Task A_click_after_the_first_sale_wins_nobody_over()
    {
        await using var harness = await StartAsync(BindingMoment.FirstSale);
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        await harness.Tracker.ReferAsync("user-1", visit: null);
        await BuyAsync(harness, "t-1");
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.ClickAsync(alpha, visitor);
        await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor });
        harness.Time.Advance(TimeSpan.FromDays(1));

        await BuyAsync(harness, "t-2");

        Assert.Empty(await harness.ListAsync<Referral>());
        Assert.Equal("existing_customer", (await harness.Get<ReferralDesk>().ExplainAsync("user-1"))!.Decisions[0].Decision.Reason);
    }

    [Fact]
    public async Task Staff_who_act_as_the_customer_note_nothing()
    {
        await using var harness = await StartAsync(BindingMoment.FirstSale);
        var (alpha, staff) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        await harness.ClickAsync(alpha, staff);
        var visit = new Visit { VisitorId = staff, IsImpersonated = true };
        await harness.Tracker.ReferAsync("user-1", visit);
        await harness.Tracker.SignInAsync("user-1", visit);

        await BuyAsync(harness, "t-1");

        Assert.Empty(await harness.ListAsync<Referral>());
    }

    private static Task<Recorded> BuyAsync(TrackerHarness harness, string source) => harness.Tracker.RecordAsync(
        new Payment { Source = source, Amount = new Money(10_000, "USD"), Customer = "user-1" });

    private static Task<TrackerHarness> StartAsync(BindingMoment moment) =>
        TrackerHarness.StartAsync(affiliate => affiliate.AddProgram("main", program => program.BindsAt = moment));
}
