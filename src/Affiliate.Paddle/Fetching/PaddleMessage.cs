using System.Buffers;
using System.Text.Json;

namespace Affiliate.Paddle;

/// <summary>Writes objects that were read from the API as the notifications that would have told them.</summary>
internal static class PaddleMessage
{
    /// <summary>A notification for an object; the same object in the same state has the same event id.</summary>
    public static ReadOnlyMemory<byte>? Of(string type, JsonElement value)
    {
        if (value.Member("id").TextOrNull() is not { } id || TimeOf(type, value) is not { } at)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("event_id", $"evt_backfill_{id}_{value.Fingerprint()}{(type == "transaction.revised" ? "_r" : "")}");
            writer.WriteString("event_type", type);
            writer.WriteString("occurred_at", at);
            writer.WritePropertyName("data");
            value.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>When it happened: a transaction when its payment was captured, a correction when it was made, else the last change.</summary>
    private static string? TimeOf(string type, JsonElement value) => type switch
    {
        "transaction.completed" or "transaction.paid" => CapturedAt(value)
            ?? value.Member("billed_at").TextOrNull() ?? value.Member("updated_at").TextOrNull() ?? value.Member("created_at").TextOrNull(),
        "transaction.revised" => value.Member("revised_at").TextOrNull(),
        "subscription.canceled" => value.Member("canceled_at").TextOrNull() ?? value.Member("updated_at").TextOrNull(),
        _ => value.Member("updated_at").TextOrNull() ?? value.Member("created_at").TextOrNull(),
    };

    private static string? CapturedAt(JsonElement transaction) => transaction.Member("payments").Items()
        .Where(payment => payment.Member("status").TextOrNull() == "captured")
        .Select(payment => payment.Member("captured_at").TextOrNull()).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault();
}
