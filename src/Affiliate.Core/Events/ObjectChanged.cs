using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>
/// Somebody made, changed or removed an object of the program (<c>coupon.created</c>, <c>program.updated</c>, …) that has
/// no event of its own. What was changed is in the audit log's <c>changes</c>.
/// </summary>
public sealed record ObjectChanged : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => $"{Kind}.{Action}";

    /// <summary>What kind of object, in the singular, for example <c>coupon</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The identifier of the object.</summary>
    public required string ObjectId { get; init; }

    /// <summary>What happened to it: <c>created</c>, <c>updated</c> or <c>deleted</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The partner whose object it is, if it is one's.</summary>
    public PartnerId? PartnerId { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;
}
