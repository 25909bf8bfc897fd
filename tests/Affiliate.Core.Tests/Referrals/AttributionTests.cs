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
        var decision = Attribution.LastClick([ClickOf(PartnerA, day: 1), ClickOf(PartnerB, day: 5)], Terms(day: 15));

        Assert.Equal(PartnerB, decision.Winner!.PartnerId);
        Assert.Equal("last_click", decision.Reason);
        Assert.Equal(["won", "earlier"], decision.Clicks.Select(c => c.Verdict));
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public void AH_15_day_90_counts_and_day_91_does_not(int age, bool wins)
    {
        var decision = Attribution.LastClick([ClickOf(PartnerA, day: 0)], Terms(day: age));

        Assert.Equal(wins, decision.Winner is not null);
        Assert.Equal(wins ? "last_click" : "outside_window", decision.Reason);
    }

    [Fact]
    public void The_window_edge_itself_counts_and_a_millisecond_later_does_not()
    {
        var click = ClickOf(PartnerA, day: 0);

        Assert.NotNull(Attribution.LastClick([click], Terms(day: 90)).Winner);
        var later = Terms(day: 90) with { Now = Start.AddDays(90).AddMilliseconds(1) };
        Assert.Null(Attribution.LastClick([click], later).Winner);
    }

    [Theory]
    [InlineData(PartnerStatus.Suspended)]
    [InlineData(PartnerStatus.Deactivated)]
    public void An_inactive_partner_never_overwrites(PartnerStatus status)
    {
        var inactive = ClickOf(PartnerB, day: 5) with { Partner = status };

        var decision = Attribution.LastClick([ClickOf(PartnerA, day: 1), inactive], Terms(day: 6));

        Assert.Equal(PartnerA, decision.Winner!.PartnerId);
        Assert.Equal(["partner_inactive", "won"], decision.Clicks.Select(c => c.Verdict));
    }

    [Fact]
    public void A_click_of_an_invited_partner_counts()
    {
        var invited = ClickOf(PartnerA, day: 1) with { Partner = PartnerStatus.Invited };

        Assert.NotNull(Attribution.LastClick([invited], Terms(day: 2)).Winner);
    }

    [Fact]
    public void A_click_that_is_not_attributable_loses_with_its_own_reason()
    {
        var prefetched = ClickOf(PartnerB, day: 5);
        prefetched = prefetched with { Click = prefetched.Click with { Attributable = false, Reason = "prefetch" } };

        var decision = Attribution.LastClick([prefetched, ClickOf(PartnerA, day: 1)], Terms(day: 6));

        Assert.Equal(PartnerA, decision.Winner!.PartnerId);
        Assert.Equal("prefetch", decision.Clicks[0].Verdict);
    }

    [Fact]
    public void A_click_made_after_the_customer_was_known_wins_nobody_over()
    {
        var terms = Terms(day: 10) with { KnownSince = Start.AddDays(3) };

        Assert.Equal("existing_customer", Attribution.LastClick([ClickOf(PartnerA, day: 5)], terms).Reason);
        Assert.NotNull(Attribution.LastClick([ClickOf(PartnerA, day: 2)], terms).Winner);
    }

    [Fact]
    public void A_click_after_the_purchase_loses_unless_the_clocks_differ_by_minutes()
    {
        var terms = Terms(day: 10) with { KnownSince = Start.AddDays(20) };

        Assert.Equal("later", Attribution.LastClick([ClickOf(PartnerA, day: 11)], terms).Reason);
        var skewed = ClickOf(PartnerA, day: 10);
        skewed = skewed with { Click = skewed.Click with { OccurredAt = terms.Now.AddMinutes(4) } };
        Assert.NotNull(Attribution.LastClick([skewed], terms).Winner);
    }

    [Fact]
    public void I17_a_click_of_another_program_never_wins()
    {
        var foreign = ClickOf(PartnerA, day: 1);
        foreign = foreign with { Click = foreign.Click with { ProgramId = AffiliateId.New<ProgramId>(Start) } };

        Assert.Equal("other_program", Attribution.LastClick([foreign], Terms(day: 2)).Reason);
    }

    [Fact]
    public void Without_clicks_nobody_wins()
    {
        Assert.Equal("no_click", Attribution.LastClick([], Terms(day: 1)).Reason);
    }

    [Fact]
    public void The_order_of_the_clicks_does_not_matter()
    {
        CompetingClick[] clicks = [ClickOf(PartnerA, 1), ClickOf(PartnerB, 5), ClickOf(PartnerA, 3), ClickOf(PartnerB, 0)];

        var winners = Enumerable.Range(0, clicks.Length)
            .Select(shift => Attribution.LastClick([.. clicks[shift..], .. clicks[..shift]], Terms(day: 6)).Winner!.Id);

        Assert.Single(winners.Distinct());
    }

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
        new(Program, TimeSpan.FromDays(90), Start.AddDays(day), KnownSince: Start.AddDays(day));
}
