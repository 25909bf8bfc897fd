namespace Affiliate.Conformance;

/// <summary>Tax that is kept back from payouts, on whatever store (semantics, row Tax).</summary>
public abstract class WithholdingConformance : StoreConformance
{
    /// <summary>What is kept back is owed to the tax office: the partner's balance is settled whole, and the journal balances.</summary>
    [ConditionalTheory]
    [InlineData("USD", 33_333, 6_666, 1_599)]
    [InlineData("JPY", 1_003, 200, 48)]
    [InlineData("BHD", 100_001, 20_000, 4_800)]
    public async Task What_is_kept_back_is_owed_to_the_tax_office(string currency, long sale, long gross, long withheld)
    {
        await using var host = new MoneyHost(Store, Time, affiliate => affiliate.AddProgram("default", options => options.WithholdingRate = new Rate(2_400)));
        var program = (await host.ProgramAsync()).Id;
        await host.ReferAsync("user-1");
        await host.SellApprovedAsync("order-1", sale, currency: currency);

        var dry = Assert.Single(await host.Payouts.GenerateAsync(new PayoutRun { MinimumMinorUnits = 0, IsDryRun = true }));
        var made = Assert.Single(await host.GenerateAsync());
        await host.Payouts.ConfirmAsync(made.Payout!.Value, "bank-1");
        await host.Payouts.ConfirmAsync(made.Payout!.Value, "bank-1");

        var payout = Assert.Single(await host.ListAsync<Payout>());
        Assert.Equal(dry with { Payout = made.Payout }, made);
        Assert.Equal((gross, withheld, new Money(gross - withheld, currency)), (payout.AmountMinorUnits, payout.WithheldMinorUnits, payout.ToPay));
        var balance = Assert.Single((await host.Get<AffiliateLedger>().BalancesAsync(program, new BalanceFilter(), new PageRequest())).Items);
        Assert.Equal((gross - withheld, withheld, 0), (balance.PaidMinorUnits, balance.WithheldMinorUnits, balance.TotalMinorUnits));
        Assert.Equal(withheld, await AccountAsync(host, program, JournalAccounts.WithholdingPayable));
        Assert.Equal(gross - withheld, await AccountAsync(host, program, JournalAccounts.PayoutClearing));
        Assert.Equal(0, await AccountAsync(host, program, JournalAccounts.PartnerPayable));
        await host.VerifyAsync();

        // Money that came back brings what was kept back with it, and both are paid again.
        await host.Payouts.ReturnAsync(payout.Id, "account closed");
        await host.Payouts.ReturnAsync(payout.Id, "account closed");
        Assert.Equal(0, await AccountAsync(host, program, JournalAccounts.WithholdingPayable));
        await host.VerifyAsync();
        var again = Assert.Single(await host.GenerateAsync());
        await host.Payouts.ConfirmAsync(again.Payout!.Value, "bank-2");

        Assert.Equal((gross, withheld), (again.Amount.MinorUnits, again.WithheldMinorUnits));
        Assert.Equal(withheld, await AccountAsync(host, program, JournalAccounts.WithholdingPayable));
        Assert.Equal(0, await host.BalanceAsync(currency));
        Assert.Empty(await host.GenerateAsync());
        await host.VerifyAsync();
    }

    /// <summary>The partner's profile says more than the program; a rate of 0 keeps nothing back.</summary>
    [ConditionalFact]
    public async Task The_rate_of_the_profile_counts_before_that_of_the_program()
    {
        await using var host = new MoneyHost(Store, Time, affiliate => affiliate.AddProgram("default", options => options.WithholdingRate = new Rate(2_400)));
        var accounts = host.Get<PayoutAccounts>();
        foreach (var (slug, rate) in new (string, int?)[] { ("alpha", 0), ("beta", 1_000), ("gamma", null) })
        {
            var partner = await host.ReferAsync("user-" + slug, slug);
            await accounts.SetAsync(partner.ProgramId, partner.Id, new PayoutDetails(
                PayoutMethod.Paypal, "pay@example.com", new TaxProfile { WithholdingRate = rate is { } known ? new Rate(known) : null }));
            await host.SellApprovedAsync("order-" + slug, 50_000, "user-" + slug);
        }

        await host.GenerateAsync();
        var first = (await host.ListAsync<Payout>()).MinBy(p => p.WithheldMinorUnits)!;
        await host.Payouts.CancelAsync(first.Id, null);

        Assert.Equal([0, 1_000, 2_400], (await host.ListAsync<Payout>()).Select(p => p.WithheldMinorUnits).Order());
        await Assert.ThrowsAsync<ArgumentException>(() => accounts.SetAsync(first.ProgramId, first.PartnerId, new PayoutDetails(
            PayoutMethod.Paypal, "pay@example.com", new TaxProfile { WithholdingRate = new Rate(10_000) })));
        await host.VerifyAsync();
    }

    /// <summary>The credits of an account less its debits.</summary>
    private static async Task<long> AccountAsync(MoneyHost host, ProgramId program, string account)
    {
        var balance = 0L;
        await foreach (var line in host.Get<AffiliateLedger>().JournalAsync(program, new LedgerFilter()))
        {
            balance += line.CreditAccount == account ? line.Amount.MinorUnits : line.DebitAccount == account ? -line.Amount.MinorUnits : 0;
        }

        return balance;
    }
}
