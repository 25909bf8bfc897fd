using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>A share for one product applies to what providers report, line by line (AH-24, payment-providers §4.5, §5.4).</summary>
public sealed class ProductRateTests
{
    [Fact]
    public async Task A_share_for_a_product_applies_to_its_lines_of_an_invoice_and_of_a_transaction()
    {
        await using var installation = Installation.Sqlite();
        using var visitor = installation.Visit(await installation.StartAsync());
        await visitor.PostApiAsync("flows", new { name = "Books", action_type = "percentage", action_value = 50, product_ids = new[] { "prod_book" } });
        var user = await visitor.ReferredUserAsync("alpha");

        await SendAsync(visitor, "stripe", Invoice(user));
        await SendAsync(visitor, "paddle", Transaction(user));

        // 50 % of the 60 that the book was, 20 % of the other 40.
        Assert.All(
            await visitor.AllAsync("commissions"), commission => Assert.Equal((3_800, 10_000), (
                commission.Int("amount_cents"), commission.Int("txn_amount_cents"))));
        Assert.Equal(
            ["paddle", "stripe"],
            (await visitor.AllAsync("commissions")).Select(one => one.GetProperty("provider").GetString()).Order());
        await visitor.AssertLedgerHoldsAsync();
    }

    private static byte[] Invoice(string user) => JsonBody.With(
        StripePayloads.InvoicePaid(new StripeInvoice
        {
            Net = 10_000,
            Tax = 1_000,
            PaidAt = DateTimeOffset.UtcNow,
            IsLive = false,
            Metadata = PaymentMetadata.For(user),
        }),
        "data.object.lines",
        """
        {"object":"list","has_more":false,"data":[
         {"amount":6000,"quantity":2,"pricing":{"price_details":{"price":"price_1","product":"prod_book"}}},
         {"amount":4000,"quantity":1,"pricing":{"price_details":{"price":"price_2","product":"prod_pen"}}}]}
        """);

    private static byte[] Transaction(string user) => JsonBody.With(
        PaddlePayloads.TransactionCompleted(new PaddleTransaction
        {
            Subtotal = 10_000,
            Tax = 1_000,
            OccurredAt = DateTimeOffset.UtcNow,
            CustomData = PaymentMetadata.For(user),
        }),
        "data.details.line_items",
        """
        [{"quantity":2,"price_id":"pri_1","product":{"id":"prod_book"},"totals":{"subtotal":"6000","discount":"0","tax":"600","total":"6600"}},
         {"quantity":1,"price_id":"pri_2","product":{"id":"prod_pen"},"totals":{"subtotal":"4500","discount":"500","tax":"400","total":"4400"}}]
        """);

    private static async Task SendAsync(SaasClient visitor, string provider, byte[] body)
    {
        var now = DateTimeOffset.UtcNow;
        var header = provider == "stripe"
            ? ("Stripe-Signature", StripeSigner.Header(body, now, "whsec_sample"))
            : ("Paddle-Signature", PaddleSigner.Header(body, now, "pdl_ntfset_sample"));
        Assert.Equal(HttpStatusCode.OK, await visitor.PostAsync("/affiliate/webhooks/" + provider, body, "application/json", header));
    }
}
