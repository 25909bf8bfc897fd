namespace Affiliate.Core.Tests.Referrals;

/// <summary>AF-20: how a buyer is recognised, and in which order.</summary>
public sealed class BuyerTests
{
    private const string Address = "buyer@mail.example";

    /// <summary>AH-17: signed up on the phone, buys on the desk as a guest with the same address.</summary>
    [Theory]
    [InlineData(true, RecordOutcome.Accrued)]
    [InlineData(false, RecordOutcome.NotReferred)]
    public async Task AH_17_a_guest_is_matched_by_email_where_the_program_wants_it(bool isWanted, RecordOutcome expected)
    {
        await using var harness = await StartAsync(isWanted ? [BuyerIdentity.CustomerKey, BuyerIdentity.ProviderCustomer, BuyerIdentity.Email] : null);
        var alpha = await harness.EnrollAsync("alpha");
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) }, Address);

        var recorded = await harness.Tracker.RecordAsync(Guest("t-1", " Buyer@Mail.example "));

        Assert.Equal(expected, recorded.Outcome);
        var sale = Assert.Single(await harness.ListAsync<Sale>());
        var customer = Assert.Single(await harness.ListAsync<Customer>());
        Assert.Equal(isWanted ? customer.Id : null, sale.CustomerId);
        Assert.Equal("b***@m***.example", customer.EmailMasked);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>An address is forgeable and shared: it says nothing when its customers belong to two partners.</summary>
    [Fact]
    public async Task An_address_of_two_partners_customers_matches_nobody()
    {
        await using var harness = await StartAsync([BuyerIdentity.Email]);
        foreach (var (slug, user) in new[] { ("alpha", "user-1"), ("beta", "user-2") })
        {
            var click = await harness.ClickAsync(await harness.EnrollAsync(slug));
            await harness.Tracker.ReferAsync(user, new Visit { ClickId = click }, Address);
        }

        Assert.Equal(RecordOutcome.NotReferred, (await harness.Tracker.RecordAsync(Guest("t-1", Address))).Outcome);
    }

    [Fact]
    public async Task An_address_stored_under_an_older_key_matches_still()
    {
        var (old, current) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]));
        await using var harness = await TrackerHarness.StartAsync(affiliate => affiliate
            .Configure(options =>
            {
                options.Secrets["new"] = current;
                options.Secrets["old"] = old;
            })
            .AddProgram("main", program => program.IdentityOrder.Add(BuyerIdentity.Email)));
        var alpha = await harness.EnrollAsync("alpha");
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(alpha) }, Address);
        var customer = Assert.Single(await harness.ListAsync<Customer>());
        var earlier = (await harness.Get<EmailHash>().OfAsync(Address, CancellationToken.None)).Earlier.Single();
        Assert.StartsWith("old:", earlier, StringComparison.Ordinal);
        await harness.SaveAsync(customer with { EmailHash = earlier });

        Assert.Equal(RecordOutcome.Accrued, (await harness.Tracker.RecordAsync(Guest("t-1", Address))).Outcome);
    }

    /// <summary>The click of a sign-up finds the customer, whose partner stays, also when the click alone would be too old.</summary>
    [Theory]
    [InlineData(true, RecordOutcome.Accrued)]
    [InlineData(false, RecordOutcome.NotReferred)]
    public async Task The_click_of_a_sign_up_finds_its_customer_where_it_is_listed(bool isListed, RecordOutcome expected)
    {
        await using var harness = await StartAsync(isListed ? [BuyerIdentity.Click] : null);
        var alpha = await harness.EnrollAsync("alpha");
        var click = await harness.ClickAsync(alpha);
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = click });
        harness.Time.Advance(TimeSpan.FromDays(120));

        var payment = Guest("t-1", null) with { Evidence = new PaymentEvidence { Click = click.ToString() } };

        Assert.Equal(expected, (await harness.Tracker.RecordAsync(payment)).Outcome);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Affitor's order: click, e-mail, provider's customer, key; ours: key first.</summary>
    [Theory]
    [InlineData("alpha", BuyerIdentity.Click, BuyerIdentity.Email, BuyerIdentity.ProviderCustomer, BuyerIdentity.CustomerKey)]
    [InlineData("beta", BuyerIdentity.Email, BuyerIdentity.Click, BuyerIdentity.ProviderCustomer, BuyerIdentity.CustomerKey)]
    [InlineData("gamma", BuyerIdentity.ProviderCustomer, BuyerIdentity.Email, BuyerIdentity.Click, BuyerIdentity.CustomerKey)]
    [InlineData("delta", BuyerIdentity.CustomerKey, BuyerIdentity.ProviderCustomer, BuyerIdentity.Click, BuyerIdentity.Email)]
    public async Task AF_20_the_first_way_that_finds_a_customer_counts(string expected, params BuyerIdentity[] order)
    {
        await using var harness = await StartAsync(order);
        var clicks = new Dictionary<string, ClickId>();
        foreach (var slug in new[] { "alpha", "beta", "gamma", "delta" })
        {
            clicks[slug] = await harness.ClickAsync(await harness.EnrollAsync(slug));
            await harness.Tracker.ReferAsync($"of-{slug}", new Visit { ClickId = clicks[slug] }, slug == "beta" ? Address : null);
        }

        // Once named by the host, the provider's customer stands for the customer.
        await harness.Tracker.RecordAsync(Guest("t-1", null) with { Customer = "of-gamma", CustomerReference = "cus_1" });
        await harness.Tracker.RecordAsync(Guest("t-2", Address) with
        {
            CustomerReference = "cus_1",
            Evidence = new PaymentEvidence { CustomerKey = "of-delta", Click = clicks["alpha"].ToString() },
        });

        var partner = (await harness.ListAsync<Partner>()).Single(p => p.Slug == expected);
        Assert.Equal(partner.Id, (await harness.ListAsync<Sale>()).Single(s => s.TransactionId == "t-2").PartnerId);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Leaving ways out of the order forgets neither whom the host names nor who paid before.</summary>
    [Fact]
    public async Task Whom_the_host_names_is_found_whatever_the_order()
    {
        await using var harness = await StartAsync([BuyerIdentity.Email]);
        await harness.Tracker.ReferAsync("user-1", new Visit { ClickId = await harness.ClickAsync(await harness.EnrollAsync("alpha")) });

        await harness.Tracker.RecordAsync(Guest("t-1", "other@mail.example") with { Customer = "user-1", SubscriptionReference = "sub_1" });
        var renewal = await harness.Tracker.RecordAsync(Guest("t-2", null) with { SubscriptionReference = "sub_1" });

        Assert.Equal(RecordOutcome.Accrued, renewal.Outcome);
        await harness.VerifyLedgerAsync();
    }

    private static Payment Guest(string source, string? email) =>
        new() { Source = source, Amount = new Money(10_000, "USD"), Email = email };

    private static Task<TrackerHarness> StartAsync(BuyerIdentity[]? order) => TrackerHarness.StartAsync(
        affiliate => affiliate.AddProgram("main", program =>
        {
            if (order is not null)
            {
                program.IdentityOrder.Clear();
                foreach (var identity in order)
                {
                    program.IdentityOrder.Add(identity);
                }
            }
        }));
}
