namespace Affiliate.Conformance;

/// <summary>Partners who buy under another name: what they paid with may be told before or after what they bought (I7).</summary>
public abstract class SelfReferralConformance : StoreConformance
{
    private const string Refused = "self_referral_payment";

    /// <summary>Every order of two sales and the charge of the first one, each told twice: the same money, and the same for what comes next.</summary>
    [ConditionalTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_does_not_matter_whether_the_partners_card_is_told_before_or_after_the_sales(bool isSignedUp)
    {
        await using var host = new MoneyHost(Store, Time);
        var program = await CappedAsync(host);
        foreach (var (order, number) in new[] { "ABC", "ACB", "BAC", "BCA", "CAB", "CBA" }.Select((order, number) => (order, number)))
        {
            var story = new Story(host, Time, number);
            await story.BeginAsync(isSignedUp);
            foreach (var message in order.SelectMany(message => new[] { message, message }))
            {
                await story.TellAsync(message);
            }

            await host.RunDueAsync(WorkKind.DueHold);
            Assert.All(await story.EarnedAsync(), one => Assert.Equal((CommissionStatus.Rejected, Refused), (one.Status, one.ReviewReason)));
            Assert.Equal((RecordOutcome.Refused, Refused), await story.NextAsync());

            // As if nothing had been earned, the cap has room for what others buy.
            Assert.Equal(0, await story.BalanceAsync());
            Assert.Equal([2_000, 1_000], await story.SellToOthersAsync());
            Time.Advance(TimeSpan.FromDays(31));
            await host.RunDueAsync(WorkKind.DueHold);
            Assert.Equal(3_000, await story.BalanceAsync());
        }

        var told = await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "commission.updated"));
        Assert.Equal(
            (await host.ListAsync<Commission>()).Count(one => one.Status == CommissionStatus.Rejected),
            told.Count(one => one.Payload.Contains(Refused, StringComparison.Ordinal)));
        await VerifyAsync(host, program);
    }

    /// <summary>A person's decision stays, and so does what is approved or paid, which is told once.</summary>
    [ConditionalFact]
    public async Task What_a_person_let_go_on_and_what_is_approved_stays()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = (await host.ProgramAsync()).Id;
        var story = new Story(host, Time, 0);
        await story.BeginAsync(isSignedUp: true);
        await story.TellAsync('A');
        await story.TellAsync('B');
        var earned = await story.EarnedAsync();
        await host.Get<CommissionDesk>().ApproveAsync(program, [earned[0].Id]);
        await host.Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Save(earned[1] with { ReviewReason = Refused });
                return Task.FromResult(true);
            },
            default);

        await story.TellAsync('C');
        await story.NextAsync();
        await host.RunDueAsync(WorkKind.DueHold);
        Time.Advance(TimeSpan.FromDays(31));
        await host.RunDueAsync(WorkKind.DueHold);

        Assert.Equal(
            [(CommissionStatus.Approved, Refused), (CommissionStatus.Approved, Refused)],
            (await story.EarnedAsync()).Select(one => (one.Status, one.ReviewReason)));
        Assert.Single(await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "sale.flagged")));
        await VerifyAsync(host, program);
    }

    /// <summary>Whom the partner shares with earns nothing on it either, as there is nothing to have a part of.</summary>
    [ConditionalFact]
    public async Task The_part_of_another_partner_goes_with_it()
    {
        await using var host = new MoneyHost(Store, Time);
        var program = (await host.ProgramAsync()).Id;
        var story = new Story(host, Time, 0);
        await story.BeginAsync(isSignedUp: true);
        var sharer = await host.ReferAsync("user-9", "sharer");
        var referral = (await host.ListAsync<Referral>()).Single(one => one.PartnerId != sharer.Id);
        await host.Store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Save(referral with { SharedWith = sharer.Id, SharedRate = Rate.FromPercent(50) });
                return Task.FromResult(true);
            },
            default);
        await story.TellAsync('A');
        Assert.Equal(2, (await story.EarnedAsync()).Count);

        await story.TellAsync('C');
        await host.RunDueAsync(WorkKind.DueHold);

        Assert.All(await story.EarnedAsync(), one => Assert.Equal(CommissionStatus.Rejected, one.Status));
        Assert.Equal(0, await host.BalanceAsync());
        await VerifyAsync(host, program);
    }

    private static async Task<ProgramId> CappedAsync(MoneyHost host)
    {
        var program = (await host.ProgramAsync()).Id;
        await host.Get<PlanDesk>().CreateAsync(
            program, "Capped", new PlanTerms { Caps = [new CommissionCap(CapScope.Partner, CapPeriod.Ever, 3_000)] });
        return program;
    }

    private static async Task VerifyAsync(MoneyHost host, ProgramId program)
    {
        Assert.Empty((await host.Get<AffiliateProof>().RederiveAsync(program)).Differences);
        await host.VerifyAsync();
    }

    /// <summary>One partner, who paid with a card as a customer, and the other customer who does.</summary>
    private sealed class Story(MoneyHost host, FakeTimeProvider time, int number)
    {
        private readonly string _slug = $"partner-{number}";
        private readonly string _customer = $"user-{number}";
        private Partner _partner = null!;
        private string? _click;

        public async Task BeginAsync(bool isSignedUp)
        {
            _partner = await host.ReferAsync(isSignedUp ? _customer : $"visitor-{number}", _slug);
            var click = (await host.ListAsync(Query<Click>.All.Equal(c => c.PartnerId, _partner.Id)))[0];
            _click = isSignedUp ? null : click.Id.ToString();
            await ApplyAsync(Sale("own", _slug + "-itself") with { Email = _partner.Email, PaymentFingerprint = Card });
        }

        public Task TellAsync(char message) => ApplyAsync(message switch
        {
            'A' => Sale("in_1", _customer),
            'B' => Sale("in_2", _customer),
            _ => new PaymentLink { Reference = Name("in_1"), PaymentFingerprint = Card },
        });

        public async Task<(RecordOutcome Outcome, string? Reason)> NextAsync()
        {
            await ApplyAsync(Sale("in_3", _customer));
            var sale = (await host.ListAsync(Query<Sale>.All.Equal(s => s.TransactionId, Name("in_3")))).Single();
            return (sale.Reason is null ? RecordOutcome.Accrued : RecordOutcome.Refused, sale.Reason);
        }

        public async Task<List<long>> SellToOthersAsync()
        {
            var earned = new List<long>();
            foreach (var buyer in new[] { $"first-{number}", $"second-{number}" })
            {
                await host.ReferAsync(buyer, _slug);
                var sold = await host.SellAsync("order-" + buyer, 10_000, buyer);
                earned.Add((await host.Store.FindAsync(Commission.ById(sold.Commission!.Value), default))!.KeptMinorUnits);
            }

            return earned;
        }

        /// <summary>What was earned on the customer, oldest first.</summary>
        public async Task<List<Commission>> EarnedAsync()
        {
            var customer = (await host.ListAsync(Query<Customer>.All.Equal(c => c.Key, _customer))).Single();
            return await host.ListAsync(
                Query<Commission>.All.Equal(c => c.CustomerId, customer.Id).Ascending(c => c.CreatedAt).Ascending(c => c.Id));
        }

        public async Task<long> BalanceAsync() =>
            (await host.ListAsync(Query<LedgerEntry>.All.Equal(e => e.PartnerId, _partner.Id))).Sum(e => e.AmountMinorUnits);

        private string Card => $"acme:card-{number}";

        private string Name(string name) => $"acme:{name}-{number}";

        private Payment Sale(string name, string customer) => new()
        {
            Provider = "acme",
            Source = Name(name),
            Amount = new Money(10_000, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = customer, Click = name == "own" ? null : _click },
        };

        private async Task ApplyAsync(PaymentFact fact)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var facts = host.Get<PaymentFacts>();
            var prepared = await facts.PrepareAsync([fact], default);
            await host.Get<UnitRunner>().RunAsync((unit, ct) => facts.ApplyAsync(unit, prepared, isRipe: true, ct), default);
        }
    }
}
