using Affiliate.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Stripe.Tests;

public sealed class StripeConformanceTests : PaymentWebhookConformance
{
    protected override string Provider => "stripe";

    protected override string Secret => StripeSigner.Secret;

    protected override void Configure(AffiliateBuilder affiliate) => affiliate.UseStripe(stripe => stripe.SigningSecret = Secret);

    protected override IReadOnlyDictionary<string, string> Sign(byte[] body, DateTimeOffset at, string secret) =>
        new Dictionary<string, string> { ["Stripe-Signature"] = StripeSigner.Header(body, at, secret) };

    protected override byte[] Payment(WebhookSample sample) => StripePayloads.CheckoutSessionCompleted(new StripeSession
    {
        Id = "cs_" + sample.Id,
        EventId = sample.EventId,
        PaymentIntent = sample.Id,
        Customer = null,
        Net = sample.MinorUnits,
        CompletedAt = sample.At,
        IsLive = !sample.IsTest,
        Metadata = sample.Metadata,
    });

    protected override byte[] Refund(WebhookSample sample) => Event("refund.created", sample, new
    {
        id = sample.Id,
        @object = "refund",
        amount = sample.MinorUnits,
        currency = "usd",
        payment_intent = sample.Payment,
        status = "succeeded",
    });

    protected override byte[] Unknown(WebhookSample sample) => Event(
        "product.created", sample, new { id = sample.Id, @object = "product" });

    private static byte[] Event(string type, WebhookSample sample, object subject) =>
        StripePayloads.Event(type, sample.EventId, sample.At, !sample.IsTest, null, subject);
}
