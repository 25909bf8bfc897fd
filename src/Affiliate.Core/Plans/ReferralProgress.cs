namespace Affiliate;

/// <summary>How far a referred customer is: what durations and steps of rules count by. Its key decides races between sales.</summary>
public sealed record ReferralProgress : IRecord<ReferralProgress>
{
    /// <summary>The binding.</summary>
    public required ReferralId ReferralId { get; init; }

    /// <summary>When the first paid sale happened, as known so far.</summary>
    public required DateTimeOffset FirstPaidAt { get; init; }

    /// <summary>How many paid sales were credited; a plan may count one for a year as twelve.</summary>
    public required int Sales { get; init; }

    /// <summary>Since when the customer's payments earn nothing, because the first commission was rejected.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>How often the row was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<ReferralProgress> Record { get; } =
        new RecordType<ReferralProgress>("referral_progress", p => p.ReferralId).Versioned(p => p.Version);

    /// <summary>The key of a customer's progress.</summary>
    public static Key<ReferralProgress> Of(ReferralId referral) => Record.ByPrimaryKey(referral);
}
