using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Saas.AcmePay;

namespace Affiliate.Samples;

/// <summary>The sample's own adapter keeps the same contract as those of the library: this is all its author writes.</summary>
public sealed class AcmePayConformanceTests : PaymentWebhookConformance
{
    protected override string Provider => "acmepay";

    protected override string Secret => "acme_sample";

    protected override void Configure(AffiliateBuilder affiliate)
    {
        affiliate.Services.Configure<AcmePayOptions>(options => options.WebhookSecret = Secret);
        affiliate.AddPaymentWebhook<AcmePayWebhook>();
    }

    protected override IReadOnlyDictionary<string, string> Sign(byte[] body, DateTimeOffset at, string secret) =>
        new Dictionary<string, string> { ["Acme-Signature"] = AcmeMessage.Header(body, at, secret) };

    protected override byte[] Payment(WebhookSample sample) => AcmeMessage.Paid(
        sample.EventId, sample.Id, sample.MinorUnits, sample.At, sample.Metadata, sample.IsTest);

    protected override byte[] Refund(WebhookSample sample) => AcmeMessage.Refunded(
        sample.EventId, sample.Id, sample.Payment!, sample.MinorUnits, sample.At);

    protected override byte[] Unknown(WebhookSample sample) =>
        AcmeMessage.Of("card.expired", sample.EventId, sample.At, sample.IsTest, new { id = sample.Id });
}

/// <summary>What AcmePay would send.</summary>
internal static class AcmeMessage
{
    public static byte[] Paid(
        string eventId, string id, long net, DateTimeOffset at, IReadOnlyDictionary<string, string> metadata, bool isTest = false) =>
        Of("charge.paid", eventId, at, isTest, new
        {
            id,
            amount = net + 990,
            tax = 990,
            currency = "USD",
            paid_at = at,
            customer = "acu_" + id,
            items = new[] { new { product = "pro", quantity = 1, amount = net } },
            metadata,
        });

    /// <summary>A refund with its share of the tax.</summary>
    public static byte[] Refunded(string eventId, string id, string charge, long net, DateTimeOffset at) =>
        Of("refund.updated", eventId, at, isTest: false, new
        {
            id,
            charge,
            amount = net * 10_890 / 9_900,
            currency = "USD",
            status = "done",
        });

    public static byte[] Of(string type, string eventId, DateTimeOffset at, bool isTest, object data) =>
        JsonSerializer.SerializeToUtf8Bytes(new { id = eventId, type, sent_at = at, test = isTest, data });

    public static string Header(byte[] body, DateTimeOffset at, string secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body];
        return $"at={time};sig={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
