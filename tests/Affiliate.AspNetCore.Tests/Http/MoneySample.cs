using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A sale, commissions and payouts for the calls of <see cref="Routes"/> that need some.</summary>
internal static class MoneySample
{
    /// <summary>Adds them and gives what stands for them in the calls.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> AddAsync(TestHost host, Partner partner)
    {
        var sale = Sample.Sale() with { ProgramId = partner.ProgramId, TransactionId = "t-money", Provider = Payment.HostProvider };
        await host.Store.AddAsync(sale);
        var reference = $"{partner.ProgramId}:t-money";
        await host.Store.AddAsync(new PaymentReference
        {
            Id = Sample.Id<PaymentReferenceId>(),
            CreatedAt = Sample.Now,
            ProgramId = partner.ProgramId,
            Lookup = LookupKey.Of(reference),
            Reference = reference,
            SaleId = sale.Id,
        });
        var names = new Dictionary<string, string> { ["{alpha}"] = partner.Id.ToString() };
        var flow = new Flow { Id = Sample.Id<FlowId>(), Name = "Flow", Rate = new Rate(1_000) };
        var plan = await host.Services.GetRequiredService<PlanDesk>().CreateAsync(partner.ProgramId, "Plan", new PlanTerms { Flows = [flow] });
        var group = await host.Services.GetRequiredService<GroupDesk>().CreateAsync(partner.ProgramId, "Group", GroupTerms.OfProgram);
        names["{flow}"] = flow.Id.ToString();
        names["{plan}"] = plan.Plan.Id.ToString();
        names["{group}"] = group.Group.Id.ToString();
        var joined = await host.Services.GetRequiredService<GroupDesk>().CreateAsync(partner.ProgramId, "Joined", GroupTerms.OfProgram);
        names["{group2}"] = joined.Group.Id.ToString();
        var run = Sample.Id<PaymentBackfillId>();
        var backfill = new PaymentBackfillRun
        {
            Id = run,
            ProgramId = partner.ProgramId,
            Provider = "acme",
            Endpoint = "",
            From = Sample.Now.AddDays(-7),
            To = Sample.Now,
            Slot = run.ToString(),
            State = PaymentBackfillState.Completed,
            CreatedAt = Sample.Now,
            UpdatedAt = Sample.Now,
        };
        await host.Store.AddAsync(backfill);
        names["{backfill}"] = backfill.Id.ToString();
        names["{sale}"] = sale.Id.ToString();
        var coupon = Sample.Coupon(partner);
        await host.Store.AddAsync(coupon);
        names["{coupon}"] = coupon.Id.ToString();
        await host.Store.AddAsync(Sample.Customer() with { ProgramId = partner.ProgramId, Key = "user-money", Lookup = "user-money" });
        foreach (var name in new[] { "buyer", "gone" })
        {
            var key = $"{name}-of-{partner.Slug}";
            await host.Store.AddAsync(Sample.Customer() with { ProgramId = partner.ProgramId, Key = key, Lookup = key });
            names[$"{{{name}}}"] = key;
        }

        var reversal = new SaleReversal
        {
            Id = Sample.Id<SaleReversalId>(),
            ProgramId = partner.ProgramId,
            Lookup = LookupKey.Of($"refund-of-{partner.Slug}"),
            Source = $"refund-of-{partner.Slug}",
            SaleId = Sample.Id<SaleId>(),
            Kind = ReversalKind.Refund,
            State = ReversalState.Effective,
            AsOf = Sample.Now,
            Rank = 0,
            CreatedAt = Sample.Now,
            ParkedAt = Sample.Now,
        };
        await host.Store.AddAsync(reversal);
        names["{reversal}"] = reversal.Id.ToString();
        names["{work}"] = await AddWorkAsync(host, partner);
        var click = Sample.Click(partner);
        await host.Store.AddClicksAsync(click);
        names["{click}"] = click.Id.ToString();
        var keys = host.Services.GetRequiredService<ApiKeys>();
        for (var number = 1; number <= 2; number++)
        {
            var made = await keys.CreateAsync(partner.ProgramId, $"key {number}", ApiScopes.KeysWrite);
            names[$"{{key{number}}}"] = made.Key.Id.ToString();
        }

        var campaign = Sample.Campaign(partner.ProgramId);
        var link = Sample.Link(partner);
        await host.Store.AddAsync(campaign);
        await host.Store.AddAsync(link);
        names.Add("{campaign}", campaign.Id.ToString());
        names.Add("{link}", link.Id.ToString());
        var embedded = Sample.Partner(partner.ProgramId) with { Slug = "embedded-partner" };
        await host.Store.AddAsync(embedded);
        names.Add("{embedded}", embedded.Id.ToString());
        names.Add("{embedded_email}", embedded.Email);
        var signing = Sample.Partner(partner.ProgramId);
        await host.Store.AddAsync(signing);
        names.Add("{signing_email}", signing.Email);
        names.Add("{code}", await Portals.AddCodeAsync(host, signing));
        foreach (var number in new[] { 2, 3 })
        {
            var other = Sample.Link(embedded) with { Slug = $"embedded-{number}" };
            await host.Store.AddAsync(other);
            names.Add($"{{link{number}}}", other.Id.ToString());
        }

        foreach (var number in new[] { 1, 2, 3 })
        {
            var commission = Sample.Commission() with
            {
                ProgramId = partner.ProgramId,
                PartnerId = partner.Id,
                Status = CommissionStatus.Pending,
                Rule = $"rule-{number}",
            };
            await host.Store.AddAsync(commission);
            names[$"{{commission{number}}}"] = commission.Id.ToString();
        }

        // One for each call that changes one, and one that stays pending.
        foreach (var number in Enumerable.Range(1, 5))
        {
            var payout = new Payout
            {
                Id = Sample.Id<PayoutId>(),
                ProgramId = partner.ProgramId,
                PartnerId = partner.Id,
                AmountMinorUnits = 1,
                Currency = "USD",
                Status = PayoutStatus.Pending,
                CommissionCount = 0,
                CreatedAt = Sample.Now,
            };
            await host.Store.AddAsync(payout);
            names[$"{{payout{number}}}"] = payout.Id.ToString();
        }

        await host.Services.GetRequiredService<PayoutAccounts>().SetAsync(
            partner.ProgramId, partner.Id, new PayoutDetails(PayoutMethod.Paypal, "alpha@example.com"));
        foreach (var endpoint in new[] { "{endpoint2}", "{endpoint}" })
        {
            var made = await host.Services.GetRequiredService<WebhookDesk>().CreateAsync(
                partner.ProgramId, new WebhookSettings { Url = "https://93.184.215.14/hook", Events = ["never.sent"] });
            names[endpoint] = made.Endpoint.Id.ToString();
            names["{delivery}"] = await AddDeliveryAsync(host, made.Endpoint);
        }

        var message = Sample.InboxEntry() with { ProgramId = partner.ProgramId, State = InboxState.Failed };
        await host.Store.AddAsync(message);
        names["{message}"] = message.Id.ToString();
        return names;
    }

    private static async Task<string> AddWorkAsync(TestHost host, Partner partner)
    {
        var logged = new LoggedEvent
        {
            Id = Sample.Id<AffiliateEventId>(),
            ProgramId = partner.ProgramId,
            Type = EventTypes.PartnerCreated,
            Payload = "{}",
            CreatedAt = Sample.Now,
        };
        await host.Store.AddAsync(logged);
        var item = new WorkItem
        {
            Id = Sample.Id<WorkItemId>(),
            Kind = WorkKind.Handler,
            Subject = $"{logged.Id}:mail-the-partner",
            DueAt = null,
            LastError = "System.IO.IOException: No route.",
            CreatedAt = Sample.Now,
        };
        await host.Store.AddAsync(item);
        return item.Id.ToString();
    }

    private static async Task<string> AddDeliveryAsync(TestHost host, Affiliate.WebhookEndpoint endpoint)
    {
        var delivery = WebhookDelivery.Of(endpoint, Sample.Id<AffiliateEventId>(), "never.sent", Sample.Now) with
        {
            State = DeliveryState.Failed,
            DueAt = null,
        };
        await host.Store.AddAsync(delivery);
        return delivery.Id.ToString();
    }

    /// <summary>Puts the names into a path or body.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> names) =>
        names.Aggregate(text, (filled, name) => filled.Replace(name.Key, name.Value, StringComparison.Ordinal));
}

/// <summary>A provider that sends whatever it is asked to.</summary>
internal sealed class AcmePayouts : IPayoutProvider
{
    public string Name => "acme";

    public PayoutMethod Method => PayoutMethod.Paypal;

    public Task<PayoutSending> SendAsync(PayoutOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(PayoutSending.Sent("acme-" + order.Payout));
}
