using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Conformance;

/// <summary>
/// Whatever plans, sales and refunds there were, stored commissions are computed again to the minor unit, and the same terms
/// replayed would have paid the same.
/// </summary>
public abstract class ProofConformance : StoreConformance
{
    private const int Cases = 10;
    private const int Steps = 14;

    /// <summary>Random plans × sales × refunds: every commission agrees with its inputs. A failure names the seed.</summary>
    [ConditionalFact]
    public async Task Any_commission_of_any_plan_is_what_its_stored_inputs_give()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = (await host.ProgramAsync()).Id;
        var number = 0;
        await Seeded.CheckAsync(
            Stories(), Cases,
            async story =>
            {
                await new Teller(host, Time, ++number).TellAsync(story);
                var found = await host.Get<AffiliateProof>().RederiveAsync(program);
                Assert.Empty(found.Differences);
                Assert.Equal(await CountAsync(Query<Commission>.All), found.Checked);
            },
            host.VerifyAsync);
        Assert.NotEmpty(await ReadAsync(Query<Commission>.All));
    }

    /// <summary>Every field that a hand in the tables changes is named, and only that commission.</summary>
    [ConditionalFact]
    public async Task A_commission_that_is_not_what_its_inputs_give_is_named()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = (await host.ProgramAsync()).Id;
        await host.ReferAsync("user-1");
        var faulty = (await host.SellAsync("order-1", 9_900)).Commission!.Value;
        await host.SellAsync("order-2", 5_000);
        await host.ReverseAsync("order-1", "refund-1", 3_300);
        var proof = host.Get<AffiliateProof>();
        var right = Assert.Single(await ReadAsync(Query<Commission>.All.Equal(c => c.Id, faulty)));
        Assert.Empty((await proof.RederiveAsync(program)).Differences);

        foreach (var (field, wrong) in new (string, Commission)[]
        {
            ("amount", right with { AmountMinorUnits = 1_981 }),
            ("uncapped", right with { UncappedMinorUnits = 9_000 }),
            ("base", right with { BaseMinorUnits = 9_901 }),
            ("rate", right with { Rate = new Rate(2_500) }),
            ("rule", right with { Rule = "partner" }),
            ("reversed", right with { ReversedMinorUnits = 661 }),
            ("inputs", right with { Basis = null }),
        })
        {
            var stored = Assert.Single(await ReadAsync(Query<Commission>.All.Equal(c => c.Id, faulty)));
            await SaveAsync(wrong with { Version = stored.Version });
            var differences = (await proof.RederiveAsync(program)).Differences;
            Assert.Contains(field, differences.Select(d => d.Field));
            Assert.All(differences, difference => Assert.Equal(faulty, difference.Commission));
        }

        var last = Assert.Single(await ReadAsync(Query<Commission>.All.Equal(c => c.Id, faulty)));
        await SaveAsync(right with { Version = last.Version });
        await host.VerifyAsync();
    }

    /// <summary>A bounded call says where to go on.</summary>
    [ConditionalFact]
    public async Task Recomputing_goes_on_where_a_call_ended()
    {
        await using var host = new MoneyHost(Store, Time);
        var (proof, program) = (host.Get<AffiliateProof>(), (await host.ProgramAsync()).Id);
        await host.ReferAsync("user-1");
        for (var order = 0; order < 7; order++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            await host.SellAsync($"order-{order}", 1_000);
        }

        var first = await proof.RederiveAsync(program, most: 5);
        var second = await proof.RederiveAsync(program, after: first.Next, most: 5);

        Assert.Equal((5L, 2L), (first.Checked, second.Checked));
        Assert.Null(second.Next);
        Assert.Equal(0, (await proof.RederiveAsync(Sample.Id<ProgramId>())).Checked);
        await host.VerifyAsync();
    }

    /// <summary>The same terms replayed give no difference, for whatever sequence, and nothing is written. A failure names the seed.</summary>
    [ConditionalFact]
    public async Task The_same_terms_replayed_pay_the_same_for_any_sequence()
    {
        await using var host = new MoneyHost(Store, Time);
        var (program, proof) = (await host.ProgramAsync(), host.Get<AffiliateProof>());
        var number = 0;
        await Seeded.CheckAsync(
            Stories(), Cases,
            async story =>
            {
                Time.Advance(TimeSpan.FromDays(1));
                var start = Time.Now;
                var teller = new Teller(host, Time, ++number);
                await teller.TellAsync(story);
                Time.Advance(TimeSpan.FromDays(1));
                var before = await SnapshotAsync();

                AssertSame(await proof.WhatIfAsync(program.Id, ReportPeriod.All, new WhatIf()));
                AssertSame(await proof.WhatIfAsync(program.Id, new ReportPeriod(start, null), new WhatIf()));
                AssertSame(await proof.WhatIfAsync(
                    program.Id, ReportPeriod.All, new WhatIf { Model = program.AttributionModel, Window = program.AttributionWindow }));
                if (teller.Plan is { } plan && !story.Steps.Any(step => step.Kind is "edit" or "apply"))
                {
                    AssertSame(await proof.WhatIfAsync(program.Id, new ReportPeriod(start, null), new WhatIf { Plan = plan.Plan.Id }));
                }

                Assert.NotNull(await proof.WhatIfAsync(program.Id, ReportPeriod.All, new WhatIf { Terms = story.Later, Model = "linear" }));
                Assert.Equal(before, await SnapshotAsync());
            },
            host.VerifyAsync);

        static void AssertSame(WhatIfResult? result)
        {
            Assert.All(result!.Lines, line => Assert.Equal(line.BeforeMinorUnits, line.AfterMinorUnits));
            Assert.Equal(0, result.Changed);
        }
    }

    /// <summary>Other rules, another plan, model and window: the difference is told by partner and currency.</summary>
    [ConditionalFact]
    public async Task Other_terms_tell_their_difference_by_partner_and_currency()
    {
        await using var host = new MoneyHost(Store, Time);
        var (program, proof) = (await host.ProgramAsync(), host.Get<AffiliateProof>());
        var visitor = Guid.CreateVersion7(Time.Now);
        var first = await ClickAsync(host, "first", visitor);
        Time.Advance(TimeSpan.FromDays(100));
        var last = await ClickAsync(host, "last", visitor);
        Time.Advance(TimeSpan.FromDays(1));
        await host.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        await host.SellAsync("order-1", 9_900);
        await host.SellAsync("order-2", 1_000, currency: "EUR");
        await host.ReverseAsync("order-1", "refund-1", 3_300);
        var saved = await host.Get<PlanDesk>().CreateAsync(
            program.Id, "Capped", new PlanTerms { Caps = [new CommissionCap(CapScope.Partner, CapPeriod.Ever, 150)] });

        Assert.Equal(
            [new(last.Id, "EUR", 200, 300), new(last.Id, "USD", 1_320, 1_980)],
            await LinesAsync(new WhatIf { Terms = new PlanTerms { Flows = [new Flow { Id = Sample.Id<FlowId>(), Name = "30", Rate = new Rate(3_000) }] } }));
        Assert.Equal(
            [new(last.Id, "EUR", 200, 150), new(last.Id, "USD", 1_320, 100)], await LinesAsync(new WhatIf { Plan = saved.Plan.Id }));
        Assert.Equal(
            [new(last.Id, "EUR", 200, 200), new(last.Id, "USD", 1_320, 1_320)], await LinesAsync(new WhatIf { Model = "first_click" }));
        Assert.Equal(
            [new(first.Id, "EUR", 0, 200), new(first.Id, "USD", 0, 1_320), new(last.Id, "EUR", 200, 0), new(last.Id, "USD", 1_320, 0)],
            await LinesAsync(new WhatIf { Model = "first_click", Window = TimeSpan.FromDays(120) }));
        Assert.Null(await proof.WhatIfAsync(program.Id, ReportPeriod.All, new WhatIf { Plan = Sample.Id<PlanId>() }));
        await Assert.ThrowsAsync<ArgumentException>(() => proof.WhatIfAsync(program.Id, ReportPeriod.All, new WhatIf { Model = "best" }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => proof.WhatIfAsync(program.Id, ReportPeriod.All, new WhatIf { Window = TimeSpan.Zero }));
        await host.VerifyAsync();

        async Task<IReadOnlyList<WhatIfLine>> LinesAsync(WhatIf change) =>
            (await proof.WhatIfAsync(program.Id, ReportPeriod.All, change))!.Lines;
    }

    /// <summary>A customer whom a longer window would have won over is credited in the replay.</summary>
    [ConditionalFact]
    public async Task A_longer_window_credits_sales_that_nobody_was_credited_for()
    {
        await using var host = new MoneyHost(Store, Time);
        var (program, proof) = (await host.ProgramAsync(), host.Get<AffiliateProof>());
        var visitor = Guid.CreateVersion7(Time.Now);
        var partner = await ClickAsync(host, "alpha", visitor);
        Time.Advance(TimeSpan.FromDays(91));
        await host.Tracker.ReferAsync("user-1", new Visit { VisitorId = visitor });
        Assert.Null((await host.SellAsync("order-1", 9_900)).Commission);

        var result = await proof.WhatIfAsync(program.Id, ReportPeriod.All, new WhatIf { Window = TimeSpan.FromDays(120) });

        Assert.Equal([new WhatIfLine(partner.Id, "USD", 0, 1_980)], result!.Lines);
        Assert.Equal((1, 1), (result.Sales, result.Changed));
        await host.VerifyAsync();
    }

    private async Task<Partner> ClickAsync(MoneyHost host, string slug, Guid visitor)
    {
        var partner = await host.Tracker.EnrollAsync(
            new NewPartner { Email = slug + "@example.com", Slug = slug, Status = PartnerStatus.Active });
        var link = (await host.ListAsync(Query<Link>.All.Equal(l => l.PartnerId, partner.Id)))[0];
        await Store.AppendClicksAsync(
            new ClickBatch(
                [Sample.Click(partner) with { Id = AffiliateId.New<ClickId>(Time.Now), LinkId = link.Id, OccurredAt = Time.Now, VisitorId = visitor }],
                [], [], []),
            CancellationToken.None);
        return partner;
    }

    /// <summary>Every row of every table.</summary>
    private async Task<IReadOnlyList<string>> SnapshotAsync()
    {
        var rows = new List<string>();
        foreach (var type in RecordType.All)
        {
            var read = typeof(ProofConformance).GetMethod(nameof(RowsAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
            rows.AddRange(await (Task<IEnumerable<string>>)read.MakeGenericMethod(type.ClrType).Invoke(this, null)!);
        }

        return rows;
    }

    private async Task<IEnumerable<string>> RowsAsync<T>() where T : class, IRecord<T> =>
        (await ReadAsync(Query<T>.All)).Select(row => string.Join('|', T.Record.Fields.Select(field => field.Get(row))))
            .Order(StringComparer.Ordinal);

    private protected static Gen<Story> Stories() =>
        from terms in AnyPlan.Terms()
        from later in AnyPlan.Terms()
        from hasPlan in Gen.Elements(true, true, true, false)
        from steps in Gen.ArrayOf(StepOf(), Steps)
        select new Story(hasPlan ? terms : null, later, steps);

    private static Gen<Step> StepOf() =>
        from kind in Gen.Elements("sale", "sale", "sale", "lines", "refund", "refund", "days", "months", "edit", "apply", "partner", "reject")
        from customer in Gen.Choose(0, 2)
        from amount in Gen.Choose(1, 20_000)
        from part in Gen.Choose(1, 4)
        select new Step(kind, customer, amount, part);

    private protected sealed record Step(string Kind, int Customer, int Amount, int Part);

    private protected sealed record Story(PlanTerms? Terms, PlanTerms Later, Step[] Steps);

    /// <summary>Makes what a story tells happen, with partners and customers of its own.</summary>
    private protected sealed class Teller(MoneyHost host, FakeTimeProvider time, int number)
    {
        private readonly List<string> _orders = [];
        private int _refunds;

        public Partner Partner { get; private set; } = null!;

        public SavedPlan? Plan { get; private set; }

        public async Task TellAsync(Story story)
        {
            var (program, desk) = ((await host.ProgramAsync()).Id, host.Get<PlanDesk>());
            var recruiter = await host.Tracker.EnrollAsync(New($"recruiter-{number}"));
            var partner = await host.Tracker.EnrollAsync(New($"partner-{number}"));
            await host.Store.SaveAsync(partner with { RecruitedBy = recruiter.Id });
            if (story.Terms is { } terms)
            {
                Plan = await desk.CreateAsync(program, $"Plan {number}", terms);
                await host.Get<GroupDesk>().AssignAsync(program, partner.Id, null, Plan.Plan.Id);
            }

            for (var customer = 0; customer < 3; customer++)
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                Partner = await host.ReferAsync(Customer(customer), $"partner-{number}");
            }

            foreach (var step in story.Steps)
            {
                time.Advance(TimeSpan.FromMilliseconds(1));
                await TakeAsync(step, story.Later, program);
            }
        }

        private async Task TakeAsync(Step step, PlanTerms later, ProgramId program)
        {
            var order = _orders.Count == 0 ? null : _orders[step.Amount % _orders.Count];
            switch (step.Kind)
            {
                case "sale" or "lines":
                    _orders.Add($"order-{number}-{_orders.Count}");
                    await host.Tracker.RecordAsync(PaymentOf(step, _orders[^1]));
                    break;
                case "refund" when order is not null:
                    await host.ReverseAsync(order, $"refund-{number}-{++_refunds}", Math.Max(1, step.Amount / step.Part), currency: "USD");
                    break;
                case "days":
                    time.Advance(TimeSpan.FromDays(step.Part * 5));
                    break;
                case "months":
                    time.Advance(TimeSpan.FromDays(31));
                    break;
                case "edit" or "apply" when Plan is not null:
                    await host.Get<PlanDesk>().ChangeAsync(
                        program, Plan.Plan.Id, _ => later, step.Kind == "apply" ? time.Now.AddDays(step.Part) : null);
                    break;
                case "partner":
                    var stored = (await host.Store.FindAsync(Affiliate.Partner.ById(Partner.Id), default))!;
                    await host.Store.SaveAsync(stored with { Commission = step.Part == 1 ? null : new Rate(step.Amount / 4) });
                    break;
                case "reject" when order is not null:
                    var sale = (await host.ListAsync(Query<Sale>.All.Equal(s => s.TransactionId, order)))[0];
                    var earned = await host.ListAsync(
                        Query<Commission>.All.Equal(c => c.SaleId, sale.Id).Equal(c => c.Kind, CommissionKind.Sale));
                    await host.Get<CommissionDesk>().RejectAsync(program, [.. earned.Select(c => c.Id)]);
                    break;
            }
        }

        private Payment PaymentOf(Step step, string order) => new()
        {
            Source = order,
            Amount = new Money(step.Amount, "USD"),
            Gross = new Money(step.Amount + (step.Part * 19L), "USD"),
            Customer = Customer(step.Customer),
            ProductId = AnyPlan.Products[step.Amount % 3],
            Fee = step.Part > 2 ? new Money(step.Amount / 7, "USD") : null,
            SubscriptionInterval = step.Part == 1 ? "annual" : null,
            Metadata = new Dictionary<string, string> { ["country"] = step.Part > 2 ? "AT" : "DE" },
            Lines = step.Kind == "sale"
                ? []
                : [new SaleLine("basic", 1, step.Amount / 3), new SaleLine("pro", 2, step.Amount / 3) { IsProration = step.Part == 2 }, new SaleLine(null, 1, 1)],
        };

        private static NewPartner New(string slug) =>
            new() { Email = slug + "@example.com", Slug = slug, Status = PartnerStatus.Active };

        private string Customer(int customer) => $"buyer-{number}-{customer}";
    }
}
