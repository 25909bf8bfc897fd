namespace Affiliate.Core.Tests.Referrals;

public sealed class LeadTests
{
    [Fact]
    public async Task AF_01_a_sign_up_binds_the_customer_to_the_partner_of_the_last_click()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta, visitor) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"), Guid.CreateVersion7());
        await harness.ClickAsync(alpha, visitor);
        harness.Time.Advance(TimeSpan.FromDays(4));
        var last = await harness.ClickAsync(beta, visitor);
        harness.Time.Advance(TimeSpan.FromDays(5));

        var referral = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });

        Assert.Equal((beta.Id, last, "last_click"), (referral!.PartnerId, referral.ClickId, referral.Reason));
        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");
        Assert.Equal(["won", "earlier"], Assert.Single(explanation!.Decisions).Clicks.Select(c => c.Verdict));
        var lead = Assert.Single(await harness.ListAsync<Lead>());
        Assert.Equal((beta.Id, Lead.SignUp), (lead.PartnerId, lead.EventName));
        Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "lead.created")));
        Assert.Single(await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "referral.created")));
    }

    [Fact]
    public async Task AF_08_a_duplicate_sign_up_is_harmless()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta, visitor) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"), Guid.CreateVersion7());
        await harness.ClickAsync(alpha, visitor);
        var first = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.ClickAsync(beta, visitor);

        var again = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });

        Assert.Equal(first, again);
        Assert.Single(await harness.ListAsync<Lead>());
        Assert.Single(await harness.ListAsync<Customer>());
    }

    [Fact]
    public async Task C1_of_fifty_sign_ups_of_one_customer_at_once_all_see_one_binding()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        await harness.ClickAsync(alpha, visitor);

        var referrals = await harness.RunClockUntilAsync(Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() =>
            harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor })))));

        Assert.Single(referrals.Select(r => r!.Id).Distinct());
        Assert.Single(await harness.ListAsync<Lead>());
    }

    [Fact]
    public async Task Without_a_click_the_sign_up_is_kept_with_the_reason()
    {
        await using var harness = await TrackerHarness.StartAsync();

        Assert.Null(await harness.Tracker.ReferAsync("user-1", visit: null));

        Assert.Equal("no_click", Assert.Single(await harness.ListAsync<Lead>()).Reason);
    }

    [Fact]
    public async Task A_click_id_carried_by_the_host_works_without_a_cookie()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        var click = await harness.ClickAsync(alpha);

        var referral = await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = click });

        Assert.Equal(alpha.Id, referral!.PartnerId);
    }

    [Fact]
    public async Task A_customer_known_before_the_click_is_nobodys()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        await harness.Tracker.ReferAsync("user-1", visit: null);
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.ClickAsync(alpha, visitor);

        Assert.Null(await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor }));
    }

    [Fact]
    public async Task AF_04_the_address_is_kept_hashed_and_masked()
    {
        await using var harness = await TrackerHarness.StartAsync();

        await harness.Tracker.ReferAsync("user-1", visit: null, email: "Jo@Example.com");

        var customer = Assert.Single(await harness.ListAsync<Customer>());
        Assert.Equal("j***@e***.com", customer.EmailMasked);
        Assert.DoesNotContain("example", customer.EmailHash, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_lead_of_an_evidence_only_report_binds_nobody()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.EnrollAsync("alpha");
        var click = await harness.ClickAsync(alpha);

        var recorded = await harness.Get<Leads>().RecordAsync(
            new NewLead { ProgramId = alpha.ProgramId, Customer = "user-1", ClickId = click, CanBind = false },
            CancellationToken.None);

        Assert.Null(recorded.Referral);
        Assert.Equal(("not_bound", click), (recorded.Lead.Reason, recorded.Lead.ClickId));
        Assert.Empty(await harness.ListAsync<Referral>());
    }
}
