using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Identifies an <see cref="AffiliateProgram"/>.</summary>
/// <param name="Value">The value as a database keeps it.</param>
[JsonConverter(typeof(AffiliateIdConverter<ProgramId>))]
public readonly record struct ProgramId(Guid Value) : IAffiliateId<ProgramId>
{
    /// <inheritdoc />
    public static string Prefix => "prog_";

    /// <inheritdoc />
    public static ProgramId From(Guid value) => new(value);

    /// <summary>The public form: <c>prog_</c> and 32 hex digits.</summary>
    public override string ToString() => AffiliateId.Format(this);
}
