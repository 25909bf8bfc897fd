using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Writes and reads identifiers in their public form.</summary>
internal sealed class AffiliateIdConverter<TId> : JsonConverter<TId> where TId : struct, IAffiliateId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && AffiliateId.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"Expected an identifier that begins with '{TId.Prefix}'.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(AffiliateId.Format(value));
}
