using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Affiliate;

/// <summary>Writes events as they are sent: the same bytes at every attempt, as long as the event is what it was.</summary>
internal sealed class WebhookBodies(IAffiliateStore store)
{
    private readonly EventLog _log = new(store);

    /// <summary>The bodies of events; those that are no longer kept are missing.</summary>
    public async Task<Dictionary<AffiliateEventId, byte[]>> ReadAsync(
        IEnumerable<AffiliateEventId> ids, CancellationToken cancellationToken)
    {
        var lines = await _log.ReadAsync(ids, cancellationToken).ConfigureAwait(false);
        return lines.ToDictionary(line => line.Id, Write);
    }

    private static byte[] Write(EventLine line)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("id", line.Id.ToString());
            writer.WriteString("type", line.Type);
            writer.WriteString(
                "timestamp", line.CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            writer.WriteString("program_id", line.ProgramId.ToString());
            writer.WritePropertyName("data");
            line.Payload.WriteTo(writer);
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
