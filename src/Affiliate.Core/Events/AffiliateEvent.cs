using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Something that happened, handed to subscribers after it was committed, at least once.</summary>
/// <remarks>The properties of a derived record are its published payload; these here are its envelope.</remarks>
public abstract record AffiliateEvent
{
    /// <summary>The identifier; the same on every repeat, so a handler's idempotency key.</summary>
    [JsonIgnore]
    public AffiliateEventId Id { get; init; }

    /// <summary>The program.</summary>
    [JsonIgnore]
    public ProgramId ProgramId { get; init; }

    /// <summary>When it happened.</summary>
    [JsonIgnore]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The published type, for example <c>commission.created</c>.</summary>
    [JsonIgnore]
    public abstract string Type { get; }

    /// <summary>What was changed, as <see cref="RecordChanges"/> writes it; kept in the audit log and not handed out.</summary>
    internal string? Changes { get; init; }

    /// <summary>The partner the audit log files it under.</summary>
    internal virtual PartnerId? AboutPartner => null;

    /// <summary>The customer the audit log files it under.</summary>
    internal virtual CustomerId? AboutCustomer => null;
}
