using Affiliate.Core.Tests.Payments;

namespace Affiliate.Core.Tests.Payouts;

public sealed class PayoutTests
{
    [Fact]
    public async Task AH_32_a_run_pays_what_is_approved_and_a_second_one_finds_nothing()
    {
        await using var harness = await ApprovedAsync(9_900, 20_100);

        var dry = await Desk(harness).GenerateAsync(new PayoutRun { IsDryRun = true });
        var lines = await Desk(harness).GenerateAsync(new PayoutRun());

        var payout = Assert.Single(await harness.ListAsync<Payout>());
        Assert.Equal((6_000L, 2, PayoutStatus.Pending), (payout.AmountMinorUnits, payout.CommissionCount, payout.Status));
        Assert.Equal([Assert.Single(lines) with { Payout = null }], dry);
        Assert.All(await harness.ListAsync<Commission>(), c => Assert.Equal(CommissionStatus.Processing, c.Status));
        Assert.Empty(await Desk(harness).GenerateAsync(new PayoutRun()));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_confirmed_payout_empties_the_balance_once()
    {
        await using var harness = await ApprovedAsync(30_000);
        var payout = await PayoutAsync(harness);

        await Desk(harness).ConfirmAsync(payout, "bank-1");
        await Desk(harness).ConfirmAsync(payout, "bank-1");

        Assert.Equal(0, await BalanceAsync(harness));
        Assert.Equal(CommissionStatus.Paid, Assert.Single(await harness.ListAsync<Commission>()).Status);
        var other = await Assert.ThrowsAsync<AffiliateConflictException>(() => Desk(harness).ConfirmAsync(payout, "bank-2"));
        Assert.Equal("illegal_state", other.Code);
        await Assert.ThrowsAsync<AffiliateConflictException>(() => Desk(harness).CancelAsync(payout, null));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Below_the_minimum_it_rolls_over_to_a_later_run()
    {
        await using var harness = await ApprovedAsync(20_000);

        var line = Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun()));
        Assert.Equal(("below_minimum", null, 4_000L), (line.Reason, line.Payout, line.Amount.MinorUnits));
        await SellAsync(harness, "order-later", 10_000);

        Assert.Equal(6_000, Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Amount.MinorUnits);
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_canceled_or_failed_payout_frees_its_entries_for_the_next(bool isCanceled)
    {
        await using var harness = await ApprovedAsync(30_000);
        var first = await PayoutAsync(harness);

        var ended = isCanceled
            ? await Desk(harness).CancelAsync(first, "by mistake")
            : await Desk(harness).FailAsync(first, "account closed");
        await harness.VerifyLedgerAsync();
        var second = await PayoutAsync(harness);

        Assert.Equal(isCanceled ? PayoutStatus.Canceled : PayoutStatus.Failed, ended!.Status);
        Assert.NotEqual(first, second);
        await Desk(harness).ConfirmAsync(second, "bank-1");
        Assert.Equal(0, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task AF_24_a_refund_after_the_payout_is_netted_by_the_next_one()
    {
        await using var harness = await ApprovedAsync(30_000);
        await Desk(harness).ConfirmAsync(await PayoutAsync(harness), "bank-1");

        await harness.Tracker.ReverseAsync(Refund("order-0", 15_000));

        Assert.Equal(-3_000, await BalanceAsync(harness));
        Assert.Equal("negative_balance", Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Reason);
        await SellAsync(harness, "order-later", 50_000);
        var payout = await PayoutAsync(harness);
        Assert.Equal(7_000, (await harness.ListAsync<Payout>()).Single(p => p.Id == payout).AmountMinorUnits);
        await Desk(harness).ConfirmAsync(payout, "bank-2");
        Assert.Equal(0, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Theory]
    [InlineData(true, 30_000)]
    [InlineData(true, 10_000)]
    [InlineData(false, 30_000)]
    [InlineData(false, 10_000)]
    public async Task A_refund_during_the_payout_is_settled_whether_it_is_paid_or_canceled(bool isPaid, long refund)
    {
        await using var harness = await ApprovedAsync(30_000);
        var payout = await PayoutAsync(harness);

        await harness.Tracker.ReverseAsync(Refund("order-0", refund));
        Assert.Equal(CommissionStatus.Processing, Assert.Single(await harness.ListAsync<Commission>()).Status);
        if (isPaid)
        {
            await Desk(harness).ConfirmAsync(payout, "bank-1");
        }
        else
        {
            await Desk(harness).CancelAsync(payout, null);
        }

        Assert.Equal((isPaid ? 0 : 6_000) - (refund / 5), await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Semantics 3: what is free of a commission that another payout claims a part of is for the next payout, and is not lost.</summary>
    [Theory]
    [InlineData(true, 30_000)]
    [InlineData(true, 10_000)]
    [InlineData(false, 30_000)]
    [InlineData(false, 10_000)]
    public async Task A_payout_called_off_while_another_one_nets_its_refund_leaves_nothing_unpaid(bool isFirst, long refund)
    {
        await using var harness = await ApprovedAsync(30_000);
        var first = await PayoutAsync(harness);
        await harness.Tracker.ReverseAsync(Refund("order-0", refund));
        await SellAsync(harness, "order-later", 100_000);
        var second = await PayoutAsync(harness);

        await Desk(harness).CancelAsync(isFirst ? first : second, null);
        await harness.VerifyLedgerAsync();
        await Desk(harness).ConfirmAsync(isFirst ? second : first, "bank-1");
        await harness.VerifyLedgerAsync();
        await Desk(harness).ConfirmAsync(await PayoutAsync(harness), "bank-2");

        var paid = (await harness.ListAsync<Payout>()).Where(p => p.Status == PayoutStatus.Paid).Sum(p => p.AmountMinorUnits);
        Assert.Equal(26_000 - (refund / 5), paid);
        Assert.Equal(0, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task When_every_payout_with_a_part_of_it_is_called_off_a_commission_goes_back()
    {
        await using var harness = await ApprovedAsync(30_000);
        var first = await PayoutAsync(harness);
        await harness.Tracker.ReverseAsync(Refund("order-0", 30_000));
        await SellAsync(harness, "order-later", 100_000);
        var second = await PayoutAsync(harness);

        await Desk(harness).CancelAsync(first, null);
        await Desk(harness).FailAsync(second, null);

        Assert.Equal(
            [CommissionStatus.Approved, CommissionStatus.Reversed], (await harness.ListAsync<Commission>()).Select(c => c.Status).Order());
        Assert.Equal(20_000, Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Amount.MinorUnits);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task What_a_dispute_holds_is_not_paid_whatever_other_payout_nets_a_part_of_it()
    {
        await using var harness = await ApprovedAsync(30_000);
        var first = await PayoutAsync(harness);
        await harness.Tracker.ReverseAsync(Refund("order-0", 10_000));
        await SellAsync(harness, "order-later", 100_000);
        var second = await PayoutAsync(harness);
        var dispute = new Reversal { Source = "dispute-1", Target = "order-0", Kind = ReversalKind.Dispute, State = ReversalState.Held };
        await harness.Tracker.ReverseAsync(dispute);

        await Desk(harness).CancelAsync(first, null);
        await Desk(harness).ConfirmAsync(second, "bank-1");
        Assert.Empty(await Desk(harness).GenerateAsync(new PayoutRun()));
        await harness.Tracker.ReverseAsync(dispute with { State = ReversalState.Released, Rank = 1 });

        Assert.Equal(6_000, Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Amount.MinorUnits);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>I6: two sales that turn out to be one purchase, after both were paid.</summary>
    [Fact]
    public async Task A_purchase_paid_under_two_names_is_netted_once_they_are_known_to_be_one()
    {
        await using var harness = await ApprovedAsync();
        await SellAsync(harness, "invoice-1", 30_000, provider: "acme");
        await SellAsync(harness, "charge-1", 30_000, provider: "acme");
        await Desk(harness).ConfirmAsync(await PayoutAsync(harness), "bank-1");

        await harness.Tracker.RecordAsync(
            SaleTests.Order("invoice-1", 30_000, "user-1") with { Provider = "acme", Aliases = ["charge-1"] });

        Assert.Equal(-6_000, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
        await SellAsync(harness, "order-later", 100_000);
        await Desk(harness).ConfirmAsync(await PayoutAsync(harness), "bank-2");
        Assert.Equal(0, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>However late two names turn out to be one purchase, the partner who was credited for one stays credited.</summary>
    [Fact]
    public async Task A_credited_second_name_hands_its_credit_over_however_late()
    {
        await using var harness = await ApprovedAsync();
        await harness.Tracker.RecordAsync(
            new Payment { Source = "charge-1", Provider = "acme", Amount = new Money(30_000, "USD") });
        await SellAsync(harness, "invoice-1", 30_000, provider: "acme");
        harness.Time.Advance(TimeSpan.FromDays(10));

        await harness.RunClockUntilAsync(harness.Tracker.RecordAsync(
            SaleTests.Order("invoice-1", 30_000, "user-1") with { Provider = "acme", Aliases = ["charge-1"] }));

        Assert.Equal(6_000, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task I14_sixteen_runs_at_once_take_each_entry_once()
    {
        await using var harness = await ApprovedAsync(30_000, 40_000, 50_000);

        await harness.RunClockUntilAsync(Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Task.Run(() => Record.ExceptionAsync(() => Desk(harness).GenerateAsync(new PayoutRun()))))));

        Assert.Equal(24_000, (await harness.ListAsync<Payout>()).Sum(p => p.AmountMinorUnits));
        Assert.Equal(3, (await harness.ListAsync<PayoutItem>()).Count);
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task An_invited_partner_earns_and_is_paid_once_active()
    {
        await using var harness = await ApprovedAsync(30_000);
        var partner = Assert.Single(await harness.ListAsync<Partner>());
        await harness.SaveAsync(partner with { Status = PartnerStatus.Invited });

        Assert.Equal("partner_not_active", Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Reason);
        await harness.SaveAsync(Assert.Single(await harness.ListAsync<Partner>()) with { Status = PartnerStatus.Active });

        Assert.NotNull(Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Payout);
    }

    /// <summary>AF-29: what was approved before somebody left can still be paid, by whoever means to.</summary>
    [Fact]
    public async Task AF_29_who_is_gone_is_paid_by_a_run_that_names_them()
    {
        await using var harness = await ApprovedAsync(30_000);
        var partner = Assert.Single(await harness.ListAsync<Partner>());
        await harness.SaveAsync(partner with { Status = PartnerStatus.Deactivated });

        Assert.Equal("partner_not_active", Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Reason);
        Assert.Equal("partner_not_active", Assert.Single(await Desk(harness).RequestAsync(null, partner.Id)).Reason);
        var line = Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun { PartnerId = partner.Id }));

        Assert.Equal((6_000L, null), (line.Amount.MinorUnits, line.Reason));
        Assert.NotNull(line.Payout);
    }

    [Fact]
    public async Task What_converts_to_nothing_rolls_over()
    {
        await using var harness = await TrackerHarness.StartAsync(affiliate => affiliate.UseExchangeRates<TinyRate>());
        await SaleTests.ReferredAsync(harness, "user-1");
        await SellAsync(harness, "order-1", 30_000, "JPY");

        var line = Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun { MinimumMinorUnits = 0, SettlementCurrency = "USD" }));

        Assert.Equal(("below_minimum", null), (line.Reason, line.Payout));
    }

    /// <summary>AF-24: owner and partner are told when money that was paid already is taken back.</summary>
    [Fact]
    public async Task AF_24_the_event_of_a_refund_says_whether_the_commission_was_paid_already()
    {
        await using var harness = await ApprovedAsync(30_000, 30_000);
        var before = await harness.Tracker.ReverseAsync(Refund("order-0", 10_000));
        await Desk(harness).ConfirmAsync(await PayoutAsync(harness), "bank-1");
        var after = await harness.Tracker.ReverseAsync(Refund("order-1", 10_000));

        Assert.Equal((false, true), (before.IsInPayout, after.IsInPayout));
        var told = (await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, EventTypes.CommissionUpdated))).ConvertAll(e => e.Payload);
        Assert.Single(told, payload => payload.Contains("\"reason\":\"reversed\"", StringComparison.Ordinal));
        Assert.Single(told, payload => payload.Contains("\"reason\":\"reversed_after_payout\"", StringComparison.Ordinal));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>The provider says that it took the money back: only of the payment that it made, and once.</summary>
    [Fact]
    public async Task Money_that_a_provider_took_back_is_owed_again()
    {
        await using var harness = await ApprovedAsync(30_000);
        var payout = await PayoutAsync(harness);
        var back = new PayoutReturn { Payout = payout, Reference = "tr_1", Reason = "transfer_reversed" };
        await ApplyAsync(harness, back);
        await harness.SaveAsync((await harness.ListAsync<Payout>()).Single() with { Provider = "acme", Status = PayoutStatus.Processing });
        await Assert.ThrowsAsync<AffiliateConflictException>(() => ApplyAsync(harness, back));
        await Desk(harness).SettleAsync(payout, PayoutSending.Sent("tr_1"));

        await ApplyAsync(harness, back with { Reference = "tr_2" });
        Assert.Equal(0, await BalanceAsync(harness));
        await ApplyAsync(harness, back);
        await ApplyAsync(harness, back);

        Assert.Equal(6_000, await BalanceAsync(harness));
        await harness.VerifyLedgerAsync();
        Assert.Equal(6_000, Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Amount.MinorUnits);
    }

    [Fact]
    public async Task I9_currencies_are_paid_apart_each_with_its_own_minimum()
    {
        await using var harness = await ApprovedAsync(30_000);
        await SellAsync(harness, "order-jpy", 1_000, "JPY");
        await SellAsync(harness, "order-bhd", 200_000, "BHD");

        var lines = await Desk(harness).GenerateAsync(new PayoutRun());

        Assert.Equal(["BHD:40000:below_minimum", "JPY:200:", "USD:6000:"],
            lines.Select(l => $"{l.Amount.Currency}:{l.Amount.MinorUnits}:{l.Reason}").Order(StringComparer.Ordinal));
        await harness.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_currency_may_have_a_minimum_of_its_own_in_the_program_and_in_a_run()
    {
        await using var harness = await TrackerHarness.StartAsync(
            affiliate => affiliate.AddProgram("main", program => program.MinPayouts["JPY"] = 201));
        await SaleTests.ReferredAsync(harness, "user-1");
        await SellAsync(harness, "order-jpy", 1_000, "JPY");

        async Task<string?> ReasonAsync(PayoutRun run) =>
            Assert.Single(await Desk(harness).GenerateAsync(run with { IsDryRun = true })).Reason;

        Assert.Equal("below_minimum", await ReasonAsync(new PayoutRun()));
        Assert.Null(await ReasonAsync(new PayoutRun { MinimumMinorUnits = 20_000 }));
        Assert.Equal("below_minimum", await ReasonAsync(new PayoutRun { MinimumMinorUnits = 20_100 }));
        Assert.Null(await ReasonAsync(new PayoutRun { Minimums = new Dictionary<string, long> { ["JPY"] = 200 } }));
        await Assert.ThrowsAsync<ArgumentException>(() => ReasonAsync(new PayoutRun { Minimums = new Dictionary<string, long> { ["XYZ"] = 200 } }));
    }

    [Fact]
    public async Task Where_a_tax_profile_is_required_nobody_is_paid_without_one()
    {
        await using var harness = await TrackerHarness.StartAsync(
            affiliate => affiliate.AddProgram("main", program => program.RequiresTaxProfile = true));
        await SaleTests.ReferredAsync(harness, "user-1");
        await SellAsync(harness, "order-1", 30_000);
        var partner = Assert.Single(await harness.ListAsync<Partner>());
        var account = new PayoutDetails(PayoutMethod.Paypal, "alpha@example.com");

        await harness.Get<PayoutAccounts>().SetAsync(partner.ProgramId, partner.Id, account);
        Assert.Equal("no_tax_profile", Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Reason);
        await harness.Get<PayoutAccounts>().SetAsync(
            partner.ProgramId, partner.Id, account with { Tax = new TaxProfile { LegalName = "Partner Alpha", VatTreatment = "reverse_charge" } });

        Assert.NotNull(Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Payout);
    }

    [Fact]
    public async Task A_period_takes_what_was_earned_in_it()
    {
        await using var harness = await ApprovedAsync(30_000);
        var earned = Assert.Single(await harness.ListAsync<Commission>()).CreatedAt;

        Assert.Empty(await Desk(harness).GenerateAsync(new PayoutRun { PeriodEnd = earned }));
        Assert.Empty(await Desk(harness).GenerateAsync(new PayoutRun { PeriodStart = earned.AddMilliseconds(1) }));
        Assert.Single(await Desk(harness).GenerateAsync(
            new PayoutRun { PeriodStart = earned, PeriodEnd = earned.AddMilliseconds(1) }));
        await Assert.ThrowsAsync<ArgumentException>(() => Desk(harness).GenerateAsync(
            new PayoutRun { PeriodStart = earned, PeriodEnd = earned }));
    }

    [Fact]
    public async Task An_unknown_payout_is_nothing()
    {
        await using var harness = await TrackerHarness.StartAsync();

        Assert.Null(await Desk(harness).ConfirmAsync(AffiliateId.New<PayoutId>(harness.Time.GetUtcNow()), "bank-1"));
    }

    private static async Task ApplyAsync(TrackerHarness harness, PaymentFact fact)
    {
        var facts = harness.Get<PaymentFacts>();
        var prepared = await facts.PrepareAsync([fact], default);
        await harness.Get<UnitRunner>().RunAsync(
            async (unit, ct) =>
            {
                await facts.ApplyAsync(unit, prepared, isRipe: false, ct);
                return true;
            },
            default);
    }

    private sealed class TinyRate : IExchangeRates
    {
        public Task<ExchangeRate?> FindAsync(string from, string to, CancellationToken cancellationToken) =>
            Task.FromResult<ExchangeRate?>(new ExchangeRate(0.000001m, "test", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    private static PayoutDesk Desk(TrackerHarness harness) => harness.Get<PayoutDesk>();

    private static async Task<PayoutId> PayoutAsync(TrackerHarness harness) =>
        Assert.Single(await Desk(harness).GenerateAsync(new PayoutRun())).Payout!.Value;

    private static async Task<TrackerHarness> ApprovedAsync(params long[] amounts)
    {
        var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        for (var i = 0; i < amounts.Length; i++)
        {
            await SellAsync(harness, $"order-{i}", amounts[i]);
        }

        return harness;
    }

    private static async Task SellAsync(
        TrackerHarness harness, string order, long amount, string currency = "USD", string provider = Payment.HostProvider)
    {
        var recorded = await harness.Tracker.RecordAsync(
            SaleTests.Order(order, amount, "user-1") with { Amount = new Money(amount, currency), Provider = provider });
        var program = Assert.Single(await harness.ListAsync<AffiliateProgram>()).Id;
        Assert.Single((await harness.Get<CommissionDesk>().ApproveAsync(program, [recorded.Commission!.Value])).Moved);
    }

    private static Reversal Refund(string order, long amount) =>
        new() { Source = $"refund-of-{order}", Target = order, Gross = new Money(amount, "USD") };

    private static async Task<long> BalanceAsync(TrackerHarness harness) =>
        (await harness.ListAsync<LedgerEntry>()).Sum(e => e.AmountMinorUnits);
}
