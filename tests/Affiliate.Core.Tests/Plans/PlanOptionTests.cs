using Affiliate.Core.Tests.Payments;
using Xunit;

namespace Affiliate.Core.Tests.Plans;

/// <summary>What an owner can switch in a plan (semantics, the column of options): each changes amounts, and all proofs agree.</summary>
public sealed class PlanOptionTests
{
    private static readonly SaleLine[] Lines = [new("pro", 1, 3_333), new("addon", 1, 3_333), new("setup", 1, 3_234)];

    [Fact]
    public async Task All_flows_that_hold_are_added_up_where_a_plan_says_so()
    {
        await using var story = await StartAsync(RuleEngineTests.Terms(
            RuleEngineTests.Share("all", 1_000),
            RuleEngineTests.Share("pro", 500) with { ProductIds = ["pro"] },
            RuleEngineTests.Flat("flat", 100, "USD"),
            RuleEngineTests.Share("never", 9_000) with { ProductIds = ["none"] }) with
        { Selection = FlowSelection.StackAll });

        var commission = await story.SellAsync(Lines);

        // 10 % of 9,900 and 5 % of 3,333, rounded once, and 1.00.
        Assert.Equal((1_156 + 100, (Rate?)null), (commission.AmountMinorUnits, commission.Rate));
        Assert.Equal(["never:other_product", "won", "won", "won"], Story.Trials(commission).Select(t => t.Name == "never" ? "never:" + t.Result : t.Result).Order());
    }

    [Fact]
    public async Task Without_a_flow_that_holds_the_programs_share_is_not_stacked_on_anything()
    {
        await using var story = await StartAsync(
            RuleEngineTests.Terms(RuleEngineTests.Share("pro", 500) with { ProductIds = ["pro"] }) with { Selection = FlowSelection.StackAll });

        // 5 % of 33.33 and 20 % of what no flow is about.
        Assert.Equal(((3_333 * 500) + (6_567 * 2_000)) / 10_000, (await story.SellAsync(Lines)).AmountMinorUnits);
        Assert.Equal(1_980, (await story.SellAsync()).AmountMinorUnits);
    }

    [Fact]
    public async Task Excluded_products_earn_nothing_and_a_sale_of_nothing_else_says_why()
    {
        await using var story = await StartAsync(PlanTerms.None with { ExcludedProducts = ["setup"] });

        var commission = await story.SellAsync(Lines);
        var sale = await story.SellNothingAsync([new("setup", 1, 9_900)]);

        Assert.Equal((1_333, (Rate?)null), (commission.AmountMinorUnits, commission.Rate));
        Assert.Contains(new RuleTrial("excluded", "setup", "excluded_product"), Story.Trials(commission));
        Assert.Equal("excluded_product", sale.Reason);
        Assert.Equal(("lines_unknown", CommissionStatus.Review), await story.SellUnknownAsync());
    }

    [Fact]
    public async Task Shares_are_rounded_line_by_line_where_a_plan_says_so()
    {
        await using var once = await StartAsync(PlanTerms.None);
        await using var each = await StartAsync(PlanTerms.None with { RoundsEachLine = true });

        Assert.Equal(1_980, (await once.SellAsync(Lines)).AmountMinorUnits);
        var commission = await each.SellAsync(Lines);
        Assert.Equal((666 + 666 + 646, (Rate?)null), (commission.AmountMinorUnits, commission.Rate));
        Assert.Equal(new Rate(2_000), (await each.SellAsync()).Rate);
    }

    [Fact]
    public async Task Shares_can_be_of_the_gross_and_refunds_take_their_part_of_it()
    {
        await using var story = await StartAsync(PlanTerms.None with { Base = BaseKind.Gross });

        var commission = await story.SellAsync(Lines);
        Assert.Equal((2_376, 11_880, new Rate(2_000)), (commission.AmountMinorUnits, commission.BaseMinorUnits, commission.Rate));
        await story.RefundAsync(11_880 / 3);

        Assert.Equal(1_584, (await story.LastAsync()).KeptMinorUnits);
        await story.RefundAsync(null);
        Assert.Equal(0, (await story.LastAsync()).KeptMinorUnits);
    }

    [Fact]
    public async Task Shares_can_leave_out_what_the_provider_keeps()
    {
        await using var story = await StartAsync(PlanTerms.None with { Base = BaseKind.NetOfFees });

        var commission = await story.SellAsync(Lines, fee: 317);
        Assert.Equal((1_916, 9_583, new Rate(2_000)), (commission.AmountMinorUnits, commission.BaseMinorUnits, commission.Rate));
        Assert.Contains("fee", await story.StepsAsync());
        await story.RefundAsync(11_880 / 3);
        Assert.Equal(1_916 * 6_600 / 9_900, (await story.LastAsync()).KeptMinorUnits);
        Assert.Equal(1_980, (await story.SellAsync()).AmountMinorUnits);
    }

    [Fact]
    public async Task Prorations_can_be_ignored()
    {
        await using var story = await StartAsync(PlanTerms.None with { IgnoresProrations = true });
        SaleLine[] upgrade = [new("pro", 1, 2_000) { IsProration = true }, new("pro", 1, 7_900)];

        var commission = await story.SellAsync(upgrade);

        Assert.Equal(1_580, commission.AmountMinorUnits);
        Assert.Contains(new RuleTrial("excluded", "proration", "excluded_product"), Story.Trials(commission));
    }

    [Fact]
    public async Task Small_refunds_can_be_let_go_and_a_full_one_takes_everything()
    {
        await using var story = await StartAsync(PlanTerms.None with { KeepsRefundsUpTo = 1_000 });

        await story.SellAsync();
        await story.RefundAsync(1_200);
        Assert.Equal(1_980, (await story.LastAsync()).KeptMinorUnits);
        Assert.Contains("let_go", await story.StepsAsync());
        await story.RefundAsync(12);
        Assert.Equal(1_980 * 8_890 / 9_900, (await story.LastAsync()).KeptMinorUnits);
        await story.RefundAsync(null);
        Assert.Equal((0, CommissionStatus.Reversed), ((await story.LastAsync()).KeptMinorUnits, (await story.LastAsync()).Status));

        await story.SellAsync(amount: 500);
        await story.RefundAsync(null);
        Assert.Equal(0, (await story.LastAsync()).KeptMinorUnits);
    }

    [Fact]
    public async Task A_flat_reward_can_be_kept_until_everything_is_refunded()
    {
        await using var story = await StartAsync(
            RuleEngineTests.Terms(RuleEngineTests.Flat("flat", 500, "USD")) with { AreFlatRewardsKeptUntilFull = true });

        await story.SellAsync();
        await story.RefundAsync(11_879);
        Assert.Equal(500, (await story.LastAsync()).KeptMinorUnits);
        await story.RefundAsync(1);
        Assert.Equal(0, (await story.LastAsync()).KeptMinorUnits);
    }

    [Fact]
    public async Task A_payment_for_a_year_can_count_as_twelve()
    {
        var flow = RuleEngineTests.Share("year", 2_000) with { Steps = [new(13, new Rate(500), null)] };
        await using var story = await StartAsync(RuleEngineTests.Terms(flow) with { CountsYearsAsTwelve = true, MaxSales = 24 });

        Assert.Equal(1_980, (await story.SellAsync(interval: "annual")).AmountMinorUnits);
        Assert.Equal(495, (await story.SellAsync(interval: "annual")).AmountMinorUnits);
        Assert.Equal("duration_over", (await story.SellNothingAsync(interval: "annual")).Reason);

        // The same sales, each counting as one.
        Assert.Equal(1_980 * 3, await story.WhatIfAsync(RuleEngineTests.Terms(flow)));
    }

    [Theory]
    [InlineData(null, 1, "subscription_ended")]
    [InlineData(30, 30, null)]
    [InlineData(30, 31, "subscription_ended")]
    public async Task Payments_after_the_end_of_the_subscription_earn_nothing_unless_the_customer_returns_in_time(
        int? within, int after, string? reason)
    {
        var terms = PlanTerms.None with { StopsAtCancellation = true, ResumesWithinDays = within };
        await using var story = await StartAsync(terms);
        await story.SubscribeAsync("sub-1");
        story.Wait(days: 30);
        Assert.Null((await story.SubscribeAsync("sub-1")).Reason);
        await story.EndAsync("sub-1");
        await story.EndAsync("sub-1");
        Assert.Contains("\"subscription_id\":\"sub-1\"", Assert.Single(await story.ToldAsync("subscription.ended")), StringComparison.Ordinal);

        story.Wait(days: after);
        Assert.Equal(reason, (await story.SubscribeAsync("sub-2")).Reason);
        story.Wait(days: 60);
        Assert.Equal(reason, (await story.SubscribeAsync("sub-2")).Reason);
    }

    [Fact]
    public async Task Another_subscription_that_runs_goes_on_when_one_ends()
    {
        await using var story = await StartAsync(PlanTerms.None with { StopsAtCancellation = true });
        await story.SubscribeAsync("sub-1");
        story.Wait(days: 1);
        await story.SubscribeAsync("sub-2");
        story.Wait(days: 1);
        await story.EndAsync("sub-1");
        story.Wait(days: 30);

        Assert.Null((await story.SubscribeAsync("sub-2")).Reason);
        Assert.Null((await story.SubscribeAsync(null)).Reason);
        Assert.Equal("subscription_ended", (await story.SubscribeAsync("sub-1")).Reason);
    }

    [Fact]
    public async Task A_stop_at_cancellation_can_be_tried_on_stored_sales()
    {
        await using var story = await StartAsync(PlanTerms.None);
        await story.SubscribeAsync("sub-1");
        story.Wait(days: 1);
        await story.EndAsync("sub-1");
        story.Wait(days: 1);
        await story.SubscribeAsync("sub-2");

        Assert.Equal(1_980, await story.WhatIfAsync(PlanTerms.None with { StopsAtCancellation = true }));
        Assert.Equal(3_960, await story.WhatIfAsync(PlanTerms.None with { StopsAtCancellation = true, ResumesWithinDays = 2 }));
    }

    /// <summary>What was stopped is replayed with its own place in the order of the customer's payments, and its years.</summary>
    [Fact]
    public async Task Sales_that_a_plan_stopped_can_be_tried_under_other_terms()
    {
        var flow = RuleEngineTests.Share("steps", 2_000) with { Steps = [new(3, new Rate(1_000), null)] };
        await using var story = await StartAsync(RuleEngineTests.Terms(flow) with { StopsAtCancellation = true });
        await story.SubscribeAsync("sub-1");
        story.Wait(days: 1);
        await story.EndAsync("sub-1");
        story.Wait(days: 1);
        await story.SubscribeAsync("sub-1");
        await story.SubscribeAsync("sub-1");

        Assert.Equal(1_980 + 1_980 + 990, await story.WhatIfAsync(RuleEngineTests.Terms(flow)));
        Assert.Equal(1_980, await story.WhatIfAsync(RuleEngineTests.Terms(flow) with { StopsAtCancellation = true }));
        Assert.Empty((await story.TryAsync(new WhatIf())).NotReplayed);
    }

    [Fact]
    public async Task A_soft_cap_cuts_nothing_and_is_told_once()
    {
        var soft = new CommissionCap(CapScope.Partner, CapPeriod.Ever, 3_960) { IsSoft = true };
        var flow = RuleEngineTests.Share("all", 2_000) with { Caps = [new CommissionCap(CapScope.Sale, CapPeriod.Ever, 2_000) { IsSoft = true }] };
        await using var story = await StartAsync(RuleEngineTests.Terms(flow) with { Caps = [soft, soft with { IsSoft = false, AmountMinorUnits = 9_000 }] });

        await story.SellAsync();
        Assert.Empty(await story.ToldAsync("cap.reached"));
        await story.SellAsync();
        await story.SellAsync();

        var told = Assert.Single(await story.ToldAsync("cap.reached"));
        Assert.Contains("\"limit_cents\":3960,\"amount_cents\":3960", told, StringComparison.Ordinal);
        var dear = await story.SellAsync(amount: 10_000);
        Assert.Equal((2_000, null), (dear.AmountMinorUnits, dear.UncappedMinorUnits));
        Assert.Contains(flow.Id.ToString(), (await story.ToldAsync("cap.reached"))[^1], StringComparison.Ordinal);
    }

    /// <summary>Rates of 0, 2 and 3 decimals; refunds take their part, and the sale stays in its own currency.</summary>
    [Theory]
    [InlineData("EUR", 9_900, 10_734, 2_146)]
    [InlineData("JPY", 9_900, 6_633, 1_326)]
    [InlineData("KWD", 9_900, 3_217, 643)]
    [InlineData("USD", 9_900, 9_900, 1_980)]
    public async Task Commissions_can_be_booked_in_the_programs_currency(string currency, long amount, long ofBase, long earned)
    {
        await using var story = await StartAsync(PlanTerms.None, inOwnCurrency: true);

        var commission = await story.SellAsync(amount: amount, currency: currency);
        await story.RefundAsync(amount * 12 / 30, currency);
        var refunded = await story.LastAsync();

        Assert.Equal(("USD", ofBase, earned), (commission.Currency, commission.BaseMinorUnits, commission.AmountMinorUnits));
        Assert.Equal(earned * 6_600 / 9_900, refunded.KeptMinorUnits);
        Assert.Equal(
            currency == "USD" ? (null, null) : ("bank", SampleRates.AsOf), (commission.ExchangeRateSource, commission.ExchangeRateAsOf));
        Assert.Equal(currency == "USD" ? 0 : 1, (await story.StepsAsync()).Count(step => step == "converted"));
        await story.RefundAsync(null);
        Assert.Equal(0, (await story.LastAsync()).KeptMinorUnits);
    }

    [Fact]
    public async Task Rules_lines_and_caps_see_the_programs_currency()
    {
        await using var story = await StartAsync(
            RuleEngineTests.Terms(
                RuleEngineTests.Share("pro", 1_000) with { ProductIds = ["pro"] },
                RuleEngineTests.Flat("flat", 500, "USD")) with
            { Caps = [new(CapScope.Partner, CapPeriod.Ever, 2_000)] },
            inOwnCurrency: true);

        var first = await story.SellAsync(Lines, currency: "EUR");
        var second = await story.SellAsync(Lines, currency: "JPY");
        var third = await story.SellAsync(Lines, currency: "EUR");

        Assert.Equal((861, 723), (first.AmountMinorUnits, second.AmountMinorUnits));
        Assert.Equal((416, 861), (third.AmountMinorUnits, third.UncappedMinorUnits));
    }

    [Theory]
    [InlineData("CHF", 9_900)]
    [InlineData("EUR", 999_999_999_999_999)]
    public async Task Without_a_rate_that_can_be_used_the_sales_currency_stays_and_a_person_looks(string currency, long amount)
    {
        await using var story = await StartAsync(PlanTerms.None with { Base = BaseKind.Net }, inOwnCurrency: true);

        var commission = await story.SellAsync(amount: amount, currency: currency, isGross: false);

        Assert.Equal((currency, "no_rate", CommissionStatus.Review), (commission.Currency, commission.ReviewReason, commission.Status));
    }

    /// <summary>Flat amounts and shares that are added up may come to more than any amount may be.</summary>
    [Fact]
    public async Task The_largest_amount_is_never_exceeded()
    {
        await using var story = await StartAsync(
            RuleEngineTests.Terms(
                RuleEngineTests.Share("a", 9_000), RuleEngineTests.Share("b", 9_000), RuleEngineTests.Flat("c", Money.MaxMinorUnits, "USD"),
                RuleEngineTests.Flat("d", Money.MaxMinorUnits, "USD")) with
            { Selection = FlowSelection.StackAll });

        var commission = await story.SellAsync(amount: Money.MaxMinorUnits, isGross: false);

        Assert.Equal((Money.MaxMinorUnits, 3 * Money.MaxMinorUnits), (commission.AmountMinorUnits, commission.UncappedMinorUnits));
    }

    private static async Task<Story> StartAsync(PlanTerms terms, bool inOwnCurrency = false)
    {
        var harness = await TrackerHarness.StartAsync(affiliate => affiliate.UseExchangeRates<SampleRates>()
            .AddProgram("main", program => program.BooksInProgramCurrency = inOwnCurrency));
        var program = (await harness.Get<ProgramDirectory>().GetDefaultAsync(default)).Id;
        await harness.Get<PlanDesk>().CreateAsync(program, "Plan", terms);
        var partner = await harness.EnrollAsync("alpha");
        var visitor = Guid.CreateVersion7(harness.Time.GetUtcNow());
        await harness.ClickAsync(partner, visitor);
        await harness.Tracker.ReferAsync("user", new Visit { VisitorId = visitor });
        return new Story(harness, program);
    }

    /// <summary>One customer's payments of 99.00 and 20 % tax; every story ends with all proofs agreeing.</summary>
    private sealed class Story(TrackerHarness harness, ProgramId program) : IAsyncDisposable
    {
        private int _orders;
        private int _refunds;

        public async Task<Commission> SellAsync(
            SaleLine[]? lines = null, long amount = 9_900, string? interval = null, string currency = "USD", bool isGross = true,
            long? fee = null)
        {
            var payment = Payment(lines, amount) with { SubscriptionInterval = interval, Amount = new Money(amount, currency), Fee = fee is { } kept ? new Money(kept, currency) : null };
            var recorded = await RecordAsync(payment with { Gross = isGross ? new Money(amount * 12 / 10, currency) : null });
            return (await harness.ListAsync(Query<Commission>.All.Equal(c => c.Id, recorded.Commission!.Value))).Single();
        }

        public void Wait(int days) => harness.Time.Advance(TimeSpan.FromDays(days) - TimeSpan.FromSeconds(1));

        public Task<Recorded> SubscribeAsync(string? subscription) =>
            RecordAsync(Payment(null, 9_900) with { SubscriptionReference = subscription });

        public Task EndAsync(string subscription) => harness.Tracker.EndSubscriptionAsync(subscription);

        /// <summary>What would be kept of all sales under other terms.</summary>
        public async Task<long> WhatIfAsync(PlanTerms terms) =>
            (await TryAsync(new WhatIf { Terms = terms })).Lines.Sum(l => l.AfterMinorUnits);

        public async Task<WhatIfResult> TryAsync(WhatIf change) =>
            (await harness.Get<AffiliateProof>().WhatIfAsync(program, ReportPeriod.All, change))!;

        public async Task<IReadOnlyList<string>> ToldAsync(string type) =>
            [.. (await harness.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, type).Ascending(e => e.Id))).Select(e => e.Payload)];

        public async Task<Sale> SellNothingAsync(SaleLine[]? lines = null, string? interval = null)
        {
            var recorded = await RecordAsync(Payment(lines, 9_900) with { SubscriptionInterval = interval });
            Assert.Null(recorded.Commission);
            return (await harness.ListAsync(Query<Sale>.All.Equal(s => s.Id, recorded.Sale))).Single();
        }

        public async Task<(string?, CommissionStatus)> SellUnknownAsync()
        {
            await RecordAsync(Payment(null, 9_900) with { HasUnknownLines = true });
            var commission = await LastAsync();
            return (commission.ReviewReason, commission.Status);
        }

        public Task<Reversed> RefundAsync(long? gross, string currency = "USD")
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            return harness.Tracker.ReverseAsync(new Reversal
            {
                Source = $"refund-{++_refunds}",
                Target = $"order-{_orders}",
                Gross = gross is { } amount ? new Money(amount, currency) : null,
            });
        }

        public async Task<Commission> LastAsync() => (await harness.ListAsync<Commission>()).MaxBy(c => c.Id.Value)!;

        public static IReadOnlyList<RuleTrial> Trials(Commission commission) => PlanJson.ReadBasis(commission.Basis!).Trials;

        public async Task<IEnumerable<string>> StepsAsync() =>
            (await harness.Get<AffiliateProof>().ExplainAsync(program, (await LastAsync()).Id))!.Arithmetic.Select(step => step.Step);

        public async ValueTask DisposeAsync()
        {
            var proof = harness.Get<AffiliateProof>();
            Assert.Empty((await proof.RederiveAsync(program)).Differences);
            Assert.Equal(0, (await proof.WhatIfAsync(program, ReportPeriod.All, new WhatIf()))!.Changed);
            await harness.VerifyLedgerAsync();
            await harness.DisposeAsync();
        }

        private Task<Recorded> RecordAsync(Payment payment)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            return harness.Tracker.RecordAsync(payment);
        }

        private Payment Payment(SaleLine[]? lines, long amount) => SaleTests.Order($"order-{++_orders}", amount, "user") with
        {
            Gross = amount > 1_000_000 ? null : new Money(amount * 12 / 10, "USD"),
            Lines = lines ?? [],
        };
    }

    private sealed class SampleRates : IExchangeRates
    {
        public static readonly DateTimeOffset AsOf = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

        public Task<ExchangeRate?> FindAsync(string from, string to, CancellationToken cancellationToken) => Task.FromResult(from switch
        {
            "EUR" => new ExchangeRate(1.0843m, "bank", AsOf),
            "JPY" => new ExchangeRate(0.0067m, "bank", AsOf),
            "KWD" => new ExchangeRate(3.25m, "bank", AsOf),
            _ => (ExchangeRate?)null,
        });
    }
}
