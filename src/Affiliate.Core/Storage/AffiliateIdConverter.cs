using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Writes and reads an identifier as JSON text in its public form, for example <c>"par_0190…"</c>. Every identifier type has it by an attribute.</summary>
/// <typeparam name="TId">The identifier type.</typeparam>
public sealed class AffiliateIdConverter<TId> : JsonConverter<TId> where TId : struct, IAffiliateId<TId>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is not an identifier of this type.</exception>
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && AffiliateId.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"Expected an identifier that begins with '{TId.Prefix}'.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(AffiliateId.Format(value));
    }
}
