namespace Affiliate.Core.Tests.Referrals;

/// <summary>Who is bound to whom: the field's own bug reports about lost and stolen attribution (acceptance §5).</summary>
public sealed class BindingTests
{
    [Fact]
    public async Task A_buyer_who_is_the_partner_is_refused_by_address_and_by_user()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.Tracker.EnrollAsync(new NewPartner
        {
            Email = "alpha@company.example",
            Slug = "alpha",
            UserKey = "user-1",
            Status = PartnerStatus.Active,
        });
        var (first, second) = (await harness.ClickAsync(alpha), await harness.ClickAsync(alpha));

        Assert.Null(await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = first }));
        Assert.Null(await harness.Tracker.ReferAsync("user-2", new Visit { ClickId = second }, " Alpha@Company.example "));

        Assert.All(await harness.ListAsync<Lead>(), lead => Assert.Equal("self_referral", lead.Reason));
    }

    /// <summary>Semantics, "Self-referral": the normalised address, so that a tag makes nobody somebody else.</summary>
    [Theory]
    [InlineData("alpha@company.example", "Alpha+shop@company.example", true)]
    [InlineData("alpha+partner@company.example", "alpha@company.example", true)]
    [InlineData("partner.alpha@gmail.com", "partneralpha+1@googlemail.com", true)]
    [InlineData("partner.alpha@mail.example", "partneralpha@mail.example", false)]
    public async Task An_address_with_a_tag_is_the_partners_own(string partner, string buyer, bool isRefused)
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.Tracker.EnrollAsync(new NewPartner { Email = partner, Slug = "alpha", Status = PartnerStatus.Active });

        var referral = await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) }, buyer);

        Assert.Equal(isRefused ? null : alpha.Id, referral?.PartnerId);
    }

    [Fact]
    public async Task A_partner_who_buys_through_another_partner_is_credited_to_that_one()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));

        var referral = await harness.Tracker.ReferAsync(
            "user-1", new Visit { ClickId = await harness.ClickAsync(beta) }, alpha.Email);

        Assert.Equal((beta.Id, null), (referral!.PartnerId, referral.Review));
    }

    [Fact]
    public async Task The_commission_on_a_colleague_waits_for_review()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.Tracker.EnrollAsync(
            new NewPartner { Email = "alpha@company.example", Slug = "alpha", Status = PartnerStatus.Active });
        var referral = await harness.Tracker.ReferAsync(
            "user-1", new Visit { ClickId = await harness.ClickAsync(alpha) }, "colleague@company.example");
        Assert.Equal("self_referral", referral!.Review);

        await BuyAsync(harness, "t-1", "user-1");

        Assert.Equal(CommissionStatus.Review, Assert.Single(await harness.ListAsync<Commission>()).Status);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Addresses_at_a_free_provider_are_no_company()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.Tracker.EnrollAsync(
            new NewPartner { Email = "alpha@gmail.com", Slug = "alpha", Status = PartnerStatus.Active });

        var referral = await harness.Tracker.ReferAsync(
            "user-1", new Visit { ClickId = await harness.ClickAsync(alpha) }, "beta@gmail.com");

        Assert.Null(referral!.Review);
    }

    [Fact]
    public async Task Self_referral_can_be_allowed()
    {
        await using var harness = await TrackerHarness.StartAsync(
            a => a.AddProgram("main", program => program.AllowsSelfReferral = true));
        var alpha = await harness.EnrollAsync("alpha");

        Assert.NotNull(await harness.Tracker.ReferAsync(
            "user-1", new Visit { ClickId = await harness.ClickAsync(alpha) }, alpha.Email));
    }

    /// <summary>AH-17: another device, joined by a sign-in.</summary>
    [Fact]
    public async Task A_sign_in_brings_the_click_that_the_customer_made_elsewhere_before_signing_up()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, phone) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        var click = await harness.ClickAsync(alpha, phone);
        harness.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await harness.Tracker.ReferAsync("user-1", visit: null));
        harness.Time.Advance(TimeSpan.FromDays(1));

        var referral = await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = phone });

        Assert.Equal((alpha.Id, click), (referral!.PartnerId, referral.ClickId));
        Assert.Equal(referral, await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = Guid.CreateVersion7() }));
        Assert.Equal(RecordOutcome.Accrued, (await BuyAsync(harness, "t-1", "user-1")).Outcome);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_click_that_another_instances_clock_dates_after_the_sign_up_still_wins()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        await harness.ClickAsync(alpha, visitor);
        harness.Time.Advance(TimeSpan.FromSeconds(-3));

        var referral = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });

        Assert.Equal(alpha.Id, referral?.PartnerId);
        harness.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(await harness.Tracker.ReferAsync("user-2", visit: null));
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        var late = await harness.ClickAsync(alpha);
        Assert.Null(await harness.Tracker.ReferAsync("user-2", new Visit { ClickId = late }));
    }

    [Fact]
    public async Task Signing_in_every_day_is_explained_once_until_something_changes()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        Assert.Null(await harness.Tracker.ReferAsync("user-1", visit: null));
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.ClickAsync(alpha, visitor);
        for (var day = 0; day < 3; day++)
        {
            harness.Time.Advance(TimeSpan.FromDays(1));
            Assert.Null(await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor }));
        }

        await harness.ClickAsync(alpha, visitor);
        Assert.Null(await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor }));

        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");
        Assert.Equal([2, 1, 0], explanation!.Decisions.Select(decision => decision.Clicks.Count));
    }

    [Fact]
    public async Task A_sign_in_of_an_old_customer_binds_nobody()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        var since = harness.Time.GetUtcNow().AddYears(-1);
        await harness.ClickAsync(alpha, visitor);

        Assert.Null(await harness.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor }, since));
        var explanation = await harness.Get<ReferralDesk>().ExplainAsync("user-1");

        var decision = Assert.Single(explanation!.Decisions);
        Assert.Equal((ReferralCause.SignIn, "existing_customer"), (decision.Decision.Cause, decision.Decision.Reason));
    }

    [Fact]
    public async Task Existing_customers_can_be_paid_for_and_those_who_come_back_too()
    {
        foreach (var (isPaid, pause, expected) in new[] { (false, (int?)null, false), (true, null, true), (false, 200, true), (false, 500, false) })
        {
            await using var harness = await TrackerHarness.StartAsync(a => a.AddProgram("main", program =>
            {
                program.PaysExistingCustomers = isPaid;
                program.ReactivationAfter = pause is { } days ? TimeSpan.FromDays(days) : null;
            }));
            var (alpha, visitor) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
            await harness.ClickAsync(alpha, visitor);

            var referral = await harness.Tracker.SignInAsync(
                "user-1", new Visit { VisitorId = visitor }, harness.Time.GetUtcNow().AddDays(-365));

            Assert.Equal(expected, referral is not null);
        }
    }

    [Fact]
    public async Task Staff_who_act_as_a_customer_leave_no_trace_of_their_own_visit()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, staff) = (await harness.EnrollAsync("alpha"), Guid.CreateVersion7());
        await harness.ClickAsync(alpha, staff);
        var visit = new Visit { VisitorId = staff, IsImpersonated = true };

        Assert.Null(await harness.Tracker.ReferAsync("user-1", visit));
        Assert.Null(await harness.Tracker.SignInAsync("user-1", visit));

        Assert.Empty(await harness.ListAsync<Referral>());
    }

    [Fact]
    public async Task I8_a_correction_counts_for_sales_from_its_date_and_is_audited()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) });
        await BuyAsync(harness, "t-1", "user-1");
        var start = harness.Time.GetUtcNow();
        harness.Time.Advance(TimeSpan.FromDays(10));
        var desk = harness.Get<ReferralDesk>();
        var correction = new ReferralCorrection
        {
            Customer = "user-1",
            Partner = beta.Id,
            From = start.AddDays(5),
            Actor = "owner",
            Reason = "Agreed by mail.",
        };

        var corrected = await desk.CorrectAsync(correction);
        Assert.Equal(corrected, await desk.CorrectAsync(correction));
        await BuyAsync(harness, "t-2", "user-1");
        await BuyAsync(harness, "t-late", "user-1", at: start.AddDays(2));
        harness.Time.Advance(TimeSpan.FromDays(1));
        await desk.CorrectAsync(correction with { Partner = null, From = null, Reason = "No longer." });
        await BuyAsync(harness, "t-3", "user-1");
        await BuyAsync(harness, "t-later", "user-1", at: start.AddDays(7));

        var sales = (await harness.ListAsync<Sale>()).ToDictionary(sale => sale.TransactionId);
        Assert.Equal(alpha.Id, sales["t-1"].PartnerId);
        Assert.Equal(beta.Id, sales["t-2"].PartnerId);
        Assert.Equal(alpha.Id, sales["t-late"].PartnerId);
        Assert.Equal((null, "detached"), (sales["t-3"].PartnerId, sales["t-3"].Reason));
        Assert.Equal(beta.Id, sales["t-later"].PartnerId);
        Assert.Equal(2, (await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "referral.changed"))).Count);
        var explanation = await desk.ExplainAsync("user-1");
        Assert.Equal([null, beta.Id, alpha.Id], explanation!.Decisions.Select(d => d.Decision.PartnerId));
        Assert.Equal(("owner", "No longer."), (explanation.Decisions[0].Decision.Actor, explanation.Decisions[0].Decision.Note));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I8_of_several_corrections_in_one_millisecond_the_last_one_counts()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        var desk = harness.Get<ReferralDesk>();
        await harness.Tracker.ReferAsync("user-1", visit: null);
        var notes = Enumerable.Range(0, 10).Select(i => $"correction {i}").ToList();

        foreach (var (i, note) in notes.Index())
        {
            await desk.CorrectAsync(new ReferralCorrection
            {
                Customer = "user-1",
                Partner = i % 2 == 0 ? alpha.Id : beta.Id,
                Actor = "owner",
                Reason = note,
            });
        }

        var decisions = (await desk.ExplainAsync("user-1"))!.Decisions.Where(d => d.Decision.Cause == ReferralCause.Correction);
        Assert.Equal(Enumerable.Reverse(notes), decisions.Select(d => d.Decision.Note!));
        await BuyAsync(harness, "t-1", "user-1");
        Assert.Equal(beta.Id, Assert.Single(await harness.ListAsync<Sale>()).PartnerId);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_customer_nobody_was_credited_for_can_be_given_to_a_partner()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, desk) = (await harness.EnrollAsync("alpha"), harness.Get<ReferralDesk>());
        var correction = new ReferralCorrection { Customer = "user-1", Partner = alpha.Id, Actor = "owner", Reason = "Known." };
        Assert.Null(await desk.CorrectAsync(correction));
        await harness.Tracker.ReferAsync("user-1", visit: null);

        var referral = await desk.CorrectAsync(correction);

        Assert.Equal((alpha.Id, "correction"), (referral!.PartnerId, referral.Reason));
        Assert.Equal(RecordOutcome.Accrued, (await BuyAsync(harness, "t-1", "user-1")).Outcome);
        await Assert.ThrowsAsync<ArgumentException>(() => desk.CorrectAsync(correction with { Actor = " " }));
        await Assert.ThrowsAsync<ArgumentException>(() => desk.CorrectAsync(correction with { Partner = AffiliateId.New<PartnerId>(harness.Time.GetUtcNow()) }));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_program_chooses_its_model_also_one_of_the_hosts_own()
    {
        await using var harness = await TrackerHarness.StartAsync(a => a
            .AddAttributionModel<MiddleClick>()
            .AddProgram("main", program => program.AttributionModel = "middle")
            .AddProgram("first", program => program.AttributionModel = "first_click"));
        var visitor = Guid.CreateVersion7();
        foreach (var slug in new[] { "alpha", "beta", "gamma" })
        {
            await harness.ClickAsync(await harness.EnrollAsync(slug), visitor);
            harness.Time.Advance(TimeSpan.FromDays(1));
        }

        var referral = await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });

        Assert.Equal("middle", referral!.Reason);
        var partner = Assert.Single(await harness.ListAsync(Query<Partner>.All.Equal(p => p.Id, referral.PartnerId)));
        Assert.Equal("beta", partner.Slug);
    }

    private static Task<Recorded> BuyAsync(TrackerHarness harness, string id, string customer, DateTimeOffset? at = null) =>
        harness.Tracker.RecordAsync(new Payment
        {
            Source = id,
            Amount = new Money(10_000, "USD"),
            Customer = customer,
            OccurredAt = at,
        });

    private sealed class MiddleClick : IAttributionModel
    {
        public string Name => "middle";

        public IReadOnlyList<double> Weigh(IReadOnlyList<AttributionTouch> touches, DateTimeOffset convertedAt) =>
            [.. touches.Select((_, index) => index == touches.Count / 2 ? 1.0 : 0)];
    }
}
