using Affiliate.Core.Tests.Payments;
using Xunit;

namespace Affiliate.Core.Tests.Plans;

/// <summary>AH-23, AH-24, AF-28: what plans, groups and partners' own terms do to sales.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_rule_edit_in_mid_subscription_is_for_new_customers_only_unless_it_applies_to_all_from_a_date()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (desk, program) = (harness.Get<PlanDesk>(), await ProgramAsync(harness));
        var partner = await harness.EnrollAsync("alpha");
        var plan = (await desk.AddFlowAsync(program, null, RuleEngineTests.Share("all", 1_000)))!;
        await ReferAsync(harness, partner, "old");
        harness.Time.Advance(TimeSpan.FromDays(1));

        await desk.ChangeFlowAsync(program, plan.Terms.Flows[0].Id, flow => flow with { Rate = new Rate(5_000) });
        await ReferAsync(harness, partner, "new");

        Assert.Equal(990, await SellAsync(harness, "old"));
        Assert.Equal(4_950, await SellAsync(harness, "new"));

        var from = harness.Time.GetUtcNow().AddDays(10);
        await desk.ChangeFlowAsync(program, plan.Terms.Flows[0].Id, flow => flow with { Rate = new Rate(3_000) }, appliesFrom: from);
        Assert.Equal(990, await SellAsync(harness, "old"));
        harness.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(2_970, await SellAsync(harness, "old"));
        Assert.Equal(2_970, await SellAsync(harness, "new"));
        Assert.Equal([1, 2, 3], (await harness.ListAsync<PlanVersion>()).Select(v => v.Number).Order());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task AF_28_a_group_move_counts_from_the_next_sale_and_durations_go_on()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (plans, groups, program) = (harness.Get<PlanDesk>(), harness.Get<GroupDesk>(), await ProgramAsync(harness));
        var partner = await harness.EnrollAsync("alpha");
        await ReferAsync(harness, partner, "user");
        Assert.Equal(1_980, await SellAsync(harness, "user"));
        harness.Time.Advance(TimeSpan.FromDays(1));
        var plan = await plans.CreateAsync(
            program, "Gold", RuleEngineTests.Terms(RuleEngineTests.Share("gold", 4_000) with { DurationMonths = 2 }));
        var gold = await groups.CreateAsync(
            program, "Gold", new GroupTerms { PlanId = plan.Plan.Id, HoldPeriod = TimeSpan.FromDays(5), IsManual = true });

        await groups.AssignAsync(program, partner.Id, gold.Group.Id, null);

        Assert.Equal(3_960, await SellAsync(harness, "user"));
        var commission = (await harness.ListAsync<Commission>()).MaxBy(c => c.CreatedAt)!;
        Assert.Equal((harness.Time.GetUtcNow().AddDays(5), true), (commission.HoldUntil, commission.IsManual));
        harness.Time.Advance(TimeSpan.FromDays(62));
        Assert.Equal(0, await SellAsync(harness, "user"));
        Assert.Equal("duration_over", (await harness.ListAsync<Sale>()).MaxBy(s => s.CreatedAt)!.Reason);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_flow_without_a_plan_gets_one_also_when_the_usual_names_are_taken()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (desk, program) = (harness.Get<PlanDesk>(), await ProgramAsync(harness));
        foreach (var name in new[] { "Default", "Default 2" })
        {
            var taken = await desk.CreateAsync(program, name, PlanTerms.None);
            await desk.DescribeAsync(program, taken.Plan.Id, null, null, isDefault: false);
        }

        var saved = (await desk.AddFlowAsync(program, null, RuleEngineTests.Share("all", 1_000)))!;

        Assert.Equal(("Default 3", true), (saved.Plan.Name, saved.Plan.IsDefault));
    }

    /// <summary>Semantics, row Hold: month-end locking per group.</summary>
    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, null, true)]
    public async Task A_group_may_hold_to_the_end_of_the_month_whatever_the_program_says(bool ofProgram, bool? ofGroup, bool isToMonthEnd)
    {
        await using var harness = await TrackerHarness.StartAsync(
            affiliate => affiliate.AddProgram("main", options => options.HoldsToMonthEnd = ofProgram));
        var (groups, program) = (harness.Get<GroupDesk>(), await ProgramAsync(harness));
        var partner = await harness.EnrollAsync("alpha");
        var group = await groups.CreateAsync(program, "Monthly", new GroupTerms { HoldsToMonthEnd = ofGroup });
        await groups.AssignAsync(program, partner.Id, group.Group.Id, null);
        await ReferAsync(harness, partner, "user");

        await SellAsync(harness, "user");

        var hold = (await harness.ListAsync<Commission>()).Single().HoldUntil;
        var ordinary = harness.Time.GetUtcNow().AddDays(30);
        var monthEnd = new DateTimeOffset(ordinary.Year, ordinary.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        Assert.Equal(isToMonthEnd ? monthEnd : ordinary, hold);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task AF_28_a_groups_terms_have_dates_and_old_commissions_stay()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (groups, program) = (harness.Get<GroupDesk>(), await ProgramAsync(harness));
        var partner = await harness.EnrollAsync("alpha");
        await ReferAsync(harness, partner, "user");
        var standard = Assert.Single(await groups.ListAsync(program));
        Assert.Equal("Default", standard.Group.Name);

        await groups.ChangeAsync(
            program, standard.Group.Id, terms => terms with { Commission = new Rate(1_000) },
            effectiveFrom: harness.Time.GetUtcNow().AddDays(3));

        Assert.Equal(1_980, await SellAsync(harness, "user"));
        harness.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(990, await SellAsync(harness, "user"));
        Assert.Equal([990, 1_980], (await harness.ListAsync<Commission>()).Select(c => c.AmountMinorUnits).Order());
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Counts_and_steps_follow_the_customers_sales()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await ProgramAsync(harness);
        var partner = await harness.EnrollAsync("alpha");
        await harness.Get<PlanDesk>().AddFlowAsync(
            program, null, RuleEngineTests.Share("steps", 3_000) with { Steps = [new(2, new Rate(1_000), null)], MaxSales = 3 });
        await ReferAsync(harness, partner, "user");

        var paid = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            paid.Add(await SellAsync(harness, "user"));
        }

        Assert.Equal([2_970, 990, 990, 0], paid);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_flat_reward_is_kept_until_half_is_refunded_and_in_proportion_by_option()
    {
        foreach (var (isProportional, afterThird, afterHalf) in new[] { (false, 500L, 0L), (true, 333, 250) })
        {
            await using var harness = await TrackerHarness.StartAsync();
            var program = await ProgramAsync(harness);
            var partner = await harness.EnrollAsync("alpha");
            await harness.Get<PlanDesk>().CreateAsync(
                program, "Flat",
                RuleEngineTests.Terms(RuleEngineTests.Flat("flat", 500, "USD")) with { AreFlatRewardsProportional = isProportional });
            await ReferAsync(harness, partner, "user");
            await harness.Tracker.RecordAsync(SaleTests.Order("order", 9_900, "user"));

            await RefundAsync("a", 3_300);
            Assert.Equal(afterThird, await KeptAsync());
            await RefundAsync("b", 1_650);
            Assert.Equal(afterHalf, await KeptAsync());
            await harness.VerifyLedgerAsync();

            Task RefundAsync(string name, long amount) => harness.Tracker.ReverseAsync(
                new Reversal { Source = name, Target = "order", Gross = new Money(amount, "USD") });
            async Task<long> KeptAsync() => (await harness.ListAsync<Commission>()).Single().KeptMinorUnits;
        }
    }

    [Fact]
    public async Task A_recruiter_has_a_share_that_is_reversed_with_its_source()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await ProgramAsync(harness);
        var (recruiter, recruit) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.SaveAsync(recruit with { RecruitedBy = recruiter.Id });
        await harness.Get<PlanDesk>().CreateAsync(program, "Recruiting", new PlanTerms { RecruiterShare = new Rate(1_000) });
        await ReferAsync(harness, recruit, "user");

        await harness.Tracker.RecordAsync(SaleTests.Order("order", 9_900, "user"));
        Assert.Equal(198, (await ShareAsync()).AmountMinorUnits);
        await harness.Tracker.ReverseAsync(new Reversal { Source = "r1", Target = "order", Gross = new Money(3_300, "USD") });
        Assert.Equal(132, (await ShareAsync()).KeptMinorUnits);
        await harness.Tracker.ReverseAsync(new Reversal { Source = "r2", Target = "order" });

        Assert.Equal((0, CommissionStatus.Reversed), ((await ShareAsync()).KeptMinorUnits, (await ShareAsync()).Status));
        Assert.Equal(0, (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits));
        await harness.VerifyLedgerAsync();

        async Task<Commission> ShareAsync() =>
            Assert.Single(await harness.ListAsync(Query<Commission>.All.Equal(c => c.PartnerId, recruiter.Id)));
    }

    [Fact]
    public async Task A_rejected_first_commission_stops_what_later_payments_earn_until_the_partner_is_credited_again()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (program, desk) = (await ProgramAsync(harness), harness.Get<CommissionDesk>());
        var partner = await harness.EnrollAsync("alpha");
        await ReferAsync(harness, partner, "honest");
        await ReferAsync(harness, partner, "fraud");
        Assert.Equal(1_980, await SellAsync(harness, "honest"));
        var honest = Assert.Single(await harness.ListAsync<Commission>());
        Assert.Equal(1_980, await SellAsync(harness, "honest"));
        var second = (await harness.ListAsync<Commission>()).Single(c => c.Id != honest.Id);
        Assert.Equal(1_980, await SellAsync(harness, "fraud"));
        var first = (await harness.ListAsync<Commission>()).Single(c => c.Id != honest.Id && c.Id != second.Id);

        await desk.RejectAsync(program, [second.Id, first.Id], "fraud");

        Assert.Equal(1_980, await SellAsync(harness, "honest"));
        Assert.Equal(0, await SellAsync(harness, "fraud"));
        var stopped = (await harness.ListAsync<Sale>()).MaxBy(s => s.Id.Value)!;
        Assert.Equal((partner.Id, "first_rejected"), (stopped.PartnerId, stopped.Reason));
        var tried = (await harness.Get<AffiliateProof>().WhatIfAsync(program, ReportPeriod.All, new WhatIf { Terms = PlanTerms.None, Model = "linear" }))!;
        Assert.Equal([KeyValuePair.Create("first_rejected", 1L)], tried.NotReplayed);
        Assert.Equal(2 * 1_980, Assert.Single(tried.Lines).AfterMinorUnits);
        await harness.Get<ReferralDesk>().CorrectAsync(
            new ReferralCorrection { Customer = "fraud", Partner = partner.Id, Actor = "owner", Reason = "It was no fraud." });
        Assert.Equal(1_980, await SellAsync(harness, "fraud"));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Payments_of_a_suspended_partners_customers_earn_nothing_until_the_partner_is_active_again()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var partner = await harness.EnrollAsync("alpha");
        await ReferAsync(harness, partner, "user");
        Assert.Equal(1_980, await SellAsync(harness, "user"));

        await harness.SaveAsync(partner with { Status = PartnerStatus.Suspended });
        Assert.Equal(0, await SellAsync(harness, "user"));
        Assert.Equal("partner_inactive", (await harness.ListAsync<Sale>()).MaxBy(s => s.Id.Value)!.Reason);
        await harness.SaveAsync((await harness.ListAsync<Partner>()).Single() with { Status = PartnerStatus.Active });

        Assert.Equal(1_980, await SellAsync(harness, "user"));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_share_of_some_lines_only_is_not_shown_as_one_of_the_whole()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await ProgramAsync(harness);
        var partner = await harness.EnrollAsync("alpha");
        await harness.Get<PlanDesk>().CreateAsync(
            program, "Pro only",
            RuleEngineTests.Terms(RuleEngineTests.Share("pro", 1_000) with { ProductIds = ["pro"], DurationMonths = 12 }) with { DurationMonths = 0 });
        await ReferAsync(harness, partner, "user");
        await SellAsync(harness, "user");
        harness.Time.Advance(TimeSpan.FromDays(1));

        await harness.Tracker.RecordAsync(SaleTests.Order("order", 9_900, "user") with
        {
            Lines = [new SaleLine("pro", 1, 6_000), new SaleLine("basic", 1, 3_900)],
        });

        var commission = (await harness.ListAsync<Commission>()).MaxBy(c => c.Id.Value)!;
        Assert.Equal((600, 9_900, (Rate?)null), (commission.AmountMinorUnits, commission.BaseMinorUnits, commission.Rate));
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData(false, CommissionStatus.Rejected)]
    [InlineData(true, CommissionStatus.Reversed)]
    public async Task A_recruiters_share_goes_with_a_rejected_commission_at_once(bool isApproved, CommissionStatus status)
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await ProgramAsync(harness);
        var (recruiter, recruit) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.SaveAsync(recruit with { RecruitedBy = recruiter.Id });
        await harness.Get<PlanDesk>().CreateAsync(program, "Recruiting", new PlanTerms { RecruiterShare = new Rate(1_000) });
        await ReferAsync(harness, recruit, "user");
        await harness.Tracker.RecordAsync(SaleTests.Order("order", 9_900, "user"));
        var desk = harness.Get<CommissionDesk>();
        var (source, share) = (await OfAsync(recruit), await OfAsync(recruiter));
        if (isApproved)
        {
            await desk.ApproveAsync(program, [share.Id]);
        }

        // Both named in one call: the share is decided once.
        var decided = await desk.RejectAsync(program, isApproved ? [source.Id] : [source.Id, share.Id], "fraud");

        Assert.Equal(isApproved ? [source.Id] : [source.Id, share.Id], decided.Moved);
        Assert.Equal((CommissionStatus.Rejected, status), ((await OfAsync(recruit)).Status, (await OfAsync(recruiter)).Status));
        Assert.Equal(0, (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits));
        await harness.Tracker.ReverseAsync(new Reversal { Source = "r1", Target = "order", Gross = new Money(3_300, "USD") });
        Assert.Equal(0, (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits));
        Assert.Empty((await harness.Get<AffiliateProof>().RederiveAsync(program)).Differences);
        await harness.VerifyLedgerAsync();

        async Task<Commission> OfAsync(Partner partner) =>
            Assert.Single(await harness.ListAsync(Query<Commission>.All.Equal(c => c.PartnerId, partner.Id)));
    }

    [Fact]
    public async Task A_hosts_rule_is_asked_first_and_one_that_throws_leaves_a_review()
    {
        await using var harness = await TrackerHarness.StartAsync(affiliate => affiliate.AddCommissionRule<MoodyRule>());
        var partner = await harness.EnrollAsync("alpha");
        await ReferAsync(harness, partner, "user");

        Assert.Equal(700, await SellAsync(harness, "user", 1_000));
        Assert.Equal(1_980, await SellAsync(harness, "user"));
        Assert.Equal(2_000, await SellAsync(harness, "user", 10_000));

        var commissions = (await harness.ListAsync<Commission>()).ToDictionary(c => c.BaseMinorUnits);
        Assert.Equal(("moody", CommissionStatus.Pending), (commissions[1_000].Rule, commissions[1_000].Status));
        Assert.Equal((CommissionStatus.Review, "rule_failed"), (commissions[10_000].Status, commissions[10_000].ReviewReason));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_cap_keeps_both_amounts_and_then_pays_nothing_more()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await ProgramAsync(harness);
        var partner = await harness.EnrollAsync("alpha");
        await harness.Get<PlanDesk>().CreateAsync(
            program, "Capped", new PlanTerms { Caps = [new(CapScope.Partner, CapPeriod.Month, 3_000)] });
        await ReferAsync(harness, partner, "user");

        Assert.Equal(1_980, await SellAsync(harness, "user"));
        Assert.Equal(1_020, await SellAsync(harness, "user"));
        Assert.Equal(0, await SellAsync(harness, "user"));
        var cut = (await harness.ListAsync<Commission>()).Single(c => c.UncappedMinorUnits is not null);
        Assert.Equal((1_020L, 1_980L), (cut.AmountMinorUnits, cut.UncappedMinorUnits));
        Assert.Equal("capped", (await harness.ListAsync<Sale>()).MaxBy(s => s.Id.Value)!.Reason);

        harness.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1_980, await SellAsync(harness, "user"));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_deactivated_plan_keeps_its_customers_and_takes_no_new_ones()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (desk, program) = (harness.Get<PlanDesk>(), await ProgramAsync(harness));
        var partner = await harness.EnrollAsync("alpha");
        var plan = await desk.CreateAsync(program, "Ten", RuleEngineTests.Terms(RuleEngineTests.Share("ten", 1_000)));
        await ReferAsync(harness, partner, "old");
        harness.Time.Advance(TimeSpan.FromDays(1));

        await desk.DescribeAsync(program, plan.Plan.Id, null, isActive: false, isDefault: null);
        await ReferAsync(harness, partner, "new");

        Assert.Equal(990, await SellAsync(harness, "old"));
        Assert.Equal(1_980, await SellAsync(harness, "new"));
    }

    private static async Task<ProgramId> ProgramAsync(TrackerHarness harness) =>
        (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;

    private static async Task ReferAsync(TrackerHarness harness, Partner partner, string customer)
    {
        var visitor = Guid.CreateVersion7(harness.Time.GetUtcNow());
        await harness.ClickAsync(partner, visitor);
        await harness.Tracker.ReferAsync(customer, new Visit { VisitorId = visitor });
    }

    /// <summary>Sells something and gives what the sale earned.</summary>
    private static async Task<long> SellAsync(TrackerHarness harness, string customer, long amount = 9_900)
    {
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        var recorded = await harness.Tracker.RecordAsync(
            SaleTests.Order(Guid.CreateVersion7(harness.Time.GetUtcNow()).ToString(), amount, customer));
        return recorded.Entries.Sum(e => e.AmountMinorUnits);
    }

    internal sealed class MoodyRule : ICommissionRule
    {
        public string Name => "moody";

        public CommissionOffer? Offer(CommissionQuestion question) => question.AmountMinorUnits switch
        {
            1_000 => new CommissionOffer(null, 700),
            10_000 => throw new InvalidOperationException("Not today."),
            _ => null,
        };
    }
}
