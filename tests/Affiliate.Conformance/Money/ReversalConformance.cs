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
