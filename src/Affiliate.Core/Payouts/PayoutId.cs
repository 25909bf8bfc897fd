using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies a <see cref="Payout"/>; the idempotency key towards whoever moves the money.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<PayoutId>))]
public readonly record struct PayoutId(Guid Value) : IAffiliateId<PayoutId>
{
    /// <inheritdoc />
    public static string Prefix => "pay_";

    /// <inheritdoc />
    public static PayoutId From(Guid value) => new(value);

    /// <summary>The public form: <c>pay_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
