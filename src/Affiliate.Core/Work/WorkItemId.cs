using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="WorkItem"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<WorkItemId>))]
public readonly record struct WorkItemId(Guid Value) : IAffiliateId<WorkItemId>
{
    /// <inheritdoc />
    public static string Prefix => "wrk_";

    /// <inheritdoc />
    public static WorkItemId From(Guid value) => new(value);

    /// <summary>The public form: <c>wrk_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
