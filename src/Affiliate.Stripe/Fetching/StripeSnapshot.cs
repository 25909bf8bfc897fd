using System.Buffers;
using System.Text.Json;

namespace Affiliate.Stripe;

/// <summary>Writes objects that were read from the API as the snapshot events that would have told them.</summary>
/// <param name="account">The connected account they belong to; <see langword="null"/> for the key's own.</param>
/// <param name="isLive">Which mode the key is of: not every object says it itself.</param>
internal sealed class StripeSnapshot(string? account, bool isLive)
{
    /// <summary>An event for an object; the same object in the same state has the same event id.</summary>
    /// <param name="type">The type of event that tells such an object.</param>
    /// <param name="value">The object.</param>
    /// <param name="readAt">When it was so.</param>
    public ReadOnlyMemory<byte>? Of(string type, JsonElement value, DateTimeOffset readAt) =>
        value.Member("id").TextOrNull() is { } id
            ? Event($"evt_backfill_{id}_{value.Fingerprint()}", type, TimeOf(value, readAt), value)
            : null;

    /// <summary>An event with an id of its own.</summary>
    public ReadOnlyMemory<byte> Event(string id, string type, DateTimeOffset createdAt, JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("object", "event");
            writer.WriteString("type", type);
            writer.WriteNumber("created", createdAt.ToUnixTimeSeconds());
            writer.WriteBoolean("livemode", value.Member("livemode") is { ValueKind: JsonValueKind.True or JsonValueKind.False } mode ? mode.IsTrue() : isLive);
            writer.WriteString("api_version", StripeApi.Version);
            if (account is not null)
            {
                writer.WriteString("account", account);
            }

            writer.WriteStartObject("data");
            writer.WritePropertyName("object");
            value.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A real event; lists of a connected account's events do not name the account.</summary>
    public ReadOnlyMemory<byte> Of(JsonElement stripeEvent)
    {
        if (account is null || !stripeEvent.Member("account").IsNothing())
        {
            return System.Text.Encoding.UTF8.GetBytes(stripeEvent.GetRawText());
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("account", account);
            foreach (var member in stripeEvent.EnumerateObject().Where(member => member.Name != "account"))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>
    /// The time that an event would have: when money moved for what happens once, and when it was looked at for what changes,
    /// because the state is that of then.
    /// </summary>
    private static DateTimeOffset TimeOf(JsonElement value, DateTimeOffset readAt) =>
        value.Member("object").TextOrNull() is "checkout.session" or "payment_intent" or "invoice"
            && value.Member("created").NumberOrNull() is { } seconds and >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : readAt;
}
