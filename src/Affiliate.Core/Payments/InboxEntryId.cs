using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an <see cref="InboxEntry"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<InboxEntryId>))]
public readonly record struct InboxEntryId(Guid Value) : IAffiliateId<InboxEntryId>
{
    /// <inheritdoc />
    public static string Prefix => "inb_";

    /// <inheritdoc />
    public static InboxEntryId From(Guid value) => new(value);

    /// <summary>The public form: <c>inb_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
