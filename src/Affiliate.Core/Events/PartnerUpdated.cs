using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A partner was changed (<c>partner.updated</c>); the audit log says which fields and how.</summary>
public sealed record PartnerUpdated : AffiliateEvent
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Type => EventTypes.PartnerUpdated;

    /// <summary>The partner.</summary>
    public required PartnerId PartnerId { get; init; }

    /// <summary>The e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>The slug of the default link.</summary>
    public required string Slug { get; init; }

    /// <summary>Why, in the words of whoever decided; <see langword="null"/> when they said nothing.</summary>
    public string? Reason { get; init; }

    internal override PartnerId? AboutPartner => PartnerId;

    internal static PartnerUpdated Of(Partner before, Partner after, string? reason) => new()
    {
        ProgramId = after.ProgramId,
        PartnerId = after.Id,
        Email = after.Email,
        Slug = after.Slug,
        Changes = ChangesOf(before, after),
        Reason = reason,
    };

    internal static string? ChangesOf(Partner before, Partner after) =>
        RecordChanges.Between(before, after, nameof(Partner.Email), nameof(Partner.Metadata));
}
