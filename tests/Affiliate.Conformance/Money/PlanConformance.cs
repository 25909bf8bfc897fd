namespace Affiliate.Conformance;

/// <summary>Plans and their caps, on whatever store and on several instances at once.</summary>
public abstract class PlanConformance : StoreConformance
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(2);

    /// <summary>Sixteen sales at once, on four instances, reach a cap and do not pass it; nothing of it is left unused.</summary>
    [ConditionalFact]
    public async Task A_cap_reached_16_ways_at_once_is_never_exceeded()
    {
        await using var first = new MoneyHost(Store, Time);
        var program = (await first.ProgramAsync()).Id;
        var flow = new Flow
        {
            Id = Sample.Id<FlowId>(),
            Name = "Capped",
            Rate = new Rate(2_000),
            Caps = [new CommissionCap(CapScope.Partner, CapPeriod.Month, 10_000)],
        };
        await first.Get<PlanDesk>().CreateAsync(
            program, "Capped", new PlanTerms { Flows = [flow], Caps = [new CommissionCap(CapScope.All, CapPeriod.Ever, 9_000)] });
        var sold = await SellAtOnceAsync(first, program);

        var commissions = await ReadAsync(Query<Commission>.All);
        Assert.Equal(9_000, commissions.Sum(c => c.AmountMinorUnits));
        Assert.Equal(1_080, Assert.Single(commissions, c => c.UncappedMinorUnits is not null).AmountMinorUnits);
        Assert.Equal(11, sold.Count(r => r.Reason == "capped"));
        Assert.Equal(16, await CountAsync(Query<Sale>.All));
        await first.VerifyAsync();
    }

    /// <summary>Sixteen customers buy at once, on four instances.</summary>
    private async Task<Recorded[]> SellAtOnceAsync(MoneyHost first, ProgramId program)
    {
        foreach (var customer in Enumerable.Range(0, 16))
        {
            await first.ReferAsync($"user-{customer}");
        }

        var hosts = Enumerable.Range(0, 4).Select(_ => new MoneyHost(CreateFurtherStore(), Time)).ToList();
        foreach (var host in hosts)
        {
            // The clock of this test runs faster than a database answers; what is read once is read before.
            await host.Get<PlanDirectory>().GetAsync((await host.ProgramAsync()).Id, CancellationToken.None);
            await host.Get<ErasedKeys>().CleanAsync(
                program, new Payment { Source = "none", Amount = new Money(1, "USD"), Customer = "user-0" }, CancellationToken.None);
        }

        var selling = Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Task.Run(() => hosts[i % 4].SellAsync($"order-{i}", 9_900, $"user-{i}"))));
        var sold = await selling.WaitAsync(TestLimit);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        return sold;
    }

    /// <summary>Sixteen sales at once, on four instances, pass a cap that only tells: it is told once, and nothing is cut.</summary>
    [ConditionalFact]
    public async Task A_soft_cap_reached_16_ways_at_once_is_told_once()
    {
        await using var first = new MoneyHost(Store, Time);
        var program = (await first.ProgramAsync()).Id;
        await first.Get<PlanDesk>().CreateAsync(program, "Soft", new PlanTerms
        {
            Caps = [new CommissionCap(CapScope.All, CapPeriod.Ever, 15_000) { IsSoft = true }],
        });
        await SellAtOnceAsync(first, program);

        Assert.Equal(16 * 1_980, (await ReadAsync(Query<Commission>.All)).Sum(c => c.AmountMinorUnits));
        Assert.Contains(
            "\"amount_cents\":15840", Assert.Single(await ReadAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "cap.reached"))).Payload,
            StringComparison.Ordinal);
        await first.VerifyAsync();
    }

    /// <summary>Sales that somebody rejected, or that were refunded whole, bring nobody closer to a goal.</summary>
    [ConditionalFact]
    public async Task A_goal_counts_the_sales_that_stand()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = await RewardAsync(host, new PlanBonus("two", BonusMetric.Sales, 2, 2_500, "USD"));

        await host.SellAsync("order-1", 9_900, "user-1");
        await host.ReverseAsync("order-1", "refund-1", null);
        var rejected = (await host.SellAsync("order-2", 9_900, "user-2")).Commission!.Value;
        await host.Get<CommissionDesk>().RejectAsync(program, [rejected]);
        await host.SellAsync("order-3", 9_900, "user-3");
        await host.RunDueAsync(WorkKind.Reward);
        Assert.DoesNotContain(await host.ListAsync<Commission>(), c => c.Kind == CommissionKind.Bonus);
        await host.SellAsync("order-4", 9_900, "user-4");
        await host.RunDueAsync(WorkKind.Reward);

        Assert.Single(await host.ListAsync<Commission>(), c => c.Kind == CommissionKind.Bonus);
        await host.VerifyAsync();
    }

    /// <summary>A goal in revenue counts neither what went back nor what somebody rejected.</summary>
    [ConditionalFact]
    public async Task A_goal_in_revenue_counts_what_stands()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = await RewardAsync(host, new PlanBonus("revenue", BonusMetric.Revenue, 20_000, 2_500, "USD"));

        await host.SellAsync("order-1", 9_900, "user-1");
        var rejected = (await host.SellAsync("order-2", 9_900, "user-2")).Commission!.Value;
        await host.Get<CommissionDesk>().RejectAsync(program, [rejected]);
        await host.SellAsync("order-3", 9_900, "user-3");
        await host.ReverseAsync("order-3", "refund-1", 100);
        await host.SellAsync("order-4", 200, "user-4");
        await host.SellAsync("order-5", 99_999, "user-4", "EUR");
        await host.RunDueAsync(WorkKind.Reward);
        Assert.DoesNotContain(await host.ListAsync<Commission>(), c => c.Kind == CommissionKind.Bonus);
        await host.SellAsync("order-6", 100, "user-4");
        await host.RunDueAsync(WorkKind.Reward);

        Assert.Single(await host.ListAsync<Commission>(), c => c.Kind == CommissionKind.Bonus);
        await host.VerifyAsync();
    }

    /// <summary>A bonus whose goal is lost before its hold ends waits for a person, and goes on when the goal is reached again.</summary>
    [ConditionalTheory]
    [InlineData(BonusMetric.Sales, 2)]
    [InlineData(BonusMetric.Revenue, 15_000)]
    public async Task A_bonus_is_not_approved_when_its_goal_is_lost_before_the_hold_ends(BonusMetric metric, long goal)
    {
        await using var host = new MoneyHost(Store, Time);
        var program = await RewardAsync(host, new PlanBonus("goal", metric, goal, 2_500, "USD"));
        await host.SellAsync("order-1", 9_900, "user-1");
        await host.SellAsync("order-2", 9_900, "user-2");
        await host.RunDueAsync(WorkKind.Reward);
        Time.Advance(TimeSpan.FromDays(29));
        await host.ReverseAsync("order-2", "refund-1", null);

        Time.Advance(TimeSpan.FromDays(1));
        await host.RunDueAsync(WorkKind.DueHold);

        var bonus = await BonusAsync();
        Assert.Equal((CommissionStatus.Review, "goal_lost", 2_500), (bonus.Status, bonus.ReviewReason, bonus.KeptMinorUnits));
        var told = (await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "commission.updated")))
            .Single(e => e.Payload.Contains("goal_lost", StringComparison.Ordinal));
        Assert.Contains(bonus.Id.ToString(), told.Payload, StringComparison.Ordinal);
        Assert.Empty((await host.Get<AffiliateProof>().RederiveAsync(program)).Differences);
        await host.VerifyAsync();

        await host.SellAsync("order-3", 9_900, "user-3");
        await host.RunDueAsync(WorkKind.Reward);
        await host.RunDueAsync(WorkKind.DueHold);

        Assert.Equal((CommissionStatus.Approved, null), ((await BonusAsync()).Status, (await BonusAsync()).ReviewReason));
        Assert.Empty((await host.Get<AffiliateProof>().RederiveAsync(program)).Differences);
        await host.VerifyAsync();

        async Task<Commission> BonusAsync() => Assert.Single(await host.ListAsync<Commission>(), c => c.Kind == CommissionKind.Bonus);
    }

    /// <summary>A plan with a bonus, and four customers of one partner.</summary>
    private async Task<ProgramId> RewardAsync(MoneyHost host, PlanBonus bonus)
    {
        var program = (await host.ProgramAsync()).Id;
        await host.Get<PlanDesk>().CreateAsync(program, "Goal", new PlanTerms { Bonuses = [bonus] });
        Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var customer in Enumerable.Range(1, 4))
        {
            await host.ReferAsync($"user-{customer}");
        }

        return program;
    }

    /// <summary>Sales of one customer at once are counted one after the other.</summary>
    [ConditionalFact]
    public async Task A_count_is_kept_when_sales_of_one_customer_come_at_once()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.Get<PlanDesk>().CreateAsync(
            (await host.ProgramAsync()).Id, "Three", new PlanTerms { MaxSales = 3 });
        await host.ReferAsync("user-1");

        var selling = Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(() => host.SellAsync($"order-{i}", 1_000))));
        await selling.WaitAsync(TestLimit);
        Assert.Equal(3, await CountAsync(Query<Commission>.All));
        Assert.Equal(5, Assert.Single(await ReadAsync(Query<ReferralProgress>.All)).Sales);
        await host.VerifyAsync();
    }

    /// <summary>Two owners who change one plan at once: each change is a version of its own, or a conflict.</summary>
    [ConditionalFact]
    public async Task Changes_of_a_plan_at_once_are_versions_one_after_the_other()
    {
        await using var host = new MoneyHost(Store, Time);
        var (desk, program) = (host.Get<PlanDesk>(), (await host.ProgramAsync()).Id);
        var plan = await desk.CreateAsync(program, "Plan", PlanTerms.None);

        var changing = Task.WhenAll(Enumerable.Range(1, 4).Select(months => Task.Run(() =>
            desk.ChangeAsync(program, plan.Plan.Id, terms => terms with { DurationMonths = months }))));
        await changing.WaitAsync(TestLimit);
        Assert.Equal([1, 2, 3, 4, 5], (await ReadAsync(Query<PlanVersion>.All)).Select(v => v.Number).Order());
    }
}
