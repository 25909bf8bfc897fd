using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>
/// Somebody corrected by hand who is credited for a customer, or a later click did where the program lets it
/// (<c>referral.changed</c>, see <see cref="ProgramOptions.RebindAfter"/>).
/// </summary>
public sealed record ReferralChanged : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ReferralChanged;

    /// <summary>The binding.</summary>
    public required ReferralId ReferralId { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId CustomerId { get; init; }

    /// <summary>The partner credited from now on; <see langword="null"/> for nobody.</summary>
    public PartnerId? PartnerId { get; init; }

    /// <summary>The partner credited before.</summary>
    public PartnerId? PreviousPartnerId { get; init; }

    /// <summary>The click of the binding.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>From which sales on it counts.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>Who corrected it; <c>click</c> when a click did.</summary>
    public required string Actor { get; init; }

    /// <summary>Why; of a click, the model that decided.</summary>
    public required string Reason { get; init; }

    /// <summary>The actor of what a click decided.</summary>
    internal const string ByClick = "click";

    internal static ReferralChanged Of(Referral referral, PartnerId? previous, string actor, string reason) => new()
    {
        ProgramId = referral.ProgramId,
        ReferralId = referral.Id,
        CustomerId = referral.CustomerId,
        PartnerId = referral.Credited,
        PreviousPartnerId = previous,
        ClickId = referral.ClickId,
        EffectiveFrom = referral.CorrectedFrom!.Value,
        Actor = actor,
        Reason = reason,
    };

    internal override PartnerId? AboutPartner => PartnerId ?? PreviousPartnerId;

    internal override CustomerId? AboutCustomer => CustomerId;
}
