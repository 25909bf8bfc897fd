using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Affiliate.Core.Tests.Plans;

/// <summary>AH-23 to AH-26: which rule decides, and what it pays.</summary>
public sealed class RuleEngineTests
{
    /// <summary>payment-providers §4.5: an upgrade gives unused time of the old plan again.</summary>
    [Fact]
    public void A_negative_line_lowers_what_the_others_earn_and_never_below_nothing()
    {
        CommissionQuestion Upgrade(long unused, long paid) => Question with
        {
            AmountMinorUnits = unused + paid,
            Lines = [new SaleLine("basic", 1, unused), new SaleLine("pro", 1, paid)],
        };
        var basic = Share("basic", 1_000) with { ProductIds = ["basic"] };
        var dear = Share("basic", 9_000) with { ProductIds = ["basic"] };

        Assert.Equal((10_000 * 2_000 / 10_000) - (5_000 * 1_000 / 10_000), Pays(Upgrade(-5_000, 10_000), basic));
        Assert.Equal(1_000, Pays(Upgrade(-5_000, 10_000)));
        Assert.Equal(0, Pays(Upgrade(-5_000, 10_000), dear));
    }

    private static readonly DateTimeOffset Start = new(2024, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly CommissionQuestion Question = new()
    {
        AmountMinorUnits = 9_900,
        GrossMinorUnits = 9_900,
        Currency = "USD",
        FirstPaidAt = Start,
        OccurredAt = Start,
        ProgramRate = new Rate(2_000),
    };

    [Fact]
    public void AH_26_9900_at_20_percent_is_1980()
    {
        var verdict = RuleEngine.Decide(null, Question);

        Assert.Equal((1_980L, "default"), (verdict.AmountMinorUnits, verdict.Rule));
    }

    [Fact]
    public void AH_23_flows_come_before_the_partners_share_the_groups_and_the_programs()
    {
        var question = Question with { PartnerRate = new Rate(3_000), GroupRate = new Rate(2_500) };
        var flow = Share("vip", 5_000);

        Assert.Equal(4_950, RuleEngine.Decide(Terms(flow), question).AmountMinorUnits);
        Assert.Equal("partner", RuleEngine.Decide(Terms(flow with { IsActive = false }), question).Rule);
        Assert.Equal("group", RuleEngine.Decide(null, question with { PartnerRate = null }).Rule);
    }

    [Fact]
    public void AH_23_the_highest_priority_that_matches_wins_then_the_more_specific_one_then_the_older_one()
    {
        var high = Share("high", 1_000) with { Priority = 10, Conditions = [Where("provider", FlowOperator.Eq, "stripe")] };
        var specific = Share("specific", 3_000) with { Conditions = [Where("txn_amount_cents", FlowOperator.Gte, "9900")] };
        var older = Share("older", 4_000);
        var younger = Share("younger", 5_000);

        Assert.Equal(990, Pays(Question with { Provider = "stripe" }, younger, older, specific, high));
        Assert.Equal(2_970, Pays(Question, younger, older, specific, high));
        Assert.Equal(3_960, Pays(Question, younger, older, high));
    }

    [Theory]
    [InlineData("txn_amount_cents", FlowOperator.Eq, "9900", true)]
    [InlineData("txn_amount_cents", FlowOperator.Neq, "9900", false)]
    [InlineData("txn_amount_cents", FlowOperator.Gt, "9900", false)]
    [InlineData("txn_amount_cents", FlowOperator.Gte, "9900", true)]
    [InlineData("txn_amount_cents", FlowOperator.Lt, "9901", true)]
    [InlineData("txn_amount_cents", FlowOperator.Lte, "9899", false)]
    [InlineData("partner_slug", FlowOperator.Contains, "LPH", true)]
    [InlineData("partner_slug", FlowOperator.Eq, "beta", false)]
    [InlineData("provider", FlowOperator.In, "stripe|api", true)]
    [InlineData("customer_email", FlowOperator.Eq, "user@example.com", true)]
    [InlineData("customer_email", FlowOperator.Eq, "other@example.com", false)]
    [InlineData("product_id", FlowOperator.Eq, "pro", true)]
    [InlineData("metadata.tier", FlowOperator.Eq, "gold", true)]
    [InlineData("metadata.seats", FlowOperator.Gt, "4", true)]
    [InlineData("metadata.absent", FlowOperator.Neq, "x", true)]
    [InlineData("metadata.absent", FlowOperator.Eq, "x", false)]
    public void AH_25_operators_and_fields(string field, FlowOperator comparison, string values, bool holds)
    {
        var question = Question with
        {
            PartnerSlug = "alpha",
            ProductId = "pro",
            KnownEmails = ["user@example.com"],
            Metadata = new Dictionary<string, string> { ["tier"] = "gold", ["seats"] = "5" },
        };
        var condition = new FlowCondition { Field = field, Operator = comparison, Values = values.Split('|') };

        Assert.Equal(holds, FlowMatch.Holds(condition, question, question.ProductId));
        Assert.Equal(holds, FlowMatch.Holds(new FlowCondition { Any = [Where("provider", FlowOperator.Eq, "none"), condition] }, question, "pro"));
        Assert.False(FlowMatch.Holds(new FlowCondition { All = [Where("provider", FlowOperator.Eq, "none"), condition] }, question, "pro"));
    }

    [Fact]
    public void Months_are_calendar_months_also_from_the_last_day_of_a_month()
    {
        Assert.Equal(0, CalendarMonths.Since(Start, At(2024, 2, 28)));
        Assert.Equal(1, CalendarMonths.Since(Start, At(2024, 2, 29)));
        Assert.Equal(1, CalendarMonths.Since(Start, At(2024, 3, 30)));
        Assert.Equal(2, CalendarMonths.Since(Start, At(2024, 3, 31)));
        Assert.Equal(12, CalendarMonths.Since(At(2024, 2, 29), At(2025, 2, 28)));
        Assert.True(CalendarMonths.IsWithin(At(2024, 2, 29), 12, At(2025, 2, 27)));
        Assert.False(CalendarMonths.IsWithin(At(2024, 2, 29), 12, At(2025, 2, 28)));
    }

    [Fact]
    public void An_annual_plan_under_a_limit_of_12_months_earns_once()
    {
        var terms = Terms(Share("year", 3_000) with { DurationMonths = 12 });
        var next = RuleEngine.Decide(terms, Question with { Sequence = 2, OccurredAt = Start.AddYears(1) });

        Assert.Equal(2_970, RuleEngine.Decide(terms, Question).AmountMinorUnits);
        Assert.Equal((0L, true), (next.AmountMinorUnits, next.IsOver));
        Assert.Equal("duration_over", next.Trials[0].Result);
    }

    [Fact]
    public void A_flow_that_is_over_leaves_the_sale_to_other_flows_but_not_to_the_default_share()
    {
        var first = Share("first months", 5_000) with { Priority = 10, DurationMonths = 3 };
        var after = Share("after", 1_000);
        var later = Question with { Sequence = 4, OccurredAt = Start.AddMonths(3) };

        Assert.Equal(990, Pays(later, first, after));
        Assert.Equal(0, Pays(later, first));
        Assert.Equal(4_950, Pays(later with { OccurredAt = later.OccurredAt.AddMilliseconds(-1) }, first, after));
    }

    [Fact]
    public void The_first_of_duration_and_count_ends_it_and_0_months_is_once()
    {
        var flow = Share("both", 1_000) with { DurationMonths = 12, MaxSales = 2 };

        Assert.Equal(990, Pays(Question with { Sequence = 2 }, flow));
        Assert.Equal(0, Pays(Question with { Sequence = 3 }, flow));
        Assert.Equal(0, Pays(Question with { Sequence = 2 }, flow with { DurationMonths = 0, MaxSales = null }));
        Assert.Equal(990, Pays(Question, flow with { DurationMonths = 0, MaxSales = null }));
    }

    [Fact]
    public void Steps_count_sales_or_months()
    {
        var flow = Share("steps", 3_000) with { Steps = [new(3, new Rate(1_000), null), new(2, new Rate(2_000), null)] };

        Assert.Equal([2_970L, 1_980, 990, 990], new[] { 1, 2, 3, 9 }.Select(n => Pays(Question with { Sequence = n }, flow)));
        Assert.Equal(1_980, Pays(Question with { Sequence = 9, OccurredAt = Start.AddMonths(1).AddDays(3) }, flow with { StepsByMonth = true }));
    }

    [Fact]
    public void Lines_earn_by_their_own_rules_and_are_rounded_once()
    {
        var book = Share("books", 1_111) with { ProductIds = ["book"] };
        var question = Question with
        {
            AmountMinorUnits = 1_000,
            Lines = [new SaleLine("book", 1, 333), new SaleLine("book", 2, 333), new SaleLine("pen", 1, 300)],
        };

        var verdict = RuleEngine.Decide(Terms(book), question);

        // (666 × 11.11 % + 334 × 20 %) is 140.7926.
        Assert.Equal((140L, "lines", null), (verdict.AmountMinorUnits, verdict.Rule, verdict.Rate));
        Assert.Equal([(666L, 74L), (334, 66)], verdict.Parts.Select(p => (p.BaseMinorUnits, p.AmountMinorUnits)));
    }

    [Fact]
    public void Flat_amounts_hold_for_their_currency_only_and_are_paid_once_per_sale()
    {
        var flow = Flat("flat", 500, "USD");

        Assert.Equal(500, Pays(Question with { Lines = [new("a", 1, 100), new("b", 1, 200)] }, flow));
        Assert.Equal(1_980, Pays(Question with { Currency = "JPY" }, flow));
    }

    [Fact]
    public void The_best_for_the_partner_compares_money_not_rates()
    {
        var terms = Terms(Share("share", 9_000), Flat("flat", 500, "USD")) with { Selection = FlowSelection.BestForPartner };

        Assert.Equal(500, RuleEngine.Decide(terms, Question with { AmountMinorUnits = 100 }).AmountMinorUnits);
        Assert.Equal(8_910, RuleEngine.Decide(terms, Question).AmountMinorUnits);
    }

    [Fact]
    public void Leads_and_clicks_have_no_default_share()
    {
        Assert.Equal(0, RuleEngine.Decide(null, Question with { Event = Flow.LeadCreated, AmountMinorUnits = 0 }).AmountMinorUnits);
    }

    [Fact]
    public void The_order_of_flows_does_not_matter_and_parts_sum_to_what_is_floored_once()
    {
        var flows = Enumerable.Range(0, 6).Select(i => Share($"f{i}", 500 * i) with
        {
            Priority = i % 3,
            ProductIds = i % 2 == 0 ? [] : [$"p{i}"],
        }).ToArray();
        Prop.ForAll(
            ArbMap.Default.ArbFor<(int Seed, int Amount, byte[] Lines)>(),
            input =>
            {
                var lines = (input.Lines ?? []).Select((b, i) => new SaleLine($"p{i % 6}", 1, b)).ToList();
                var question = Question with { AmountMinorUnits = Math.Abs((long)input.Amount), Lines = lines };
                var shuffled = flows.ToArray();
                new System.Random(input.Seed).Shuffle(shuffled);
                var one = RuleEngine.Decide(Terms(flows), question);
                var other = RuleEngine.Decide(Terms(shuffled), question);
                var exact = one.Parts.Aggregate(Int128.Zero, (sum, p) => sum + (Int128)p.BaseMinorUnits * p.Rate!.Value.BasisPoints);
                Assert.Equal(one.Parts, other.Parts);
                Assert.Equal(one.Trials, other.Trials);
                Assert.Equal((long)(exact / 10_000), one.AmountMinorUnits);
                Assert.True(one.AmountMinorUnits <= question.AmountMinorUnits);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Caps_cut_and_what_counters_take_is_never_above_what_is_left()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<(uint Amount, uint PerSale, uint LeftOfFlow, uint LeftOfPlan)>(),
            input =>
            {
                var flow = Share("f", 2_000) with
                {
                    Caps = [new(CapScope.Sale, CapPeriod.Ever, input.PerSale), new(CapScope.Partner, CapPeriod.Month, uint.MaxValue)],
                };
                var terms = Terms(flow) with { Caps = [new(CapScope.All, CapPeriod.Year, uint.MaxValue)] };
                var verdict = RuleEngine.Decide(terms, Question with { AmountMinorUnits = input.Amount });
                var counters = CapClamp.Counters(verdict, terms, new CapSubject("pln", "cst", default, Start, "USD"));
                var left = counters.ToDictionary(c => c.Name, c => c.Rule is null ? (long)input.LeftOfPlan : input.LeftOfFlow);

                var clamped = CapClamp.Clamp(verdict, terms, counters, left);

                Assert.Equal(
                    new long[] { verdict.AmountMinorUnits, input.PerSale, input.LeftOfFlow, input.LeftOfPlan }.Min(),
                    clamped.AmountMinorUnits);
                Assert.All(clamped.Takes, take => Assert.True(take.Value <= left[take.Key]));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Two_caps_over_the_same_things_are_refused_and_of_stored_ones_the_lower_counts()
    {
        var terms = Terms(Share("twenty", 2_000)) with
        {
            Caps = [new CommissionCap(CapScope.Partner, CapPeriod.Day, 900), new CommissionCap(CapScope.Partner, CapPeriod.Day, 500)],
        };
        var verdict = RuleEngine.Decide(terms, Question);
        var counter = Assert.Single(CapClamp.Counters(verdict, terms, new CapSubject("plan", "user", default, Start, "USD")));

        Assert.Equal(500, counter.Cap.AmountMinorUnits);
        Assert.Equal(
            500, CapClamp.Clamp(verdict, terms, [counter], new Dictionary<string, long> { [counter.Name] = 500 }).AmountMinorUnits);
        Assert.Contains(PlanRules.Problems(terms), problem => problem.Contains("same scope and period", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RoundingMode.Floor, 1, 2)]
    [InlineData(RoundingMode.HalfUp, 2, 3)]
    [InlineData(RoundingMode.HalfEven, 2, 2)]
    public void Rounding_is_an_option(RoundingMode rounding, long of15, long of25)
    {
        var terms = Terms(Share("ten", 1_000)) with { Rounding = rounding };

        Assert.Equal(of15, RuleEngine.Decide(terms, Question with { AmountMinorUnits = 15 }).AmountMinorUnits);
        Assert.Equal(of25, RuleEngine.Decide(terms, Question with { AmountMinorUnits = 25 }).AmountMinorUnits);
    }

    [Fact]
    public void Splits_sum_to_the_whole()
    {
        Assert.Equal([34, 33, 33], Allocation.Split(100, [1, 1, 1]));
        Assert.Equal([-5, -6, 111], Allocation.Split(100, [-10, -10, 200]));
        Prop.ForAll(
            ArbMap.Default.ArbFor<(uint Amount, byte First, byte[] Weights)>(),
            input =>
            {
                Int128[] weights = [input.First, .. (input.Weights ?? []).Select(w => (Int128)w)];
                Assert.Equal((long)input.Amount, Allocation.Split(input.Amount, weights).Sum());
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rules_that_never_match_overlap_or_pay_without_limit_are_reported()
    {
        var all = Share("all", 1_000);
        var hidden = Share("hidden", 2_000) with { Priority = -1 };
        var empty = Share("empty", 1_000) with
        {
            Conditions = [Where("txn_amount_cents", FlowOperator.Gt, "10"), Where("txn_amount_cents", FlowOperator.Lt, "5")],
        };
        var twin = Share("twin", 1_500) with { ProductIds = ["a"] };
        var limited = Share("limited", 1_000) with { DurationMonths = 12, Conditions = [Where("provider", FlowOperator.Eq, "api")] };

        var warnings = PlanRules.Warnings(Terms(all, hidden, empty, twin, limited));

        Assert.Contains(warnings, w => w.Contains("'hidden'", StringComparison.Ordinal) && w.Contains("can never match", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("'empty'", StringComparison.Ordinal) && w.Contains("exclude one another", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("'twin'", StringComparison.Ordinal) && w.Contains("overlap", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("'all'", StringComparison.Ordinal) && w.Contains("without limit", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, w => w.Contains("'limited'", StringComparison.Ordinal) && w.Contains("without limit", StringComparison.Ordinal));
    }

    internal static Flow Share(string name, int basisPoints) => new() { Id = AffiliateId.New<FlowId>(Next()), Name = name, Rate = new Rate(basisPoints) };

    internal static Flow Flat(string name, long amount, string currency) =>
        new() { Id = AffiliateId.New<FlowId>(Next()), Name = name, AmountMinorUnits = amount, Currency = currency };

    internal static PlanTerms Terms(params Flow[] flows) => new() { Flows = flows };

    internal static FlowCondition Where(string field, FlowOperator comparison, string value) =>
        new() { Field = field, Operator = comparison, Values = [value] };

    private static int LastFlow;

    private static DateTimeOffset Next() => Start.AddSeconds(Interlocked.Increment(ref LastFlow));

    private static long Pays(CommissionQuestion question, params Flow[] flows) => RuleEngine.Decide(Terms(flows), question).AmountMinorUnits;

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 12, 0, 0, TimeSpan.Zero);
}
