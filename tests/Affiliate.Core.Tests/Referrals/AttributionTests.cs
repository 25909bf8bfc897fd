using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Affiliate.Core.Tests.Referrals;

public sealed class AttributionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProgramId Program = AffiliateId.New<ProgramId>(Start);
    private static readonly PartnerId PartnerA = AffiliateId.New<PartnerId>(Start);
    private static readonly PartnerId PartnerB = AffiliateId.New<PartnerId>(Start);

    [Fact]
    public void AH_14_the_last_partner_wins_and_a_direct_visit_changes_nothing()
    {
        var decision = Decide([ClickOf(PartnerA, day: 1), ClickOf(PartnerB, day: 5)], Terms(day: 15));

        Assert.Equal(PartnerB, decision.Partner);
        Assert.Equal("last_click", decision.Reason);
        Assert.Equal(["won", "earlier"], decision.Clicks.Select(c => c.Verdict));
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void AH_15_day_90_counts_and_day_91_does_not(int age, bool wins)
    {
        var decision = Decide([ClickOf(PartnerA, day: 0)], Terms(day: age));

        Assert.Equal(wins, decision.Partner is not null);
        Assert.Equal(wins ? "last_click" : "outside_window", decision.Reason);
    }

    [Fact]
    public void The_window_edge_itself_counts_and_a_millisecond_later_does_not()
    {
        var click = ClickOf(PartnerA, day: 0);

        Assert.NotNull(Decide([click], Terms(day: 90)).Partner);
        var later = Terms(day: 90) with { Now = Start.AddDays(90).AddMilliseconds(1) };
        Assert.Null(Decide([click], later).Partner);
    }

    [Theory]
    [InlineData(PartnerStatus.Suspended)]
    [InlineData(PartnerStatus.Deactivated)]
    public void An_inactive_partner_never_overwrites(PartnerStatus status)
    {
        var inactive = ClickOf(PartnerB, day: 5) with { Partner = status };

        var decision = Decide([ClickOf(PartnerA, day: 1), inactive], Terms(day: 6));

        Assert.Equal(PartnerA, decision.Partner);
        Assert.Equal(["partner_inactive", "won"], decision.Clicks.Select(c => c.Verdict));
    }

    [Fact]
    public void A_click_of_an_invited_partner_counts()
    {
        var invited = ClickOf(PartnerA, day: 1) with { Partner = PartnerStatus.Invited };

        Assert.NotNull(Decide([invited], Terms(day: 2)).Partner);
    }

    [Fact]
    public void A_click_that_is_not_attributable_loses_with_its_own_reason()
    {
        var prefetched = ClickOf(PartnerB, day: 5);
        prefetched = prefetched with { Click = prefetched.Click with { Attributable = false, NotAttributableReason = "prefetch" } };

        var decision = Decide([prefetched, ClickOf(PartnerA, day: 1)], Terms(day: 6));

        Assert.Equal(PartnerA, decision.Partner);
        Assert.Equal("prefetch", decision.Clicks[0].Verdict);
    }

    [Fact]
    public void A_click_made_after_the_customer_was_known_wins_nobody_over()
    {
        var terms = Terms(day: 10) with { KnownSince = Start.AddDays(3) };

        Assert.Equal("existing_customer", Decide([ClickOf(PartnerA, day: 5)], terms).Reason);
        Assert.NotNull(Decide([ClickOf(PartnerA, day: 2)], terms).Partner);
    }

    [Fact]
    public void A_click_after_the_purchase_loses_unless_the_clocks_differ_by_minutes()
    {
        var terms = Terms(day: 10) with { KnownSince = Start.AddDays(20) };

        Assert.Equal("too_late", Decide([ClickOf(PartnerA, day: 11)], terms).Reason);
        var skewed = ClickOf(PartnerA, day: 10);
        skewed = skewed with { Click = skewed.Click with { OccurredAt = terms.Now.AddMinutes(4) } };
        Assert.NotNull(Decide([skewed], terms).Partner);
    }

    [Fact]
    public void I17_a_click_of_another_program_never_wins()
    {
        var foreign = ClickOf(PartnerA, day: 1);
        foreign = foreign with { Click = foreign.Click with { ProgramId = AffiliateId.New<ProgramId>(Start) } };

        Assert.Equal("other_program", Decide([foreign], Terms(day: 2)).Reason);
    }

    [Fact]
    public void Without_clicks_nobody_wins()
    {
        Assert.Equal("no_click", Decide([], Terms(day: 1)).Reason);
    }

    [Fact]
    public void The_order_of_the_clicks_does_not_matter()
    {
        CompetingClick[] clicks = [ClickOf(PartnerA, 1), ClickOf(PartnerB, 5), ClickOf(PartnerA, 3), ClickOf(PartnerB, 0)];

        var winners = Enumerable.Range(0, clicks.Length)
            .Select(shift => Decide([.. clicks[shift..], .. clicks[..shift]], Terms(day: 6)).Click!.Id);

        Assert.Single(winners.Distinct());
    }

    [Theory]
    [InlineData("last_click", 0, 0, 10_000)]
    [InlineData("first_click", 10_000, 0, 0)]
    [InlineData("linear", 3_333, 3_333, 3_334)]
    [InlineData("position_based", 4_000, 2_000, 4_000)]
    [InlineData("time_decay", 1_429, 2_857, 5_714)]
    public void AF_13_models_share_the_credit_and_the_parts_add_up(string model, int first, int second, int third)
    {
        var decision = Decide(
            [ClickOf(PartnerA, 1), ClickOf(PartnerB, 8), ClickOf(PartnerA, 15)], Terms(day: 16) with { Model = ModelOf(model) });

        Assert.Equal([third, second, first], decision.Clicks.Select(c => c.ShareBasisPoints));
        Assert.Equal(PartnerA, decision.Partner);
        Assert.Equal(model, decision.Reason);
    }

    [Fact]
    public void AH_10_of_models_that_share_the_partner_with_the_largest_share_is_credited_alone()
    {
        var terms = Terms(day: 10) with { Model = ModelOf("linear") };

        Assert.Equal(PartnerA, Decide([ClickOf(PartnerA, 1), ClickOf(PartnerA, 2), ClickOf(PartnerB, 9)], terms).Partner);
        Assert.Equal(PartnerB, Decide([ClickOf(PartnerA, 1), ClickOf(PartnerB, 9)], terms).Partner);
    }

    [Fact]
    public void A_coupon_of_a_partner_beats_a_click_and_both_are_noted()
    {
        var decision = Attribution.Decide([ClickOf(PartnerA, 1)], CouponOf(PartnerB), Terms(day: 2));

        Assert.Equal((PartnerB, "coupon"), (decision.Partner, decision.Reason));
        Assert.Equal(("coupon", "won"), (Assert.Single(decision.Clicks).Verdict, decision.CouponVerdict!.Verdict));
    }

    [Fact]
    public void A_coupon_loses_where_the_program_says_so()
    {
        var terms = Terms(day: 2) with { Coupons = CouponRule.ClickWins };

        Assert.Equal("click", Attribution.Decide([ClickOf(PartnerA, 1)], CouponOf(PartnerB), terms).CouponVerdict!.Verdict);
        Assert.Equal(PartnerB, Attribution.Decide([], CouponOf(PartnerB), terms).Partner);
    }

    [Fact]
    public void A_leaked_coupon_needs_a_click_of_its_partner_where_the_program_says_so()
    {
        var terms = Terms(day: 2) with { Coupons = CouponRule.NeedsClick };

        Assert.Equal("no_own_click", Attribution.Decide([], CouponOf(PartnerB), terms).Reason);
        Assert.Equal(PartnerA, Attribution.Decide([ClickOf(PartnerA, 1)], CouponOf(PartnerB), terms).Partner);
        Assert.Equal(PartnerB, Attribution.Decide([ClickOf(PartnerB, 1)], CouponOf(PartnerB), terms).Partner);
    }

    [Fact]
    public void A_coupon_that_cannot_count_leaves_the_click_and_says_why()
    {
        var click = ClickOf(PartnerA, 1);

        string Verdict(CompetingCoupon coupon)
        {
            var decision = Attribution.Decide([click], coupon, Terms(day: 2));
            Assert.Equal(PartnerA, decision.Partner);
            return decision.CouponVerdict!.Verdict;
        }

        Assert.Equal("unknown_coupon", Verdict(new CompetingCoupon("X", null, null, null)));
        Assert.Equal("partner_inactive", Verdict(CouponOf(PartnerB) with { Partner = PartnerStatus.Suspended }));
        Assert.Equal("self_referral", Verdict(CouponOf(PartnerB) with { Self = new SelfReferral("self_referral", null) }));
        Assert.Equal("existing_customer", Verdict(CouponOf(PartnerB) with { IsExistingCustomer = true }));
        Assert.Equal("coupon_used_up", Verdict(CouponOf(PartnerB) with { Obstacle = "coupon_used_up" }));
    }

    [Fact]
    public void Who_refers_themselves_is_passed_over_and_their_company_waits_for_review()
    {
        var self = ClickOf(PartnerB, 5) with { Self = new SelfReferral("self_referral", null) };
        var colleague = ClickOf(PartnerA, 1) with { Self = new SelfReferral(null, "self_referral") };

        var decision = Decide([self, colleague], Terms(day: 6));

        Assert.Equal((PartnerA, "self_referral"), (decision.Partner, decision.Review));
        Assert.Equal(["self_referral", "won"], decision.Clicks.Select(c => c.Verdict));
    }

    [Fact]
    public void AH_10_whatever_competes_one_of_the_candidates_wins_in_any_order_and_all_shares_add_up()
    {
        var partners = new[] { PartnerA, PartnerB, AffiliateId.New<PartnerId>(Start) };
        var click =
            from partner in Gen.Elements(partners)
            from hour in Gen.Choose(-24 * 100, 24 * 5)
            from isAttributable in Gen.Elements(true, true, true, false)
            from status in Gen.Elements(PartnerStatus.Active, PartnerStatus.Invited, PartnerStatus.Suspended)
            select ClickOf(partner, 0) with
            {
                Click = ClickOf(partner, 0).Click with { OccurredAt = Start.AddHours(hour), Attributable = isAttributable },
                Partner = status,
            };
        var competition = Gen.Zip(click.ListOf(), Gen.Elements(new AttributionModels([]).Names.ToArray())).ToArbitrary();

        Prop.ForAll(competition, item =>
        {
            CompetingClick[] clicks = [.. item.Item1];
            var model = item.Item2;
            var terms = Terms(day: 4) with { Model = ModelOf(model) };
            var decision = Decide(clicks, terms);
            var reversed = Decide(clicks.Reverse(), terms);
            var able = clicks.Where(c => c.Click.Attributable && c.Partner != PartnerStatus.Suspended
                && c.Click.OccurredAt <= terms.KnownSince && terms.Now - c.Click.OccurredAt <= terms.Window).ToList();
            return decision.Partner == reversed.Partner
                && decision.Click?.Id == reversed.Click?.Id
                && decision.Partner is null == (able.Count == 0)
                && (decision.Partner is null || able.Exists(c => c.Click.PartnerId == decision.Partner && c.Click.Id == decision.Click!.Id))
                && decision.Clicks.Sum(c => c.ShareBasisPoints) == (able.Count == 0 ? 0 : 10_000)
                && decision.Clicks.Count == clicks.Length;
        }).QuickCheckThrowOnFailure();
    }

    private static AttributionDecision Decide(IEnumerable<CompetingClick> clicks, AttributionTerms terms) =>
        Attribution.Decide(clicks, null, terms);

    private static IAttributionModel ModelOf(string name) => new AttributionModels([]).Find(name)!;

    private static CompetingCoupon CouponOf(PartnerId partner) =>
        new("CODE", AffiliateId.New<CouponId>(Start), partner, PartnerStatus.Active);

    private static CompetingClick ClickOf(PartnerId partner, int day) => new(
        new Click
        {
            Id = AffiliateId.New<ClickId>(Start.AddDays(day)),
            ProgramId = Program,
            PartnerId = partner,
            LinkId = AffiliateId.New<LinkId>(Start),
            Ref = "someone",
            OccurredAt = Start.AddDays(day),
            Qualified = true,
            Attributable = true,
        },
        PartnerStatus.Active);

    private static AttributionTerms Terms(int day) =>
        new(Program, TimeSpan.FromDays(90), Start.AddDays(day), Start.AddDays(day), ModelOf("last_click"), CouponRule.CouponWins);
}
