using Affiliate.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.EntityFramework.Tests;

/// <summary>Stories of payments end alike over a database too, in every order and with repeats (I6, I7).</summary>
public sealed class PaymentStoryTests
{
    [Fact]
    public Task A_session_its_invoice_and_a_refund_end_alike_in_every_order() => EndsAsync(
        "stripe",
        new StoryEnd(1, 990, Reversed: 4_950),
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_#", Subscription = "sub_#", Customer = "cus_#" }),
        StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Id = "cs_#",
            Mode = "subscription",
            PaymentIntent = null,
            Invoice = "in_#",
            Subscription = "sub_#",
            Customer = "cus_#",
            Metadata = PaymentMetadata.For("user-7"),
        }),
        Event("invoice_payment.paid", new
        {
            id = "inpay_#",
            @object = "invoice_payment",
            invoice = "in_#",
            payment = new { type = "payment_intent", payment_intent = "pi_#" },
        }),
        Event("refund.created", new { id = "re_#", @object = "refund", amount = 4_950, currency = "usd", payment_intent = "pi_#", status = "succeeded" }));

    [Fact]
    public Task A_dispute_that_was_lost_ends_alike_in_every_order() => EndsAsync(
        "stripe",
        new StoryEnd(1, 0, Reversed: 9_900),
        StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Id = "cs_#",
            PaymentIntent = "pi_#",
            Customer = "cus_#",
            Metadata = PaymentMetadata.For("user-7"),
        }),
        Dispute("charge.dispute.created", 1, "needs_response"),
        Dispute("charge.dispute.closed", 9, "lost"));

    [Fact]
    public Task A_paddle_refund_that_waits_and_is_approved_ends_alike_in_every_order() => EndsAsync(
        "paddle",
        new StoryEnd(1, 990, Reversed: 4_950),
        PaddlePayloads.TransactionCompleted(new PaddleTransaction
        {
            Id = "txn_#",
            Subscription = "sub_#",
            Customer = "ctm_#",
            CustomData = PaymentMetadata.For("user-7"),
        }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Id = "adj_#", Transaction = "txn_#" }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Id = "adj_#", Transaction = "txn_#", Status = "approved", Second = 5 }));

    private static byte[] Dispute(string type, int second, string status) => StripePayloads.Event(
        type, $"evt_#_{type}", Sample.Now.AddSeconds(second), true, null,
        new { id = "dp_#", @object = "dispute", amount = 9_900, currency = "usd", payment_intent = "pi_#", status });

    private static byte[] Event(string type, object subject) =>
        StripePayloads.Event(type, $"evt_#_{type}", Sample.Now.AddSeconds(1), true, null, subject);

    private static async Task EndsAsync(string provider, StoryEnd expected, params byte[][] events)
    {
        var file = SqliteFiles.NewHost();
        try
        {
            await using var host = await StoryHost.StartAsync(
                affiliate =>
                {
                    affiliate.Services.AddDbContext<HostContext>(options => options.UseSqliteFile(file));
                    affiliate.UseEntityFramework<HostContext>()
                        .UseStripe(stripe => stripe.SigningSecret = StripeSigner.Secret)
                        .UsePaddle(paddle => paddle.SigningSecret = PaddleSigner.Secret);
                },
                provider,
                (body, at) => new WebhookRequest("", body, name => name switch
                {
                    "Stripe-Signature" => [StripeSigner.Header(body, at)],
                    "Paddle-Signature" => [PaddleSigner.Header(body, at)],
                    _ => [],
                }));

            Assert.Equal(expected, await host.TellAsync(events));
        }
        finally
        {
            SqliteFiles.Remove(file);
        }
    }
}
