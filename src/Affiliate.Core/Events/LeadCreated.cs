using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A customer signed up or took another named step (<c>lead.created</c>).</summary>
public sealed record LeadCreated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.LeadCreated;

    /// <summary>The lead.</summary>
    public required LeadId LeadId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The name of the step.</summary>
    public required string EventName { get; init; }

    /// <summary>The partner credited; <see langword="null"/> when nobody was.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The click that led here.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>Whether it belongs to test mode.</summary>
    public bool IsTest { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
