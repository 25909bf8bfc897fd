using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A visitor arrived through a partner's link (<c>click</c>, AH-05).</summary>
public sealed record ClickRecorded : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.Click;

    /// <summary>The click.</summary>
    public required ClickId ClickId { get; init; }

    /// <summary>The partner whose link was followed.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The slug that was used.</summary>
    public required string Ref { get; init; }

    /// <summary>The path of the page arrived at.</summary>
    public string? Landing { get; init; }

    /// <summary>Where the visitor came from.</summary>
    public string? Referrer { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    /// <summary>The line of the audit log is the click itself, so that both have one identifier.</summary>
    internal static ClickRecorded Of(Click click) => new()
    {
        Id = AffiliateEventId.From(click.Id.Value),
        ProgramId = click.ProgramId,
        CreatedAt = click.OccurredAt,
        ClickId = click.Id,
        PartnerId = click.PartnerId,
        Ref = click.Ref,
        Landing = click.Landing,
        Referrer = click.Referrer,
    };
}
