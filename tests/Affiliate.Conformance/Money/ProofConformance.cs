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
            Metadata = new Dictionary<string, string> { ["country"] = step.Part > 2 ? "AT" : "DE" },
            Lines = step.Kind == "sale"
                ? []
                : [new SaleLine("basic", 1, step.Amount / 3), new SaleLine("pro", 2, step.Amount / 3), new SaleLine(null, 1, 1)],
        };

        private static NewPartner New(string slug) =>
            new() { Email = slug + "@example.com", Slug = slug, Status = PartnerStatus.Active };

        private string Customer(int customer) => $"buyer-{number}-{customer}";
    }
}
