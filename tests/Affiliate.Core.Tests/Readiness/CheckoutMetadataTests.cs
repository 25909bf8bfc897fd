namespace Affiliate.Core.Tests.Readiness;

/// <summary>The set-up report warns of metadata that is written on the checkout alone (payment-providers §4.7).</summary>
public sealed class CheckoutMetadataTests
{
    private static readonly PaymentEvidence Named = new() { CustomerKey = "user-7" };

    private static readonly PaymentLink Checkout = new()
    {
        Reference = "acme:session-1",
        SubscriptionReference = "acme:sub-1",
        Evidence = Named,
        SubscriptionEvidence = Named with { IsBorrowed = true },
    };

    private static readonly Payment Invoice = new()
    {
        Source = "acme:invoice-1",
        Provider = "acme",
        Amount = new Money(9_900, "USD"),
        Kind = SaleKind.SubscriptionFirst,
        SubscriptionReference = "acme:sub-1",
    };

    private static readonly Payment InvoiceThatSaysIt = Invoice with { SubscriptionEvidence = Named };

    private static readonly PaymentLink Subscription = new()
    {
        Reference = null,
        SubscriptionReference = "acme:sub-1",
        SubscriptionEvidence = new PaymentEvidence { Click = "clk_00000000000070008000000000000000" },
    };

    /// <summary>Whichever comes first.</summary>
    [Fact]
    public async Task A_subscription_that_says_nothing_itself_is_warned_of()
    {
        Assert.Contains("subscription_data.metadata", await NextActionAsync(Checkout, Invoice), StringComparison.Ordinal);
        Assert.NotNull(await NextActionAsync(Invoice, Checkout));
        Assert.NotNull(await NextActionAsync(Checkout, Checkout, Invoice));
    }

    [Fact]
    public async Task One_that_says_it_too_or_that_nobody_speaks_of_is_not()
    {
        Assert.Null(await NextActionAsync(Checkout, InvoiceThatSaysIt));
        Assert.Null(await NextActionAsync(InvoiceThatSaysIt, Checkout));
        Assert.Null(await NextActionAsync(Invoice, Checkout, Subscription));
        Assert.Null(await NextActionAsync(Subscription, Invoice, Checkout));
        Assert.Null(await NextActionAsync(Checkout with { Evidence = PaymentEvidence.None, SubscriptionEvidence = new() { IsBorrowed = true } }, Invoice));
        Assert.Null(await NextActionAsync(Checkout));
    }

    private static async Task<string?> NextActionAsync(params PaymentFact[] facts)
    {
        await using var harness = await TrackerHarness.StartAsync();
        var program = await harness.Get<ProgramDirectory>().GetDefaultAsync(default);
        var apply = harness.Get<PaymentFacts>();
        foreach (var fact in facts)
        {
            var prepared = await apply.PrepareAsync([fact], default);
            await harness.Get<UnitRunner>().RunAsync(
                (unit, ct) => apply.ApplyAsync(unit, prepared, isRipe: true, ct), default);
        }

        var report = await harness.Get<ReadinessReport>().ReadAsync(program, default);
        return report.Gates.Single(gate => gate.Code == "metadata_on_checkout_only").NextAction;
    }
}
