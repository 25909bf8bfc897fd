using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>The terms of a program were changed (<c>program.updated</c>); the audit log says which and how.</summary>
public sealed record ProgramUpdated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ProgramUpdated;

    /// <summary>The version of the terms from now on.</summary>
    public required int Version { get; init; }
}
