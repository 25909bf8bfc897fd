using System.Text.Json.Nodes;

namespace Affiliate;

/// <summary>One line of the audit log as it is published (AH-35).</summary>
/// <param name="Id">The identifier of the event.</param>
/// <param name="ProgramId">The program.</param>
/// <param name="Type">The type, for example <c>commission.created</c>.</param>
/// <param name="Payload">What happened, in the published shape (AH-37).</param>
/// <param name="CreatedAt">When it happened.</param>
public sealed record EventLine(
    EventId Id, ProgramId ProgramId, string Type, JsonObject Payload, DateTimeOffset CreatedAt);

/// <summary>Which lines of the audit log are wanted.</summary>
public sealed record EventFilter
{
    /// <summary>Only this type, for example <c>click</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only lines of this time.</summary>
    public ReportPeriod Period { get; init; }
}
