using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Core.Tests.Referrals;

/// <summary>Partners who refer themselves under other names (semantics, "Self-referral"; reliability §7).</summary>
public sealed class SelfReferralTests
{
    private const string Card = "acme:card-1";

    [Fact]
    public async Task A_buyer_who_pays_with_the_partners_card_is_refused_whether_the_partner_is_known_by_user_or_by_address()
    {
        foreach (var (userKey, email) in new[] { ("user-alpha", (string?)null), (null, "alpha@company.example") })
        {
            await using var harness = await TrackerHarness.StartAsync();
            var alpha = await EnrollAsync(harness, userKey);
            await BuyAsync(harness, "own", "user-alpha", Card, email);

            Assert.NotNull(await harness.Tracker.ReferAsync("user-2", new Visit { ClickId = await harness.ClickAsync(alpha) }));
            var refused = await BuyAsync(harness, "t-1", "user-2", Card);

            // The card is remembered: another one does not help.
            var again = await BuyAsync(harness, "t-2", "user-2", "acme:card-2");
            var other = await BuyAsync(harness, "t-3", "user-3", "acme:card-3", click: await harness.ClickAsync(alpha));
            Assert.Equal(
                [(RecordOutcome.Refused, "self_referral_payment"), (RecordOutcome.Refused, "self_referral_payment"), (RecordOutcome.Accrued, null)],
                new[] { refused, again, other }.Select(one => (one.Outcome, one.Reason)));
            Assert.DoesNotContain(await harness.ListAsync<Customer>(), one => one.PaymentFingerprints?.Contains("card", StringComparison.Ordinal) == true);
            await harness.VerifyLedgerAsync();
        }
    }

    /// <summary>Where companies are the customers, a partner's own company is the partner.</summary>
    [Fact]
    public async Task A_company_is_refused_to_the_partner_who_belongs_to_it_and_so_is_who_pays_with_its_card()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await harness.Tracker.EnrollAsync(
            new NewPartner { Email = "alpha@company.example", Slug = "alpha", UserKey = "user-1", TenantKey = "tenant-1", Status = PartnerStatus.Active });

        Assert.Null(await harness.Tracker.ReferAsync("tenant-1", new Visit { ClickId = await harness.ClickAsync(alpha) }));
        Assert.Equal("self_referral", Assert.Single(await harness.ListAsync<Lead>()).Reason);
        await BuyAsync(harness, "own", "tenant-1", Card);
        Assert.NotNull(await harness.Tracker.ReferAsync("tenant-2", new Visit { ClickId = await harness.ClickAsync(alpha) }));

        Assert.Equal("self_referral_payment", (await BuyAsync(harness, "t-1", "tenant-2", Card)).Reason);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_buyer_whose_first_payment_tells_the_partners_card_is_not_bound_and_the_decision_says_why()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await EnrollAsync(harness, "user-alpha"), await harness.EnrollAsync("beta"));
        await BuyAsync(harness, "own", "user-alpha", Card);
        var visitor = Guid.CreateVersion7();
        await harness.ClickAsync(beta, visitor);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.ClickAsync(alpha, visitor);

        var recorded = await BuyAsync(harness, "t-1", "user-2", Card, visitor: visitor);

        var decisions = (await harness.Get<ReferralDesk>().ExplainAsync("user-2"))!.Decisions;
        Assert.Equal(["self_referral_payment", "won"], Assert.Single(decisions).Clicks.Select(click => click.Verdict));
        Assert.Equal(beta.Id, Assert.Single(await harness.ListAsync<Commission>()).PartnerId);
        Assert.Equal(RecordOutcome.Accrued, recorded.Outcome);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Cards_of_other_programs_and_of_strangers_say_nothing_and_nothing_is_refused_where_self_referral_is_allowed()
    {
        await using var harness = await TrackerHarness.StartAsync(
            affiliate => affiliate.AddProgram("main", _ => { }).AddProgram("other", _ => { }).AddProgram("discount", program => program.AllowsSelfReferral = true));
        var alpha = await EnrollAsync(harness, "user-alpha");
        var self = await EnrollAsync(harness, "user-alpha", "discount");
        await BuyAsync(harness, "own", "user-alpha", Card, program: "other");
        await BuyAsync(harness, "stranger", "user-9", Card);
        await BuyAsync(harness, "discounted", "user-alpha", Card, program: "discount");

        var credited = await BuyAsync(harness, "t-1", "user-2", Card, click: await harness.ClickAsync(alpha));
        var discount = await BuyAsync(harness, "t-2", "user-2", Card, click: await harness.ClickAsync(self), program: "discount");

        Assert.Equal((RecordOutcome.Accrued, RecordOutcome.Accrued), (credited.Outcome, discount.Outcome));
        Assert.All(await harness.ListAsync<Commission>(), one => Assert.Equal(CommissionStatus.Pending, one.Status));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>How a sale was paid may be told after it: the end is the same (I7).</summary>
    [Fact]
    public async Task A_card_that_is_told_after_the_sale_has_its_commission_rejected()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await EnrollAsync(harness, "user-alpha");
        await BuyAsync(harness, "own", "user-alpha", Card);
        await BuyAsync(harness, "t-1", "user-2", null, click: await harness.ClickAsync(alpha));
        Assert.Equal(CommissionStatus.Pending, Assert.Single(await harness.ListAsync<Commission>()).Status);

        for (var repeat = 0; repeat < 2; repeat++)
        {
            await BuyAsync(harness, "t-1", "user-2", Card);
        }

        var commission = Assert.Single(await WaitForAsync(harness, all => all.All(one => one.Status != CommissionStatus.Pending), TimeSpan.Zero));
        Assert.Equal((CommissionStatus.Rejected, "self_referral_payment"), (commission.Status, commission.ReviewReason));
        Assert.Single(await harness.ListAsync<LoggedEvent>(), one => one.Type == "sale.flagged");
        Assert.Equal("self_referral_payment", (await BuyAsync(harness, "t-2", "user-2", null)).Reason);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>The partner pays with the customer's card later: nothing of it is approved.</summary>
    [Fact]
    public async Task What_becomes_known_before_the_hold_ends_is_refused_then()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await EnrollAsync(harness, "user-alpha");
        await BuyAsync(harness, "t-1", "user-2", Card, click: await harness.ClickAsync(alpha));
        await BuyAsync(harness, "t-2", "user-3", "acme:card-3", click: await harness.ClickAsync(alpha));
        await BuyAsync(harness, "own", "user-alpha", Card);

        var decided = await WaitForAsync(harness, commissions => commissions.All(one => one.Status != CommissionStatus.Pending));
        Assert.Equal(
            [(CommissionStatus.Rejected, "self_referral_payment"), (CommissionStatus.Approved, null)],
            decided.Select(one => (one.Status, one.ReviewReason)));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_customer_who_is_a_partner_with_the_same_payout_account_waits_for_review()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await EnrollAsync(harness, "user-alpha");
        var beta = await harness.Tracker.EnrollAsync(new NewPartner { Email = "beta@other.example", Slug = "beta", UserKey = "user-beta", Status = PartnerStatus.Active });
        var gamma = await harness.Tracker.EnrollAsync(new NewPartner { Email = "gamma@third.example", Slug = "gamma", UserKey = "user-gamma", Status = PartnerStatus.Active });
        await PayToAsync(harness, alpha, "DE89 3704 0044 0532 0130 00");
        await PayToAsync(harness, beta, "de89370400440532013000");
        await PayToAsync(harness, gamma, "DE02120300000000202051");

        var byUser = await harness.Tracker.ReferAsync("user-beta", new Visit { ClickId = await harness.ClickAsync(alpha) });
        var byEmail = await harness.Tracker.ReferAsync("user-2", new Visit { ClickId = await harness.ClickAsync(alpha) }, "beta@other.example");
        var other = await harness.Tracker.ReferAsync("user-gamma", new Visit { ClickId = await harness.ClickAsync(alpha) });
        await BuyAsync(harness, "t-1", "user-beta", null);

        Assert.Equal(["self_referral_payout", "self_referral_payout", null], new[] { byUser, byEmail, other }.Select(one => one!.Review));
        var commission = Assert.Single(await harness.ListAsync<Commission>());
        Assert.Equal((CommissionStatus.Review, "self_referral_payout"), (commission.Status, commission.ReviewReason));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Rows of before there were hashes match nobody, until they are saved again.</summary>
    [Fact]
    public async Task An_account_without_a_hash_matches_nobody()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await EnrollAsync(harness, "user-alpha");
        var beta = await harness.Tracker.EnrollAsync(new NewPartner { Email = "beta@other.example", Slug = "beta", UserKey = "user-beta", Status = PartnerStatus.Active });
        await PayToAsync(harness, alpha, "DE89370400440532013000");
        await PayToAsync(harness, beta, "DE89370400440532013000");
        foreach (var account in await harness.ListAsync<PayoutAccount>())
        {
            Assert.DoesNotContain("DE89", account.AddressHash, StringComparison.OrdinalIgnoreCase);
            await harness.SaveAsync(account with { AddressHash = null });
        }

        Assert.Null((await harness.Tracker.ReferAsync("user-beta", new Visit { ClickId = await harness.ClickAsync(alpha) }))!.Review);
    }

    [Fact]
    public async Task A_sign_up_from_where_the_partner_has_just_been_waits_for_review()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var (alpha, beta) = (await EnrollAsync(harness, "user-alpha"), await harness.EnrollAsync("beta"));
        var address = IPAddress.Parse("203.0.113.7");
        harness.Get<PartnerAddresses>().Note(alpha.Id, address);

        var same = await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha), Address = address });
        var elsewhere = await harness.Tracker.ReferAsync(
            "user-2", new Visit { ClickId = await harness.ClickAsync(alpha), Address = IPAddress.Parse("203.0.113.8") });
        var others = await harness.Tracker.ReferAsync("user-3", new Visit { ClickId = await harness.ClickAsync(beta), Address = address });

        Assert.Equal(["self_referral_address", null, null], new[] { same, elsewhere, others }.Select(one => one!.Review));
    }

    /// <summary>Erasure takes what the customer paid with too, and later messages bring nothing of it back (I7, T25).</summary>
    [Fact]
    public async Task What_an_erased_customer_paid_with_is_gone_and_stays_gone()
    {
        await using var harness = await TrackerHarness.StartAsync();
        var alpha = await EnrollAsync(harness, "user-alpha");
        await BuyAsync(harness, "t-1", "user-2", Card, click: await harness.ClickAsync(alpha));
        Assert.NotNull((await harness.ListAsync<Customer>()).Single().PaymentFingerprints);

        Assert.True(await harness.Get<CustomerDesk>().EraseAsync(alpha.ProgramId, "user-2"));
        await BuyAsync(harness, "t-1", "user-2", "acme:card-2");
        await BuyAsync(harness, "t-2", "user-2", "acme:card-3");

        Assert.All(await harness.ListAsync<Customer>(), one => Assert.Null(one.PaymentFingerprints));
        Assert.All(await harness.ListAsync<PaymentReference>(), one => Assert.Null(one.Fingerprint));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public void A_customer_is_remembered_by_the_newest_eight_ways_to_pay()
    {
        var customer = Enumerable.Range(0, 10).Aggregate(Sample.Customer(), (known, number) => known.PaidWith([$"k:{number}"]));

        Assert.Equal(Enumerable.Range(2, 8).Select(number => $"k:{number}"), customer.FingerprintList);
        Assert.Same(customer, customer.PaidWith(["k:5"]));
    }

    private static Task<Partner> EnrollAsync(TrackerHarness harness, string? userKey, string? program = null) =>
        harness.Tracker.EnrollAsync(new NewPartner
        {
            Program = program,
            Email = "alpha@company.example",
            Slug = "alpha",
            UserKey = userKey,
            Status = PartnerStatus.Active,
        });

    private static async Task<Recorded> BuyAsync(
        TrackerHarness harness, string id, string customer, string? card, string? email = null, ClickId? click = null, Guid? visitor = null,
        string? program = null)
    {
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        return await harness.RunClockUntilAsync(harness.Tracker.RecordAsync(new Payment
        {
            Program = program,
            Source = id,
            Amount = new Money(10_000, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = customer, Click = click?.ToString(), Visitor = visitor },
            Email = email,
            PaymentFingerprint = card,
        }));
    }

    private static async Task PayToAsync(TrackerHarness harness, Partner partner, string iban) =>
        Assert.True(await harness.RunClockUntilAsync(harness.Get<PayoutAccounts>().SetAsync(
            partner.ProgramId, partner.Id, new PayoutDetails(PayoutMethod.BankTransfer, iban))));

    /// <summary>The commissions, oldest first, once they are as wanted; the clock runs over the end of the hold meanwhile.</summary>
    private static async Task<List<Commission>> WaitForAsync(
        TrackerHarness harness, Func<List<Commission>, bool> isThere, TimeSpan? after = null)
    {
        harness.Time.Advance(after ?? TimeSpan.FromDays(31));
        for (var waits = 0; ; waits++)
        {
            Assert.True(waits < 2_000, "The commissions were not decided.");
            var commissions = await harness.ListAsync(Query<Commission>.All.Ascending(one => one.CreatedAt));
            if (isThere(commissions))
            {
                return commissions;
            }

            await Task.Delay(5);
            harness.Time.Advance(TimeSpan.FromMilliseconds(200));
        }
    }
}
