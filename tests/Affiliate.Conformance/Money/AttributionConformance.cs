namespace Affiliate.Conformance;

/// <summary>Who is credited, on whatever store and on several instances at once.</summary>
public abstract class AttributionConformance : StoreConformance
{
    private const string Address = "buyer@mail.example";

    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(2);

    /// <summary>TX-15: sixteen visitors at once, on four instances, follow a link that lets five through.</summary>
    [ConditionalFact]
    public async Task TX_15_a_link_cap_taken_16_ways_at_once_is_never_exceeded()
    {
        await using var first = new MoneyHost(Store, Time);
        await first.ReferAsync("user-0");
        var link = (await ReadAsync(Query<Link>.All)).Single() with { MaxClicks = 5 };
        var hosts = Enumerable.Range(0, 4).Select(_ => new MoneyHost(CreateFurtherStore(), Time)).ToList();

        var taking = Task.WhenAll(Enumerable.Range(0, 16).Select(
            i => Task.Run(async () => await hosts[i % 4].Get<LinkCap>().TryTakeAsync(link, CancellationToken.None))));
        var taken = await taking.WaitAsync(TestLimit);

        Assert.Equal(5, taken.Count(isFree => isFree is true));
        Assert.Equal(11, taken.Count(isFree => isFree is false));
        Assert.Equal(5, await CounterAsync(link.ClickCounter));
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>AH-17, AF-20: a guest is found by the address, or by the click of the sign-up, where that is listed.</summary>
    [ConditionalTheory]
    [InlineData(BuyerIdentity.Email, true)]
    [InlineData(BuyerIdentity.Click, true)]
    [InlineData(BuyerIdentity.ProviderCustomer, false)]
    public async Task AF_20_a_guest_is_found_by_what_is_listed(BuyerIdentity identity, bool isFound)
    {
        await using var host = Host(program =>
        {
            program.IdentityOrder.Clear();
            program.IdentityOrder.Add(identity);
            program.AttributionWindow = TimeSpan.FromDays(1);
        });
        var partner = await host.ReferAsync("user-1");
        await host.Tracker.ReferAsync("user-1", visit: null, Address);
        var click = (await ReadAsync(Query<Click>.All)).Single();
        Time.Advance(TimeSpan.FromDays(2));

        await host.Tracker.RecordAsync(new Payment
        {
            Source = "order-1",
            Amount = new Money(10_000, "USD"),
            Email = Address.ToUpperInvariant(),
            Evidence = new PaymentEvidence { Click = click.Id.ToString() },
        });

        Assert.Equal(isFound ? partner.Id : null, (await ReadAsync(Query<Sale>.All)).Single().PartnerId);
        await host.VerifyAsync();
    }

    /// <summary>
    /// I7: what is told late of a provider's customer credits all payments that wait for it, also more than one transaction takes; neither
    /// those that wait no longer nor those that earn nothing for another reason.
    /// </summary>
    [ConditionalFact]
    public async Task I7_what_is_told_late_of_a_customer_credits_all_payments_that_wait_for_it()
    {
        await using var host = Host(_ => { });
        await host.ReferAsync("user-1");
        var payment = new Payment { Source = "hand:old", Provider = "hand", Amount = new Money(1_000, "USD"), CustomerReference = "hand:cus_1" };
        await ApplyAsync(host, payment);
        Time.Advance(TimeSpan.FromHours(73));
        await ApplyAsync(
            host,
            [
                payment with { Source = "hand:skipped", Evidence = new PaymentEvidence { Skip = true } },
                payment with { Source = "hand:other", CustomerReference = "hand:cus_2" },
                .. Enumerable.Range(0, WaitingSales.MostAtOnce + 1).Select(i => payment with { Source = $"hand:in_{i}" }),
            ]);

        await ApplyAsync(host, new PaymentLink
        {
            Reference = null,
            CustomerReference = "hand:cus_1",
            CustomerEvidence = new PaymentEvidence { CustomerKey = "user-1" },
        });
        Assert.Equal(WaitingSales.MostAtOnce, (await ReadAsync(Query<WorkItem>.All.Equal(work => work.Kind, WorkKind.Credit))).Count);
        await host.RunDueAsync(WorkKind.Credit);

        var left = (await ReadAsync(Query<Sale>.All.Equal(sale => sale.PartnerId, null))).Select(sale => (sale.TransactionId, sale.Reason));
        Assert.Equal(
            [("hand:old", SaleReasons.Unattributed), ("hand:other", SaleReasons.Unattributed), ("hand:skipped", SaleReasons.Skipped)],
            left.Order());
        await host.VerifyAsync();
    }

    private static async Task ApplyAsync(MoneyHost host, params PaymentFact[] facts)
    {
        foreach (var fact in facts)
        {
            var prepared = await host.Get<PaymentFacts>().PrepareAsync([fact], CancellationToken.None);
            await host.Get<UnitRunner>().RunAsync(
                (unit, ct) => host.Get<PaymentFacts>().ApplyAsync(unit, prepared, isRipe: true, ct), CancellationToken.None);
        }
    }

    /// <summary>At the first sale all clicks of the visits compete that sign-up and sign-in noted, and later ones of those visitors.</summary>
    [ConditionalFact]
    public async Task The_first_sale_binds_to_the_last_click_before_it()
    {
        await using var host = Host(program => program.BindsAt = BindingMoment.FirstSale);
        await host.ReferAsync("user-1");
        var visitor = (await ReadAsync(Query<Click>.All)).Single().VisitorId;
        Time.Advance(TimeSpan.FromDays(1));
        var beta = await host.Tracker.EnrollAsync(new NewPartner { Email = "beta@example.com", Slug = "beta", Status = PartnerStatus.Active });
        var link = (await ReadAsync(Query<Link>.All.Equal(l => l.PartnerId, beta.Id))).Single();
        var click = Sample.Click(beta) with { Id = AffiliateId.New<ClickId>(Time.Now), LinkId = link.Id, OccurredAt = Time.Now, VisitorId = visitor };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), CancellationToken.None);
        await host.Tracker.SignInAsync("user-1", new Visit { VisitorId = visitor });
        Assert.Empty(await ReadAsync(Query<Referral>.All));
        Time.Advance(TimeSpan.FromDays(1));

        await host.SellAsync("order-1", 10_000);

        var referral = (await ReadAsync(Query<Referral>.All)).Single();
        Assert.Equal((beta.Id, click.Id), (referral.PartnerId, referral.ClickId));
        await host.VerifyAsync();
    }

    /// <summary>The report shares what the store holds, whole sales and their revenue.</summary>
    [ConditionalFact]
    public async Task AF_13_models_share_the_stored_sales()
    {
        await using var host = Host(_ => { });
        var alpha = await host.ReferAsync("user-1");
        var visitor = (await ReadAsync(Query<Click>.All)).Single().VisitorId;
        var beta = await host.Tracker.EnrollAsync(new NewPartner { Email = "beta@example.com", Slug = "beta", Status = PartnerStatus.Active });
        var link = (await ReadAsync(Query<Link>.All.Equal(l => l.PartnerId, beta.Id))).Single();
        Time.Advance(TimeSpan.FromDays(1));
        await Store.AppendClicksAsync(
            new ClickBatch([Sample.Click(beta) with { Id = AffiliateId.New<ClickId>(Time.Now), LinkId = link.Id, OccurredAt = Time.Now, VisitorId = visitor }], [], [], []),
            CancellationToken.None);
        await host.Tracker.ReferAsync("user-2", new Visit { VisitorId = visitor });
        await host.SellAsync("order-1", 1_001);
        await host.SellAsync("order-2", 2_001, "user-2");

        var report = await host.Get<AffiliateReports>().ByModelAsync(alpha.ProgramId, default);

        Assert.Equal(
            [("alpha", 1m, 1_001L, 1.5m, 2_002L), ("beta", 1m, 2_001L, 0.5m, 1_000L)],
            report.OrderBy(row => row.Partner.Slug).Select(row =>
            {
                var linear = row.Models.Single(credit => credit.Model == "linear");
                return (row.Partner.Slug, row.Credited.Sales, row.Credited.Revenue.Single().MinorUnits, linear.Sales, linear.Revenue.Single().MinorUnits);
            }));
        await host.VerifyAsync();
    }

    private MoneyHost Host(Action<ProgramOptions> program) => new(Store, Time, affiliate => affiliate.AddProgram("main", program));
}
