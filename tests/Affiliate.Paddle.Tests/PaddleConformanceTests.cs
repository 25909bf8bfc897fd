using Affiliate.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Paddle.Tests;

public sealed class PaddleConformanceTests : PaymentWebhookConformance
{
    protected override string Provider => "paddle";

    protected override string Secret => PaddleSigner.Secret;

    protected override void Configure(AffiliateBuilder affiliate) => affiliate.UsePaddle(paddle => paddle.SigningSecret = Secret);

    protected override IReadOnlyDictionary<string, string> Sign(byte[] body, DateTimeOffset at, string secret) =>
        new Dictionary<string, string> { ["Paddle-Signature"] = PaddleSigner.Header(body, at, secret) };

    protected override byte[] Payment(WebhookSample sample) => Simulated(sample, PaddlePayloads.TransactionCompleted(new PaddleTransaction
    {
        Id = sample.Id,
        EventId = sample.EventId,
        Customer = null,
        Subscription = null,
        Subtotal = sample.MinorUnits,
        Tax = 100,
        OccurredAt = sample.At,
        CustomData = sample.Metadata,
    }));

    protected override byte[] Refund(WebhookSample sample) => JsonBody.With(
        PaddlePayloads.Adjustment(new PaddleAdjustment
        {
            Id = sample.Id,
            Transaction = sample.Payment!,
            Status = "approved",
            Subtotal = sample.MinorUnits,
        }),
        "event_id",
        $"\"{sample.EventId}\"");

    protected override byte[] Unknown(WebhookSample sample) =>
        PaddlePayloads.Event("product.created", sample.EventId, sample.At, new { id = sample.Id });

    /// <summary>Paddle's test messages are those of its simulator; the sandbox has an endpoint of its own.</summary>
    private static byte[] Simulated(WebhookSample sample, byte[] body) =>
        sample.IsTest ? JsonBody.With(body, "notification_id", "\"ntfsimntf_1\"") : body;
}
