using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="LedgerEntry"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<LedgerEntryId>))]
public readonly record struct LedgerEntryId(Guid Value) : IAffiliateId<LedgerEntryId>
{
    /// <inheritdoc />
    public static string Prefix => "ent_";

    /// <inheritdoc />
    public static LedgerEntryId From(Guid value) => new(value);

    /// <summary>The public form: <c>ent_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
