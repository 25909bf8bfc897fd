using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Lead"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<LeadId>))]
public readonly record struct LeadId(Guid Value) : IAffiliateId<LeadId>
{
    /// <inheritdoc />
    public static string Prefix => "led_";

    /// <inheritdoc />
    public static LeadId From(Guid value) => new(value);

    /// <summary>The public form: <c>led_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
