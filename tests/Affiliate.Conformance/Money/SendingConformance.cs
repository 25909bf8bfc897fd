namespace Affiliate.Conformance;

/// <summary>Payouts through a provider that fails in every way, on whatever store: the money moves once.</summary>
public abstract class SendingConformance : StoreConformance
{
    /// <summary>The host dies between the provider's answer and its own record: the order comes back and finds the payment.</summary>
    [ConditionalTheory]
    [InlineData("well", PayoutStatus.Paid, 1)]
    [InlineData("crash", PayoutStatus.Paid, 1)]
    [InlineData("refuse", PayoutStatus.Failed, 0)]
    public async Task A_payout_is_sent_once_whatever_happens(string what, PayoutStatus end, int payments)
    {
        var bank = new Bank { Behaviour = what };
        await using var host = await SendingAsync(bank);
        var payout = Assert.Single(await host.GenerateAsync()).Payout!.Value;

        var sending = await host.Payouts.SendAsync(payout, "bank");
        await host.Payouts.SendAsync(payout, "bank");
        var inFlight = await Assert.ThrowsAsync<AffiliateConflictException>(() => host.Payouts.CancelAsync(payout, null));
        if (what == "crash")
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunDueAsync(WorkKind.PayoutSending));
            Time.Advance(TimeSpan.FromMinutes(2));
        }

        await host.RunDueAsync(WorkKind.PayoutSending);

        Assert.Equal((PayoutStatus.Processing, "payout_in_flight"), (sending!.Status, inFlight.Code));
        Assert.Equal(end, Assert.Single(await host.ListAsync<Payout>()).Status);
        Assert.Equal(payments, bank.Payments.Count);
        Assert.Empty(await host.ListAsync(Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.PayoutSending)));
        await host.VerifyAsync();
    }

    /// <summary>A refusal frees the entries; the next payout has a key of its own.</summary>
    [ConditionalFact]
    public async Task What_was_refused_is_paid_by_the_next_payout()
    {
        var bank = new Bank { Behaviour = "refuse" };
        await using var host = await SendingAsync(bank);
        await host.Payouts.SendAsync(Assert.Single(await host.GenerateAsync()).Payout!.Value, "bank");
        await host.RunDueAsync(WorkKind.PayoutSending);
        bank.Behaviour = "well";

        var second = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await host.Payouts.SendAsync(second, "bank");
        await host.RunDueAsync(WorkKind.PayoutSending);

        Assert.Equal("no", (await host.ListAsync<Payout>()).Single(p => p.Id != second).Reason);
        Assert.Equal(0, await host.BalanceAsync());
        Assert.Equal("wallet-1", Assert.Single(bank.Payments).Value);
        await host.VerifyAsync();
    }

    /// <summary>Numbers of statements have no gaps, also when payouts are confirmed at once.</summary>
    [ConditionalFact]
    public async Task Statements_are_numbered_without_gaps()
    {
        await using var host = new MoneyHost(Store, Time);
        for (var partner = 0; partner < 8; partner++)
        {
            await host.ReferAsync($"user-{partner}", $"partner-{partner}");
            await host.SellApprovedAsync($"order-{partner}", 30_000, $"user-{partner}");
        }

        var lines = await host.GenerateAsync();
        await Task.WhenAll(lines.Select(
            line => Task.Run(() => host.Payouts.ConfirmAsync(line.Payout!.Value, "bank-1"))));

        Assert.Equal(
            Enumerable.Range(1, 8).Select(number => (long)number),
            (await host.ListAsync<PayoutStatement>()).Select(s => s.Number).Order());
        await host.VerifyAsync();
    }

    /// <summary>The bank takes the order and decides an hour later; it is asked until it knows, and told nothing twice.</summary>
    [ConditionalTheory]
    [InlineData("posted", PayoutStatus.Paid, 0)]
    [InlineData("failed", PayoutStatus.Failed, 6_000)]
    public async Task A_provider_that_decides_later_is_asked_until_it_knows(string decision, PayoutStatus end, long balance)
    {
        var bank = new GlobalBank();
        await using var host = await SendingAsync(bank, new PayoutDetails(PayoutMethod.BankTransfer, "DE89370400440532013000"));
        var payout = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await host.Payouts.SendAsync(payout, "globalbank");

        await host.RunDueAsync(WorkKind.PayoutSending);
        var waiting = Assert.Single(await host.ListAsync<Payout>());
        await Assert.ThrowsAsync<AffiliateConflictException>(() => host.Payouts.ConfirmAsync(payout, "by hand"));
        bank.Decide(payout, decision);
        Time.Advance(TimeSpan.FromMinutes(16));
        await host.RunDueAsync(WorkKind.PayoutSending);

        Assert.Equal((PayoutStatus.Processing, $"gb-{payout}"), (waiting.Status, waiting.Reference));
        Assert.Equal(end, Assert.Single(await host.ListAsync<Payout>()).Status);
        Assert.Equal(balance, await host.BalanceAsync());
        Assert.Empty(await host.ListAsync(Query<WorkItem>.All.Equal(w => w.Kind, WorkKind.PayoutSending)));
        await host.VerifyAsync();
    }

    /// <summary>Until the bank decides, a payout is called off there first; what the bank says then changes nothing.</summary>
    [ConditionalFact]
    public async Task A_pending_payout_is_called_off_at_the_provider()
    {
        var bank = new GlobalBank();
        await using var host = await SendingAsync(bank, new PayoutDetails(PayoutMethod.BankTransfer, "DE89370400440532013000"));
        var payout = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await host.Payouts.SendAsync(payout, "globalbank");
        await host.RunDueAsync(WorkKind.PayoutSending);

        var canceled = await host.Payouts.CancelAsync(payout, "by mistake");
        Time.Advance(TimeSpan.FromMinutes(16));
        await host.RunDueAsync(WorkKind.PayoutSending);

        Assert.Equal((PayoutStatus.Canceled, "canceled"), (canceled!.Status, bank.States[payout]));
        Assert.Equal(6_000, await host.BalanceAsync());
        await Assert.ThrowsAsync<AffiliateConflictException>(() => host.Payouts.SettleAsync(payout, PayoutSending.Sent("gb-1")));
        Assert.Single(await host.GenerateAsync());
        await host.VerifyAsync();
    }

    /// <summary>Money that comes back is an entry of its own, and the next payout pays it though there is nothing new.</summary>
    [ConditionalFact]
    public async Task What_came_back_is_paid_by_the_next_payout()
    {
        await using var host = await SendingAsync(new Bank());
        var first = Assert.Single(await host.GenerateAsync()).Payout!.Value;
        await Assert.ThrowsAsync<AffiliateConflictException>(() => host.Payouts.ReturnAsync(first, "too early"));
        await host.Payouts.ConfirmAsync(first, "bank-1");

        var returned = await host.Payouts.SettleAsync(first, PayoutSending.Refused("account_closed"));
        await host.Payouts.ReturnAsync(first, "again");
        var owed = await host.BalanceAsync();
        await host.VerifyAsync();
        var second = Assert.Single(await host.GenerateAsync());
        await host.Payouts.ConfirmAsync(second.Payout!.Value, "bank-2");

        Assert.Equal((PayoutStatus.Paid, "account_closed"), (returned!.Status, returned.Reason));
        Assert.Equal(6_000, owed);
        Assert.Equal((new Money(6_000, "USD"), 0), (second.Amount, second.CommissionCount));
        Assert.Equal(0, await host.BalanceAsync());
        Assert.Empty(await host.GenerateAsync());
        var back = (await host.ListAsync<LedgerEntry>()).Single(entry => entry.Kind == LedgerEntryKind.Adjusted);
        Assert.Equal(JournalAccounts.PayoutClearing, JournalLine.Of(back).DebitAccount);
        await host.VerifyAsync();
    }

    private async Task<MoneyHost> SendingAsync(IPayoutProvider bank, PayoutDetails? account = null)
    {
        var host = new MoneyHost(Store, Time, affiliate => Microsoft.Extensions.DependencyInjection
            .ServiceCollectionServiceExtensions.AddSingleton<IPayoutProvider>(affiliate.Services, bank));
        var partner = await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", 30_000);
        await host.Get<PayoutAccounts>().SetAsync(partner.ProgramId, partner.Id, account ?? new PayoutDetails(PayoutMethod.Crypto, "wallet-1"));
        return host;
    }

    /// <summary>Pays each key once.</summary>
    private sealed class Bank : IPayoutProvider
    {
        public string Name => "bank";

        public PayoutMethod Method => PayoutMethod.Crypto;

        public string Behaviour { get; set; } = "well";

        public Dictionary<string, string> Payments { get; } = [];

        public Task<PayoutSending> SendAsync(PayoutOrder order, CancellationToken cancellationToken)
        {
            if (Behaviour == "refuse")
            {
                return Task.FromResult(PayoutSending.Refused("no"));
            }

            Payments[order.IdempotencyKey] = order.Destination;
            if (Behaviour == "crash")
            {
                Behaviour = "well";
                throw new InvalidOperationException("The host dies after the money has moved.");
            }

            return Task.FromResult(PayoutSending.Sent("ref-" + order.IdempotencyKey));
        }
    }
}
