namespace Affiliate.Conformance;

/// <summary>Refunds and disputes that wait for somebody: for a payment nobody reported, or for the end of a dispute.</summary>
public abstract class ReversalConformance : StoreConformance
{
    /// <summary>After 30 days to the millisecond it is an item for a person, once; it still counts when the payment comes.</summary>
    [ConditionalFact]
    public async Task A_refund_of_an_unknown_payment_is_told_after_30_days_and_counts_when_it_comes()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.ReverseAsync("order-1", "refund-1", 3_000);
        await host.ReverseAsync("order-1", "refund-1", 4_000);
        await host.ReverseAsync("order-2", "refund-2", 1_000);
        await host.SellAsync("order-2", 9_900);
        var program = (await host.ProgramAsync()).Id;
        var arrived = (await host.ListAsync<SaleReversal>()).Single(r => r.Source.EndsWith("refund-1", StringComparison.Ordinal)).CreatedAt;

        Time.Advance(arrived.AddDays(30).AddMilliseconds(-1) - Time.Now);
        await host.RunDueAsync(WorkKind.ParkedReversal);
        Assert.Empty((await host.Get<AffiliateReports>().ParkedReversalsAsync(program, new PageRequest())).Items);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.RunDueAsync(WorkKind.ParkedReversal);
        Time.Advance(TimeSpan.FromDays(30));
        await host.RunDueAsync(WorkKind.ParkedReversal);

        var parked = Assert.Single((await host.Get<AffiliateReports>().ParkedReversalsAsync(program, new PageRequest())).Items);
        Assert.Equal((4_000, arrived.AddDays(30)), (parked.GrossMinorUnits, parked.ParkedAt));
        var told = Assert.Single(await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "reversal.parked")));
        Assert.Contains(parked.Id.ToString(), told.Payload, StringComparison.Ordinal);
        await host.SellAsync("order-1", 10_000);
        Assert.Empty((await host.Get<AffiliateReports>().ParkedReversalsAsync(program, new PageRequest())).Items);
        Assert.Equal(2_000 - 800, (await host.ListAsync<Commission>()).Single(c => c.BaseMinorUnits == 10_000).KeptMinorUnits);
        await host.VerifyAsync();
    }

    /// <summary>Somebody who looked takes it off the list, once; it is not forgotten.</summary>
    [ConditionalFact]
    public async Task A_refund_of_an_unknown_payment_can_be_dismissed_and_still_counts_when_it_comes()
    {
        await using var host = new MoneyHost(Store, Time);
        await host.ReferAsync("user-1");
        await host.ReverseAsync("order-1", "refund-1", 4_000);
        var program = (await host.ProgramAsync()).Id;
        Time.Advance(TimeSpan.FromDays(30));
        await host.RunDueAsync(WorkKind.ParkedReversal);
        var parked = Assert.Single((await host.Get<AffiliateReports>().ParkedReversalsAsync(program, new PageRequest())).Items);
        var desk = host.Get<ReversalDesk>();

        Assert.Null(await desk.DismissAsync(Sample.Id<ProgramId>(), parked.Id));
        Assert.NotNull(await desk.DismissAsync(program, parked.Id, "another shop"));
        Assert.NotNull(await desk.DismissAsync(program, parked.Id, "again"));

        Assert.Empty((await host.Get<AffiliateReports>().ParkedReversalsAsync(program, new PageRequest())).Items);
        var told = Assert.Single(await host.ListAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "reversal.dismissed")));
        Assert.Contains("another shop", told.Payload, StringComparison.Ordinal);
        await host.SellAsync("order-1", 10_000);
        Assert.Equal(2_000 - 800, Assert.Single(await host.ListAsync<Commission>()).KeptMinorUnits);
        await host.VerifyAsync();
    }

    /// <summary>Months are approved at once where the program says so; flows may have a hold of their own, and the longest counts.</summary>
    [ConditionalTheory]
    [InlineData("2027-01-31T00:00:00Z", 28, "2027-03-01T00:00:00Z")]
    [InlineData("2028-01-31T12:00:00Z", 29, "2028-03-01T00:00:00Z")]
    [InlineData("2026-04-01T00:00:00Z", 30, "2026-05-01T00:00:00Z")]
    [InlineData("2026-04-01T00:00:00.001Z", 30, "2026-06-01T00:00:00Z")]
    public async Task A_hold_goes_on_to_the_end_of_its_month(string paid, int days, string until)
    {
        var at = DateTimeOffset.Parse(paid, System.Globalization.CultureInfo.InvariantCulture);
        await using var host = new MoneyHost(
            Store, Time, affiliate => affiliate.AddProgram("main", program => program.HoldsToMonthEnd = true));
        await host.Get<PlanDesk>().CreateAsync((await host.ProgramAsync()).Id, "Holds", new PlanTerms
        {
            Flows =
            [
                new Flow { Id = Sample.Id<FlowId>(), Name = "pro", Rate = new Rate(1_000), ProductIds = ["pro"], HoldDays = days },
                new Flow { Id = Sample.Id<FlowId>(), Name = "basic", Rate = new Rate(1_000), ProductIds = ["basic"], HoldDays = 0 },
            ],
        });
        Time.Advance(at.AddDays(-1) - Time.Now);
        await host.ReferAsync("user-1");
        Time.Advance(TimeSpan.FromDays(1));

        var payment = new Payment { Source = "order-1", Amount = new Money(2_000, "USD"), Customer = "user-1" };
        await host.Tracker.RecordAsync(payment with { Lines = [new SaleLine("basic", 1, 1_000), new SaleLine("pro", 1, 1_000)] });
        var commission = Assert.Single(await host.ListAsync<Commission>());
        Assert.Equal(DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), commission.HoldUntil);

        Time.Advance(commission.HoldUntil.AddMilliseconds(-1) - Time.Now);
        await host.RunDueAsync(WorkKind.DueHold);
        Assert.Equal(CommissionStatus.Pending, Assert.Single(await host.ListAsync<Commission>()).Status);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.RunDueAsync(WorkKind.DueHold);
        Assert.Equal(CommissionStatus.Approved, Assert.Single(await host.ListAsync<Commission>()).Status);
        await host.VerifyAsync();
    }

    /// <summary>A subscription's commission is approved once its hold has ended and the next invoice is paid, in whichever order they come.</summary>
    [ConditionalFact]
    public async Task A_commission_waits_for_the_next_invoice_where_the_program_says_so()
    {
        await using var host = new MoneyHost(
            Store, Time, affiliate => affiliate.AddProgram("main", program => program.HoldsUntilNextInvoice = true));
        await host.ReferAsync("user-1");
        var start = Time.Now;
        await SubscribeAsync("invoice-1", start);
        await host.SellAsync("order-1", 1_000);
        Time.Advance(TimeSpan.FromDays(30));
        await host.RunDueAsync(WorkKind.DueHold);
        Assert.Equal([("invoice-1", CommissionStatus.Pending), ("order-1", CommissionStatus.Approved)], await StatusAsync());

        // The third invoice is told before the second one.
        await SubscribeAsync("invoice-3", start.AddDays(20));
        await host.RunDueAsync(WorkKind.DueHold);
        await SubscribeAsync("invoice-2", start.AddDays(10));
        Time.Advance(TimeSpan.FromDays(20));
        await host.RunDueAsync(WorkKind.DueHold);

        Assert.Equal(
            [("invoice-1", CommissionStatus.Approved), ("invoice-2", CommissionStatus.Approved), ("invoice-3", CommissionStatus.Pending), ("order-1", CommissionStatus.Approved)],
            await StatusAsync());
        await host.VerifyAsync();

        Task<Recorded> SubscribeAsync(string name, DateTimeOffset at) => host.Tracker.RecordAsync(new Payment
        {
            Source = name,
            Amount = new Money(9_900, "USD"),
            Customer = "user-1",
            SubscriptionReference = "sub-1",
            OccurredAt = at,
        });

        async Task<IEnumerable<(string, CommissionStatus)>> StatusAsync()
        {
            var commissions = (await host.ListAsync<Commission>()).ToDictionary(c => c.SaleId!.Value, c => c.Status);
            return (await host.ListAsync<Sale>()).Select(s => (s.TransactionId, commissions[s.Id])).OrderBy(s => s.TransactionId, StringComparer.Ordinal);
        }
    }

    /// <summary>Where the program says so, money that was withdrawn is gone until it comes back; an inquiry only holds.</summary>
    [ConditionalTheory]
    [InlineData(true, 0, false)]
    [InlineData(false, 1_980, true)]
    public async Task A_program_may_take_disputes_at_once(bool atOnce, long kept, bool isOnHold)
    {
        await using var host = new MoneyHost(
            Store, Time, affiliate => affiliate.AddProgram("main", program => program.ReversesDisputesAtOnce = atOnce));
        await host.ReferAsync("user-1");
        await host.SellAsync("order-1", 9_900);

        await DisputeAsync(ReversalState.Held, isWithdrawn: false);
        var inquiry = (await host.ListAsync<Commission>()).Single();
        await DisputeAsync(ReversalState.Held, isWithdrawn: true);
        var withdrawn = (await host.ListAsync<Commission>()).Single();
        await host.VerifyAsync();
        await DisputeAsync(ReversalState.Released, isWithdrawn: false);
        var won = (await host.ListAsync<Commission>()).Single();

        Assert.Equal((1_980, true), (inquiry.KeptMinorUnits, inquiry.IsOnHold));
        Assert.Equal((kept, isOnHold), (withdrawn.KeptMinorUnits, withdrawn.IsOnHold));
        Assert.Equal((1_980, false), (won.KeptMinorUnits, won.IsOnHold));
        await host.VerifyAsync();

        Task<Reversed> DisputeAsync(ReversalState state, bool isWithdrawn)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return host.Tracker.ReverseAsync(new Reversal
            {
                Source = "dispute-1",
                Target = "order-1",
                Kind = ReversalKind.Dispute,
                State = state,
                IsWithdrawn = isWithdrawn,
                AsOf = Time.Now,
            });
        }
    }
}
