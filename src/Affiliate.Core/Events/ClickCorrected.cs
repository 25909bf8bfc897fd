using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A person decided whether a stored click counts (<c>click.corrected</c>, see <see cref="ClickDesk"/>).</summary>
public sealed record ClickCorrected : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.ClickCorrected;

    /// <summary>The click.</summary>
    public required ClickId ClickId { get; init; }

    /// <summary>The partner whose link was followed.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>When the click was made: the day whose figures changed.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Whether it counts from now on.</summary>
    public required bool Qualified { get; init; }

    /// <summary>Whether it counted before.</summary>
    public required bool PreviousQualified { get; init; }

    /// <summary>Whether it may bind a sign-up from now on.</summary>
    public required bool Attributable { get; init; }

    /// <summary>Whether it might before.</summary>
    public required bool PreviousAttributable { get; init; }

    /// <summary>Who decided.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal static ClickCorrected Of(Click click, Click before, string actor, string reason) => new()
    {
        ProgramId = click.ProgramId,
        ClickId = click.Id,
        PartnerId = click.PartnerId,
        OccurredAt = click.OccurredAt,
        Qualified = click.Qualified,
        PreviousQualified = before.Qualified,
        Attributable = click.Attributable,
        PreviousAttributable = before.Attributable,
        Actor = actor,
        Reason = reason,
    };
}
