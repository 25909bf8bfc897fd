using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Payments that the host put into its own transaction, kept in the inbox until the worker applies them.</summary>
internal static class HostPayments
{
    public const string Provider = "host";

    /// <summary>The rows that carry a payment: each call its own, since the payment's source decides what is a repeat.</summary>
    public static (InboxEntry Entry, WorkItem Work) Enclose(Payment payment, DateTimeOffset now)
    {
        PaymentRules.Check(payment, now);
        var id = AffiliateId.New<InboxEntryId>(now);
        var lookup = InboxEntry.LookupOf(Provider, "", id.ToString());
        var entry = new InboxEntry
        {
            Id = id,
            Provider = Provider,
            Endpoint = "",
            Lookup = lookup,
            ContentLookup = lookup,
            ProviderEventId = id.ToString(),
            EventType = "payment",
            State = InboxState.Received,
            Body = JsonSerializer.SerializeToUtf8Bytes(payment, HostPaymentJson.Default.Payment),
            OccurredAt = payment.OccurredAt?.ToUtcMilliseconds() ?? now,
            ReceivedAt = now,
        };
        return (entry, InboxWork.ItemFor(entry));
    }

    public static WebhookReading Read(InboxEntry entry)
    {
        var payment = JsonSerializer.Deserialize(entry.Body, HostPaymentJson.Default.Payment)!;
        var message = new WebhookMessage(entry.ProviderEventId, "", entry.EventType, entry.OccurredAt);
        return WebhookReading.Accepted(message, [payment with { OccurredAt = entry.OccurredAt }]);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Payment))]
internal sealed partial class HostPaymentJson : JsonSerializerContext;
