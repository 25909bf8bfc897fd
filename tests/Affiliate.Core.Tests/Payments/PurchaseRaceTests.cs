using Microsoft.Extensions.Hosting;
using Xunit;

namespace Affiliate.Core.Tests.Payments;

/// <summary>
/// A message is applied while another one makes its purchase stand for another sale (C9, I6, I7): nothing stays behind under the sale
/// that the purchase stood for before.
/// </summary>
public sealed class PurchaseRaceTests
{
    private static readonly Payment Invoice = new()
    {
        Source = "hand:in_1",
        Provider = "hand",
        Amount = new Money(9_900, "USD"),
        Evidence = new PaymentEvidence { CustomerKey = "user-1" },
    };

    private static readonly PaymentLink Joining = new() { Reference = "hand:in_1", Aliases = ["hand:pi_1"] };

    private static readonly Reversal Refund = new() { Source = "hand:re_1", Target = "hand:pi_1", Provider = "hand", Gross = new Money(9_900, "USD") };

    public static TheoryData<string, PaymentFact> Messages => new()
    {
        { "a refund", Refund },
        { "a payment", Invoice with { Source = "hand:pi_1", Evidence = PaymentEvidence.None } },
        { "a link", new PaymentLink { Reference = "hand:ch_1", Aliases = ["hand:pi_1"] } },
    };

    [Theory, MemberData(nameof(Messages))]
    public async Task What_is_told_while_two_names_are_joined_is_not_left_behind(string what, PaymentFact message)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ApplyAsync(harness, new PaymentLink { Reference = "hand:pi_1" });
        await ApplyAsync(harness, Invoice);

        await harness.RunClockUntilAsync(ApplyAsync(harness, message, beforeCommit: () => ApplyAsync(harness, Joining)));
        if (message is not Reversal)
        {
            await ApplyAsync(harness, Refund with { Target = what == "a link" ? "hand:ch_1" : "hand:pi_1" });
        }

        var sale = Assert.Single(await harness.ListAsync<Sale>());
        Assert.Equal(9_900, sale.ReversedMinorUnits);
        Assert.All(
            (await harness.ListAsync<PaymentReference>()).Where(reference => reference.SaleId is not null),
            reference => Assert.Equal(sale.Id, reference.SaleId));
        Assert.Equal(sale.Id, Assert.Single(await harness.ListAsync<SaleReversal>()).SaleId);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Neither sees the other, and each of them writes under a name that the other one does not.</summary>
    [Fact]
    public async Task A_refund_that_is_parked_while_its_sale_is_made_is_taken()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ApplyAsync(harness, Joining);

        await harness.RunClockUntilAsync(ApplyAsync(harness, Invoice, beforeCommit: () => ApplyAsync(harness, Refund)));

        Assert.Equal(9_900, Assert.Single(await harness.ListAsync<Sale>()).ReversedMinorUnits);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Neither sees the other, whichever is committed first: who pays for a subscription, and whose it is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_payment_is_credited_although_it_is_told_at_the_same_time_whose_its_subscription_is(bool isPaymentFirst) => EndsCreditedAsync(
        isPaymentFirst,
        Invoice with { SubscriptionReference = "hand:sub_1", Evidence = PaymentEvidence.None },
        new PaymentLink { Reference = null, SubscriptionReference = "hand:sub_1" },
        link => link with { SubscriptionEvidence = Invoice.Evidence });

    /// <summary>The same where only the provider's customer tells.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_payment_is_credited_although_it_is_told_at_the_same_time_who_its_customer_is(bool isPaymentFirst) => EndsCreditedAsync(
        isPaymentFirst,
        Invoice with { CustomerReference = "hand:cus_1", Evidence = PaymentEvidence.None },
        new PaymentLink { Reference = null, CustomerReference = "hand:cus_1" },
        link => link with { CustomerEvidence = Invoice.Evidence });

    private static async Task EndsCreditedAsync(bool isPaymentFirst, Payment payment, PaymentLink link, Func<PaymentLink, PaymentLink> tell)
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ApplyAsync(harness, link);
        await ApplyAsync(harness, payment with { Source = "hand:in_0" });
        link = tell(link);

        await harness.RunClockUntilAsync(isPaymentFirst
            ? ApplyAsync(harness, link, beforeCommit: () => ApplyAsync(harness, payment))
            : ApplyAsync(harness, payment, beforeCommit: () => ApplyAsync(harness, link)));
        await DoubledSaleTests.WaitForCreditAsync(harness);

        Assert.Equal([true, true], (await harness.ListAsync<Sale>()).Select(sale => sale.PartnerId is not null));
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Also when the last look, for what was told in the same millisecond, is not over yet.</summary>
    [Fact]
    public async Task Each_telling_about_a_customer_has_what_waits_looked_at_again()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ApplyAsync(harness, Invoice with { CustomerReference = "hand:cus_1", Evidence = PaymentEvidence.None });
        await harness.Get<IEnumerable<IHostedService>>().OfType<Worker>().Single().StopAsync(default);
        var told = new PaymentLink { Reference = null, CustomerReference = "hand:cus_1", CustomerEvidence = new PaymentEvidence { Partner = "nobody" } };

        await ApplyAsync(harness, told);
        await ApplyAsync(harness, told with { CustomerEvidence = Invoice.Evidence }).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, (await harness.ListAsync(Query<WorkItem>.All.Equal(work => work.Kind, WorkKind.Credit))).Count);
    }

    /// <summary>What is told of the provider's customer later is about whoever it stands for then.</summary>
    [Fact]
    public async Task A_payment_that_waits_for_its_customer_is_left_alone_once_that_customer_is_erased()
    {
        await using var harness = await TrackerHarness.StartAsync();
        await SaleTests.ReferredAsync(harness, "user-1");
        await ApplyAsync(harness, Invoice with { CustomerReference = "hand:cus_1", Evidence = PaymentEvidence.None });
        var told = new PaymentLink { Reference = null, CustomerReference = "hand:cus_1", CustomerEvidence = new PaymentEvidence { CustomerKey = "user-2" } };
        await ApplyAsync(harness, told);
        await DoubledSaleTests.WaitForCreditAsync(harness);
        var sale = Assert.Single(await harness.ListAsync<Sale>());
        Assert.NotNull(sale.CustomerId);

        await harness.RunClockUntilAsync(harness.Get<CustomerErasure>().EraseAsync(sale.ProgramId, "user-2", default));
        await ApplyAsync(harness, told with { CustomerEvidence = new PaymentEvidence { Partner = "alpha" } });
        await DoubledSaleTests.WaitForCreditAsync(harness);

        Assert.Null(Assert.Single(await harness.ListAsync<Sale>()).PartnerId);
        await harness.VerifyLedgerAsync();
    }

    /// <summary>Applies a message in a unit of its own, with something else happening just before the first try is committed.</summary>
    private static async Task ApplyAsync(TrackerHarness harness, PaymentFact fact, Func<Task>? beforeCommit = null)
    {
        var program = await harness.Get<ProgramDirectory>().GetDefaultAsync(default);
        await harness.Get<UnitRunner>().RunAsync(
            async (unit, ct) =>
            {
                await ApplyToAsync(harness, unit, program, fact, ct);
                var race = beforeCommit;
                beforeCommit = null;
                await (race?.Invoke() ?? Task.CompletedTask);
                return true;
            },
            default);
    }

    private static Task ApplyToAsync(TrackerHarness harness, IAffiliateUnit unit, AffiliateProgram program, PaymentFact fact, CancellationToken ct) =>
        fact switch
        {
            Payment payment => harness.Get<SaleRecorder>().RecordAsync(unit, program, payment, ct),
            Reversal reversal => harness.Get<SaleRecorder>().ReverseAsync(unit, program, [reversal], ct),
            _ => harness.Get<LinkRecorder>().LinkAsync(unit, program, (PaymentLink)fact, ct),
        };
}
