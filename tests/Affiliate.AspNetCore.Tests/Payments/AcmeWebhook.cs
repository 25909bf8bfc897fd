using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A host's own adapter: messages are "signed" by a header that repeats the length of the body.</summary>
internal sealed class AcmeWebhook : IPaymentWebhook
{
    public string Provider => "acme";

    public static (string, string) Sign(string body) => ("Acme-Signature", $"length={System.Text.Encoding.UTF8.GetByteCount(body)}");

    public bool IsConfigured(string endpoint) => endpoint != "unset";

    public WebhookReading Read(WebhookRequest request, DateTimeOffset now)
    {
        if (!IsConfigured(request.Endpoint))
        {
            return WebhookReading.NotConfigured;
        }

        return request.Header("Acme-Signature") switch
        {
            [] => WebhookReading.Rejected(WebhookReason.SignatureMissing),
            [var line] when line == $"length={request.Body.Length}" => ReadStored(request.Endpoint, request.Body),
            [_] => WebhookReading.Rejected(WebhookReason.SignatureMismatch),
            _ => WebhookReading.Rejected(WebhookReason.SignatureMalformed),
        };
    }

    public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(endpoint, document.RootElement);
        }
        catch (JsonException)
        {
            return WebhookReading.Rejected(WebhookReason.BadJson);
        }
    }

    private WebhookReading Read(string endpoint, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String
            || id.GetString() is not { Length: > 0 and <= 100 } name || name.Any(c => c is < '!' or > '~'))
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var message = new WebhookMessage(name, endpoint, "payment", Sample.Now);
        if (!root.TryGetProperty("amount", out var amount))
        {
            return WebhookReading.Ignored(WebhookReason.UnsupportedType, message);
        }

        if (amount.ValueKind != JsonValueKind.Number || !amount.TryGetInt64(out var cents) || cents is < 0 or > Money.MaxMinorUnits)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, message);
        }

        var hasCustomer = root.TryGetProperty("customer", out var customer) && customer.ValueKind == JsonValueKind.String;
        return WebhookReading.Accepted(message, [new Payment
        {
            Provider = Provider,
            Source = "acme:" + name,
            Amount = new Money(cents, "USD"),
            Customer = hasCustomer ? customer.GetString() : null,
        }]);
    }
}
