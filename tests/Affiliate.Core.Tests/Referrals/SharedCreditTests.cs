using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests.Referrals;

/// <summary>
/// Semantics, "Model" and "Coupon against link": one partner is credited for a sale (AH-10); where the program wants it, another one gets a
/// part of what that partner earns. The parts sum to what the rules pay.
/// </summary>
public sealed class SharedCreditTests
{
    [Fact]
    public async Task A_coupon_and_a_click_of_another_partner_share_one_commission()
    {
        await using var harness = await StartAsync(program => program.CouponRule = CouponRule.Split);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Get<CouponDesk>().CreateAsync(new NewCoupon { PartnerId = beta.Id, Code = "BETA" });
        var click = await harness.ClickAsync(alpha);
        harness.Time.Advance(TimeSpan.FromMinutes(1));

        // 20 % of 9.99 are 1.99: the odd cent stays with who is credited.
        await BuyAsync(harness, "t-1", 999, click, "BETA");
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await BuyAsync(harness, "t-2", 10_000);

        Assert.All(await harness.ListAsync<Sale>(), sale => Assert.Equal(beta.Id, sale.PartnerId));
        Assert.Equal([100, 1_000], await EarnedAsync(harness, beta));
        Assert.Equal([99, 1_000], await EarnedAsync(harness, alpha));
        var decision = Assert.Single((await harness.Get<ReferralDesk>().ExplainAsync("user-1"))!.Decisions);
        Assert.Equal(("coupon", "shared", "won"), (decision.Decision.Reason, decision.Clicks[0].Verdict, decision.Coupon!.Verdict));
        await VerifyAsync(harness);
    }

    [Fact]
    public async Task Refunds_take_back_of_both_and_a_full_one_leaves_exactly_nothing()
    {
        await using var harness = await StartAsync(program => program.CouponRule = CouponRule.Split);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Get<CouponDesk>().CreateAsync(new NewCoupon { PartnerId = beta.Id, Code = "BETA" });
        await BuyAsync(harness, "t-1", 999, await harness.ClickAsync(alpha), "BETA");

        // 20 % of 9.99 are 1.99, of which two thirds are 1.32: both parts together keep that, not each its own two thirds.
        await RefundAsync(harness, "r-1", 333);
        await VerifyAsync(harness);
        Assert.Equal([66, 66], (await harness.ListAsync<Commission>()).Select(one => one.KeptMinorUnits));
        await RefundAsync(harness, "r-2", 666);

        Assert.All(await harness.ListAsync<Commission>(), one => Assert.Equal((0, CommissionStatus.Reversed), (one.KeptMinorUnits, one.Status)));
        await VerifyAsync(harness);
    }

    [Theory]
    [InlineData("same", 200)]
    [InlineData("gone", 200)]
    [InlineData("none", 200)]
    [InlineData("rule", 200)]
    public async Task Nobody_shares_with_themselves_or_with_who_earns_nothing(string kind, long expected)
    {
        await using var harness = await StartAsync(program => program.CouponRule = kind == "rule" ? CouponRule.CouponWins : CouponRule.Split);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Get<CouponDesk>().CreateAsync(new NewCoupon { PartnerId = beta.Id, Code = "BETA" });
        ClickId? click = kind == "none" ? null : await harness.ClickAsync(kind == "same" ? beta : alpha);
        if (kind == "gone")
        {
            await harness.SaveAsync(alpha with { Status = PartnerStatus.Suspended });
        }

        await BuyAsync(harness, "t-1", 1_000, click, "BETA");

        Assert.Equal([expected], await EarnedAsync(harness, beta));
        Assert.Empty(await EarnedAsync(harness, alpha));
        await VerifyAsync(harness);
    }

    [Fact]
    public async Task Who_helped_gets_their_part_where_the_program_pays_for_it()
    {
        await using var harness = await StartAsync(program => program.AssistShare = Rate.FromPercent(10));
        var (alpha, beta, gamma) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"), await harness.EnrollAsync("gamma"));
        var visitor = Guid.NewGuid();
        foreach (var partner in new[] { gamma, alpha, beta, beta })
        {
            await harness.ClickAsync(partner, visitor);
            harness.Time.Advance(TimeSpan.FromHours(1));
        }

        await harness.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        await BuyAsync(harness, "t-1", 10_000);
        Assert.Equal([1_800], await EarnedAsync(harness, beta));
        Assert.Equal([200], await EarnedAsync(harness, alpha));
        Assert.Empty(await EarnedAsync(harness, gamma));

        harness.Time.Advance(TimeSpan.FromHours(1));

        // What a person decides is nobody else's.
        await harness.Get<ReferralDesk>().CorrectAsync(
            new ReferralCorrection { Customer = "user-1", Partner = gamma.Id, Actor = "owner", Reason = "agreed" });
        harness.Time.Advance(TimeSpan.FromHours(1));
        await BuyAsync(harness, "t-2", 10_000);

        Assert.Equal([2_000], await EarnedAsync(harness, gamma));
        Assert.Equal([200], await EarnedAsync(harness, alpha));
        await VerifyAsync(harness);
    }

    [Fact]
    public void AH_10_the_parts_sum_to_what_the_rules_pay() => Prop.ForAll(
        Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 5_000).ToArbitrary(),
        (amount, rate) =>
        {
            var referral = new Referral
            {
                Id = default,
                ProgramId = default,
                CustomerId = default,
                PartnerId = default,
                Reason = "coupon",
                SharedWith = AffiliateId.New<PartnerId>(Sample.Now),
                SharedRate = new Rate(rate),
                CreatedAt = Sample.Now,
            };
            var whole = Sample.Commission() with
            {
                AmountMinorUnits = amount,
                UnsettledMinorUnits = amount,
                Basis = PlanJson.Write(new CommissionBasis()),
            };

            var (own, part) = SharedCommission.Cut(whole, referral);

            return own.AmountMinorUnits + (part?.AmountMinorUnits ?? 0) == amount
                && own.AmountMinorUnits >= (part?.AmountMinorUnits ?? 0)
                && own.UnsettledMinorUnits == own.AmountMinorUnits;
        }).QuickCheckThrowOnFailure();

    /// <summary>
    /// I7: whatever the refunds and their order, the parts keep together what all of it would, none is ever below nothing or grows by a
    /// refund, and the ledger entries of each end at its own rest.
    /// </summary>
    [Fact]
    public void The_parts_keep_together_what_the_whole_would_after_each_refund()
    {
        var cases =
            from paid in Gen.Choose(1, 200_000)
            from rate in Gen.Choose(1, 10_000)
            from shared in Gen.Choose(1, 5_000)
            from refunds in Gen.ListOf(Gen.Choose(1, 60_000))
            select (paid, rate, shared, refunds);
        Prop.ForAll(cases.ToArbitrary(), one => KeepsTogether(one.paid, one.rate, one.shared, [.. one.refunds])).QuickCheckThrowOnFailure();
    }

    private static bool KeepsTogether(int paid, int rate, int shared, int[] refunds)
    {
        var sale = Sample.Sale() with { AmountMinorUnits = paid, GrossMinorUnits = paid };
        var whole = Sample.Commission(sale) with { BaseMinorUnits = paid, Rate = new Rate(rate), AmountMinorUnits = new Rate(rate).Of(paid) };
        var cut = new Rate(shared).Of(whole.AmountMinorUnits);
        var own = whole with { AmountMinorUnits = whole.AmountMinorUnits - cut, SharedMinorUnits = cut };
        var part = own.PartFor(AffiliateId.New<PartnerId>(Sample.Now), cut) with { Kind = CommissionKind.Shared };
        var (gone, left) = (0L, (Own: own.AmountMinorUnits, Part: cut));
        foreach (var refund in refunds.Append(paid))
        {
            gone = Math.Min(paid, gone + refund);
            var takeback = new Takeback(gone, 0, IsCapped: false);
            var (ownNow, partNow) = (Rebooking.Of(sale, own, takeback, Sample.Now), Rebooking.Of(sale, part, takeback, Sample.Now, own));
            (own, part) = (ownNow.Commission!, partNow.Commission!);
            var booked = (Own: left.Own + (ownNow.Entry?.AmountMinorUnits ?? 0), Part: left.Part + (partNow.Entry?.AmountMinorUnits ?? 0));
            if (own.KeptMinorUnits + part.KeptMinorUnits != Rebooking.Of(sale, whole, takeback, Sample.Now).Commission!.KeptMinorUnits
                || booked != (own.KeptMinorUnits, part.KeptMinorUnits) || booked.Own > left.Own || booked.Part > left.Part
                || booked.Own < 0 || booked.Part < 0)
            {
                return false;
            }

            left = booked;
        }

        return left == (0, 0);
    }

    /// <summary>I15: a part that keeps what is not its share of the rest is named, also when the amounts add up.</summary>
    [Fact]
    public async Task A_part_with_another_rest_is_named_by_the_audit()
    {
        await using var harness = await StartAsync(program => program.CouponRule = CouponRule.Split);
        var (alpha, beta) = (await harness.EnrollAsync("alpha"), await harness.EnrollAsync("beta"));
        await harness.Get<CouponDesk>().CreateAsync(new NewCoupon { PartnerId = beta.Id, Code = "BETA" });
        await BuyAsync(harness, "t-1", 999, await harness.ClickAsync(alpha), "BETA");
        var part = (await harness.ListAsync<Commission>()).Single(one => one.Kind == CommissionKind.Shared);

        await harness.SaveAsync(part with { ReversedMinorUnits = 1 });

        Assert.Contains(await harness.Get<LedgerAudit>().VerifyAsync(), v => v.Code == "commission_reversed" && v.Subject == part.Id.ToString());
    }

    private static Task<TrackerHarness> StartAsync(Action<ProgramOptions> configure) =>
        TrackerHarness.StartAsync(affiliate => affiliate.AddProgram("main", configure));

    private static Task<Recorded> BuyAsync(TrackerHarness harness, string id, long amount, ClickId? click = null, string? coupon = null) =>
        harness.Tracker.RecordAsync(new Payment
        {
            Source = id,
            Amount = new Money(amount, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = "user-1", Click = click?.ToString(), Coupon = coupon },
        });

    private static Task<Reversed> RefundAsync(TrackerHarness harness, string id, long amount) => harness.Tracker.ReverseAsync(new Reversal
    {
        Source = id,
        Target = "t-1",
        Kind = ReversalKind.Refund,
        Gross = new Money(amount, "USD"),
    });

    private static async Task<List<long>> EarnedAsync(TrackerHarness harness, Partner partner) =>
        [.. (await harness.ListAsync(Query<Commission>.All.Equal(c => c.PartnerId, partner.Id).Ascending(c => c.CreatedAt).Ascending(c => c.Id))).Select(c => c.AmountMinorUnits)];

    /// <summary>The ledger is whole, every commission can be computed again, and the same terms pay the same.</summary>
    private static async Task VerifyAsync(TrackerHarness harness)
    {
        await harness.VerifyLedgerAsync();
        var program = (await harness.ListAsync<AffiliateProgram>()).Single();
        var proof = harness.Get<AffiliateProof>();
        Assert.Empty((await proof.RederiveAsync(program.Id)).Differences);
        Assert.All((await proof.WhatIfAsync(program.Id, default, new WhatIf()))!.Lines, line => Assert.Equal(0, line.DifferenceMinorUnits));
    }
}
