namespace Affiliate.Conformance;

/// <summary>Commissions of every kind are explained from what was stored at the time.</summary>
public abstract class ExplainConformance : StoreConformance
{
    /// <summary>From the competing clicks to the line of the statement, and the same after plan, slug and group became others.</summary>
    [ConditionalFact]
    public async Task A_sale_is_explained_from_its_clicks_to_its_statement_and_never_by_todays_plan()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = (await host.ProgramAsync()).Id;
        var visitor = Guid.CreateVersion7(Time.Now);
        await EnrollAsync(host, "beta", visitor);
        var alpha = await EnrollAsync(host, "alpha", visitor);
        var plan = await host.Get<PlanDesk>().CreateAsync(program, "Products", new PlanTerms
        {
            Flows =
            [
                new Flow { Id = Sample.Id<FlowId>(), Name = "Pro", Rate = new Rate(3_000), ProductIds = ["pro"], Caps = [new CommissionCap(CapScope.Partner, CapPeriod.Month, 2_000)] },
                new Flow { Id = Sample.Id<FlowId>(), Name = "Large", Rate = new Rate(5_000), Priority = 9, Conditions = [new FlowCondition { Field = "txn_amount_cents", Operator = FlowOperator.Gt, Values = ["50000"] }] },
                new Flow { Id = Sample.Id<FlowId>(), Name = "All", Rate = new Rate(1_000) },
            ],
        });
        Time.Advance(TimeSpan.FromMinutes(1));
        await host.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        var id = (await host.Tracker.RecordAsync(new Payment
        {
            Source = "order-1",
            Amount = new Money(9_900, "USD"),
            Gross = new Money(11_880, "USD"),
            Customer = "user-1",
            ProductId = "pro",
        })).Commission!.Value;
        await host.ReverseAsync("order-1", "refund-1", 3_960);
        await host.Get<CommissionDesk>().ApproveAsync(program, [id]);
        var payout = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await host.Payouts.ConfirmAsync(payout, "bank-1");
        await host.Get<PlanDesk>().ChangeAsync(program, plan.Plan.Id, _ => new PlanTerms { Caps = [] }, Time.Now.AddDays(-1));
        await Store.SaveAsync((await Store.FindAsync(Partner.ById(alpha.Id), default))! with { Slug = "renamed", Commission = new Rate(1) });

        var explained = (await host.Get<AffiliateProof>().ExplainAsync(program, id))!;

        Assert.Equal((alpha.Id, "order-1", 1), (explained.Partner.Id, explained.Sale!.TransactionId, explained.PlanVersion!.Number));
        Assert.Equal(explained.Click!.Id, explained.Referral!.ClickId);
        Assert.Equal(["won", "earlier"], explained.Decision!.Clicks.Select(click => click.Verdict));
        Assert.Equal(
            [("Large", "condition:txn_amount_cents"), ("Pro", "won"), ("All", "outranked")],
            explained.Basis!.Trials.Select(trial => (trial.Name, trial.Result)));
        Assert.Equal(
            [("charged", 11_880L), ("left_out", -1_980), ("base", 9_900), ("share", 2_970), ("uncapped", 2_970), ("cap", 2_000), ("earned", 2_000), ("reversed", -667), ("kept", 1_333)],
            explained.Arithmetic.Select(step => (step.Step, step.AmountMinorUnits)));
        Assert.EndsWith("refund-1", Assert.Single(explained.Reversals).Source, StringComparison.Ordinal);
        var paid = Assert.Single(explained.Payouts);
        Assert.Equal((payout, 1L, 1_333L), (paid.Payout.Id, paid.StatementNumber, paid.Lines.Sum(line => line.AmountMinorUnits)));
        Assert.Equal(explained.Entries.Select(entry => entry.Id), paid.Lines.Select(line => line.EntryId));
        Assert.Empty(explained.Differences);
        Assert.Null(await host.Get<AffiliateProof>().ExplainAsync(Sample.Id<ProgramId>(), id));
        await host.VerifyAsync();
    }

    /// <summary>Rewards for leads and clicks, bonuses, recruiters' shares and renewals.</summary>
    [ConditionalFact]
    public async Task Every_kind_of_commission_is_explained_and_computed_again()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = (await host.ProgramAsync()).Id;
        var recruiter = await EnrollAsync(host, "recruiter", Guid.CreateVersion7(Time.Now));
        await host.Get<PlanDesk>().CreateAsync(program, "All kinds", new PlanTerms
        {
            Flows =
            [
                new Flow { Id = Sample.Id<FlowId>(), Name = "Lead", Event = Flow.LeadCreated, AmountMinorUnits = 300, Currency = "USD" },
                new Flow { Id = Sample.Id<FlowId>(), Name = "Click", Event = Flow.ClickQualified, AmountMinorUnits = 5, Currency = "USD", Caps = [new CommissionCap(CapScope.Partner, CapPeriod.Day, 500)] },
                new Flow { Id = Sample.Id<FlowId>(), Name = "Steps", Rate = new Rate(3_000), Steps = [new FlowStep(2, new Rate(1_000), null)] },
            ],
            Bonuses = [new PlanBonus("first", BonusMetric.Sales, 1, 2_500, "USD")],
            RecruiterShare = new Rate(1_000),
        });
        Time.Advance(TimeSpan.FromMinutes(1));
        var visitor = Guid.CreateVersion7(Time.Now);
        var partner = await EnrollAsync(host, "alpha", visitor);
        await Store.SaveAsync(partner with { RecruitedBy = recruiter.Id });
        await Store.AddAsync(RewardWork.ItemFor((await host.ListAsync(Query<Click>.All.Equal(c => c.VisitorId, visitor)))[0].Id, Time.Now));
        await host.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        await host.SellAsync("order-1", 9_900);
        Time.Advance(TimeSpan.FromDays(30));
        await host.SellAsync("order-2", 9_900);
        await host.RunDueAsync(WorkKind.Reward);

        var kept = new List<(CommissionKind, long)>();
        foreach (var commission in await host.ListAsync<Commission>())
        {
            var explained = (await host.Get<AffiliateProof>().ExplainAsync(program, commission.Id))!;
            Assert.Empty(explained.Differences);
            Assert.Equal(commission.Kind == CommissionKind.Recruit, explained.Source is not null);
            Assert.Equal(commission.Kind == CommissionKind.Lead, explained.Lead is not null);
            Assert.NotNull(explained.PlanVersion);
            kept.Add((commission.Kind, explained.Arithmetic[^1].AmountMinorUnits));
        }

        Assert.Equal(
            [
                (CommissionKind.Sale, 990), (CommissionKind.Sale, 2_970), (CommissionKind.Lead, 300), (CommissionKind.Click, 5),
                (CommissionKind.Bonus, 2_500), (CommissionKind.Recruit, 99), (CommissionKind.Recruit, 297),
            ],
            kept.Order());
        Assert.Equal(7, (await host.Get<AffiliateProof>().RederiveAsync(program)).Checked);
        await host.VerifyAsync();
    }

    private async Task<Partner> EnrollAsync(MoneyHost host, string slug, Guid visitor)
    {
        var partner = await host.Tracker.EnrollAsync(
            new NewPartner { Email = slug + "@example.com", Slug = slug, Status = PartnerStatus.Active });
        var link = (await host.ListAsync(Query<Link>.All.Equal(l => l.PartnerId, partner.Id)))[0];
        Time.Advance(TimeSpan.FromSeconds(1));
        var click = Sample.Click(partner) with { Id = AffiliateId.New<ClickId>(Time.Now), LinkId = link.Id, OccurredAt = Time.Now, VisitorId = visitor };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), CancellationToken.None);
        return partner;
    }
}
