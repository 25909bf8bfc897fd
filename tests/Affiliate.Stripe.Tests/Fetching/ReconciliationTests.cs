using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>Each kind of difference between Stripe, the sales and the ledger, planted and found; and nothing where all agree.</summary>
public sealed class ReconciliationTests : IDisposable
{
    private static readonly StripeInvoice Paid = new()
    {
        Id = "in_1",
        Subscription = "sub_1",
        Customer = "cus_1",
        Metadata = PaymentMetadata.For("user-7"),
    };

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));
    private readonly StripeServer _server;

    public ReconciliationTests() => _server = new StripeServer(_time);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Where_all_agree_nothing_is_told()
    {
        using var host = await StartAsync();
        foreach (var body in new[] { StripePayloads.InvoicePaid(Paid), Fill(ReversalPayloads.InvoicePayment()), Refund(4_950) })
        {
            _server.Add(body);
            await host.DeliverAsync(body);
        }

        var report = await CompareAsync(host);

        Assert.Empty(report.Differences);
        Assert.Equal((1, 1, 1, true), (report.Payments, report.Reversals, report.Sales, report.IsComplete));
    }

    [Fact]
    public async Task A_missing_sale_is_repaired_by_back_fill()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();

        await FindsAsync(host, ReconciliationKind.MissingSale, ReconciliationRepair.Backfill, "stripe:live:self:in_1");
        await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.Empty((await CompareAsync(host)).Differences);
    }

    [Fact]
    public async Task A_message_that_waits_in_the_inbox_is_run_again()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.DeliverAsync(Deliveries.With(StripePayloads.InvoicePaid(Paid), "amount_paid", "\"x\""));

        await FindsAsync(host, ReconciliationKind.MissingSale, ReconciliationRepair.RerunMessage, "stripe:live:self:in_1");
    }

    [Fact]
    public async Task Another_amount_is_told()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid with { Net = 5_000 }));

        var difference = await FindsAsync(host, ReconciliationKind.AmountMismatch, ReconciliationRepair.Look, "stripe:live:self:in_1");
        Assert.Equal((9_900, 5_000, "USD"), (difference.ProviderMinorUnits, difference.BookedMinorUnits, difference.Currency));
    }

    [Fact]
    public async Task Another_customer_is_told()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid with { Metadata = PaymentMetadata.For("user-8") }));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid));

        await FindsAsync(host, ReconciliationKind.IdentifierMismatch, ReconciliationRepair.CorrectReferral, "stripe:live:self:in_1");
    }

    [Fact]
    public async Task A_sale_that_the_host_reported_too_is_told_and_refunded()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid));
        var tracker = host.Get<AffiliateTracker>();
        await tracker.RecordAsync(new Payment { Source = "order-1", Amount = new Money(9_900, "USD"), Customer = "user-7" });

        await FindsAsync(host, ReconciliationKind.DoubleSale, ReconciliationRepair.RefundHostSale, "stripe:live:self:in_1");
        await tracker.ReverseAsync(new Reversal { Source = "order-1-again", Target = "order-1" });

        Assert.Equal(1_980, (await host.EndAsync()).Earned);
    }

    [Theory]
    [InlineData(true, ReconciliationKind.DoubleSale, ReconciliationRepair.RefundHostSale)]
    [InlineData(false, ReconciliationKind.IdentifierMismatch, ReconciliationRepair.Look)]
    public async Task A_sale_that_the_host_reported_by_the_bare_id_is_told(bool isTold, ReconciliationKind kind, ReconciliationRepair repair)
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.Get<AffiliateTracker>().RecordAsync(new Payment { Source = "in_1", Amount = new Money(9_000, "USD"), Customer = "user-7" });
        if (isTold)
        {
            await host.DeliverAsync(StripePayloads.InvoicePaid(Paid));
        }

        await FindsAsync(host, kind, repair, "stripe:live:self:in_1");
    }

    [Fact]
    public async Task Two_sales_of_one_payment_are_joined_by_back_fill()
    {
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.CheckoutSessionCompleted(new StripeSession { Id = "cs_1", PaymentIntent = "pi_1", Metadata = PaymentMetadata.For("user-7") }));
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid with { Subscription = null }));
        _server.Add(Deliveries.With(StripePayloads.InvoicePaid(Paid with { Subscription = null, EventId = "evt_2" }), "payment_intent", "\"pi_1\""));

        await FindsAsync(host, ReconciliationKind.DoubleSale, ReconciliationRepair.Backfill, "stripe:live:self:in_1");
        await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.Empty((await CompareAsync(host)).Differences);
        Assert.Equal(1_980, (await host.EndAsync()).Earned);
    }

    [Fact]
    public async Task An_eligible_sale_without_credit_is_told_and_credited_late()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid with { Metadata = new Dictionary<string, string>() }));
        _time.Advance(TimeSpan.FromDays(10));

        var difference = await FindsAsync(host, ReconciliationKind.UncreditedSale, ReconciliationRepair.CreditSale, "stripe:live:self:in_1");
        Assert.Equal(0, (await host.EndAsync()).Earned);
        var credited = await host.Get<PaymentReconciliation>().CreditAsync(difference.SaleId!.Value);
        await host.Get<PaymentReconciliation>().CreditAsync(difference.SaleId!.Value);

        Assert.NotNull(credited!.PartnerId);
        Assert.Equal(1_980, (await host.EndAsync()).Earned);
        Assert.Empty((await CompareAsync(host)).Differences);
    }

    [Fact]
    public async Task A_sale_that_is_rightly_without_credit_is_not_told()
    {
        var nobodys = StripePayloads.InvoicePaid(Paid with { Metadata = new Dictionary<string, string>() });
        _server.Add(nobodys);
        using var host = await StartAsync();
        await host.DeliverAsync(nobodys);

        Assert.Empty((await CompareAsync(host)).Differences);
    }

    [Fact]
    public async Task A_refund_that_was_never_told_is_found_and_read()
    {
        using var host = await StartAsync();
        foreach (var body in new[] { StripePayloads.InvoicePaid(Paid), Fill(ReversalPayloads.InvoicePayment()) })
        {
            _server.Add(body);
            await host.DeliverAsync(body);
        }

        _server.Add(Refund(9_900));

        await FindsAsync(host, ReconciliationKind.MissingReversal, ReconciliationRepair.Backfill, "stripe:live:self:refund:re_1");
        await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.Empty((await CompareAsync(host)).Differences);
        Assert.Equal(0, (await host.EndAsync()).Earned);
    }

    [Fact]
    public async Task A_refund_in_another_state_is_told()
    {
        using var host = await StartAsync();
        foreach (var body in new[] { StripePayloads.InvoicePaid(Paid), Fill(ReversalPayloads.InvoicePayment()) })
        {
            _server.Add(body);
            await host.DeliverAsync(body);
        }

        await host.DeliverAsync(Fill(ReversalPayloads.Refund("refund.created", 0, "pending", 4_950)));
        _server.Add(JsonBody.With(Refund(4_950), "id", "\"evt_9\""));

        await FindsAsync(host, ReconciliationKind.ReversalMismatch, ReconciliationRepair.Backfill, "stripe:live:self:refund:re_1");
    }

    [Fact]
    public async Task A_refund_of_an_unknown_payment_is_told()
    {
        _server.Add(Refund(4_950));
        using var host = await StartAsync();
        await host.DeliverAsync(Refund(4_950));

        await FindsAsync(host, ReconciliationKind.OrphanReversal, ReconciliationRepair.Backfill, "stripe:live:self:refund:re_1");
    }

    [Fact]
    public async Task A_sale_that_stripe_does_not_know_is_told()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid));
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid with { Id = "in_2" }));
        _time.Advance(TimeSpan.FromHours(2));

        await FindsAsync(host, ReconciliationKind.UnknownToProvider, ReconciliationRepair.Look, "stripe:live:self:in_2");
    }

    [Fact]
    public async Task What_the_audit_finds_in_the_ledger_is_told()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid));
        await host.DamageAsync();

        var report = await CompareAsync(host);

        Assert.Contains(report.Differences, difference => difference.Kind == ReconciliationKind.LedgerMismatch);
        Assert.All(report.Differences, difference => Assert.Equal(ReconciliationRepair.Look, difference.Repair));
    }

    [Fact]
    public async Task A_report_changes_nothing()
    {
        _server.Add(StripePayloads.InvoicePaid(Paid));
        _server.Add(Refund(100));
        using var host = await StartAsync();
        await host.DeliverAsync(StripePayloads.InvoicePaid(Paid with { Metadata = new Dictionary<string, string>() }));
        var before = await host.CountAsync();

        await CompareAsync(host);

        Assert.Equal(before, await host.CountAsync());
    }

    private static byte[] Fill(byte[] body) => StripeHost.Fill(body);

    private static byte[] Refund(long amount) => Fill(ReversalPayloads.Refund("refund.updated", 1, "succeeded", amount));

    private static Task<ReconciliationReport> CompareAsync(FetchHost host) =>
        host.Get<PaymentReconciliation>().CompareAsync("stripe", Sample.Now.AddDays(-2));

    private static async Task<ReconciliationDifference> FindsAsync(
        FetchHost host, ReconciliationKind kind, ReconciliationRepair repair, string reference)
    {
        var difference = Assert.Single((await CompareAsync(host)).Differences);
        Assert.Equal((kind, repair, reference), (difference.Kind, difference.Repair, difference.Reference));
        Assert.NotEmpty(difference.Message);
        return difference;
    }

    private async Task<FetchHost> StartAsync()
    {
        var host = StripeHost.Start(_time, _server);
        await host.ReferAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        return host;
    }
}
