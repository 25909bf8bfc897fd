using System.Text.Json.Nodes;

namespace Affiliate;

/// <summary>One line of the audit log as it is published (AH-35).</summary>
/// <param name="Id">The identifier of the event.</param>
/// <param name="ProgramId">The program.</param>
/// <param name="Type">The type, for example <c>commission.created</c>.</param>
/// <param name="Payload">What happened, in the published shape (AH-37).</param>
/// <param name="CreatedAt">When it happened.</param>
public sealed record EventLine(
    AffiliateEventId Id, ProgramId ProgramId, string Type, JsonObject Payload, DateTimeOffset CreatedAt)
{
    /// <summary>Who did it: the id of an API key, or what the host called the person; <see langword="null"/> for the library itself.</summary>
    public string? Actor { get; init; }

    /// <summary>The fields that were changed, each with <c>before</c> and <c>after</c>; <see langword="null"/> when nothing was.</summary>
    public JsonObject? Changes { get; init; }
}

/// <summary>Which lines of the audit log are wanted.</summary>
public sealed record EventFilter
{
    /// <summary>Only this type, for example <c>click</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only what concerns this partner, from click to payout (AH-39).</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only what concerns this customer, from the click that won to the commissions (AH-39).</summary>
    public CustomerKey? Customer { get; init; }

    /// <summary>Only lines of this time.</summary>
    public ReportPeriod Period { get; init; }
}
