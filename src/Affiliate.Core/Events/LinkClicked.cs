using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>The same arrival as <see cref="ClickRecorded"/>, told of the link and its campaign (<c>link.clicked</c>, TX-09).</summary>
/// <remarks>
/// Made only for those who ask for it by name: <c>*</c> stands for <c>click</c>. The audit log shows the clicks themselves
/// under both names, so that none is kept twice.
/// </remarks>
public sealed record LinkClicked : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.LinkClicked;

    /// <summary>The click.</summary>
    public required ClickId ClickId { get; init; }

    /// <summary>The link that was followed.</summary>
    public required LinkId LinkId { get; init; }

    /// <summary>The campaign of the link; <see langword="null"/> when it has none.</summary>
    public CampaignId? CampaignId { get; init; }

    /// <summary>The partner whose link it is.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The slug that was used.</summary>
    public required string Ref { get; init; }

    /// <summary>The traffic source.</summary>
    public string? Source { get; init; }

    /// <summary>The country, as two upper-case letters.</summary>
    public string? Country { get; init; }

    /// <summary>The kind of device, for example <c>mobile</c>.</summary>
    public required DeviceType Device { get; init; }

    /// <summary>Whether it counts in metrics; robots, for example, do not.</summary>
    public required bool Qualified { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal static LinkClicked Of(Click click) => new()
    {
        Id = IdOf(click.Id),
        ProgramId = click.ProgramId,
        CreatedAt = click.OccurredAt,
        ClickId = click.Id,
        LinkId = click.LinkId,
        CampaignId = click.CampaignId,
        PartnerId = click.PartnerId,
        Ref = click.Ref,
        Source = click.Source,
        Country = click.Country,
        Device = click.Device,
        Qualified = click.Qualified,
    };

    /// <summary>The click's identifier as a UUID of version 8: it belongs to no other event, and <c>click</c> has the other one.</summary>
    internal static AffiliateEventId IdOf(ClickId click)
    {
        Span<byte> bytes = stackalloc byte[16];
        click.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        return AffiliateEventId.From(new Guid(bytes, bigEndian: true));
    }
}
