namespace Affiliate;

/// <summary>What an analysis is about. Everything that is given must hold; nothing given means the whole program, all time.</summary>
/// <remarks>
/// A sign-up, purchase or commission belongs to the click that led to it: with a link, campaign, country, device or source those
/// without such a click are left out.
/// </remarks>
public sealed record AnalyticsFilter
{
    /// <summary>Only this time: clicks and purchases when they happened, leads and commissions when they were recorded.</summary>
    public ReportPeriod Period { get; init; }

    /// <summary>Only what is this partner's.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only what came through this link.</summary>
    public LinkId? Link { get; init; }

    /// <summary>Only what came through links of this campaign.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>Only clicks from this country, two upper-case letters (ISO 3166-1), and what they led to.</summary>
    public string? Country { get; init; }

    /// <summary>Only clicks with this kind of device, and what they led to.</summary>
    public DeviceType? Device { get; init; }

    /// <summary>Only clicks from this source, and what they led to.</summary>
    public string? Source { get; init; }

    /// <summary>Whether only a click can tell if something belongs to it.</summary>
    internal bool IsAboutClicks => Link is not null || Campaign is not null || Country is not null || Device is not null || Source is not null;

    internal Query<Click> Clicks(ProgramId program)
    {
        var query = Query<Click>.All.Equal(click => click.ProgramId, program).Within(Period, click => click.OccurredAt);
        query = Partner is { } partner ? query.Equal(click => click.PartnerId, partner) : query;
        query = Link is { } link ? query.Equal(click => click.LinkId, link) : query;
        query = Campaign is not null ? query.Equal(click => click.CampaignId, Campaign) : query;
        query = Country is not null ? query.Equal(click => click.Country, Country) : query;
        query = Device is { } device ? query.Equal(click => click.Device, device) : query;
        return Source is not null ? query.Equal(click => click.Source, Source) : query;
    }

    /// <summary>Whether what a click led to belongs to it, the partner and the period aside.</summary>
    internal bool Holds(Click? click) => !IsAboutClicks
        || (click is not null
            && (Link is null || click.LinkId == Link)
            && (Campaign is null || click.CampaignId == Campaign)
            && (Country is null || click.Country == Country)
            && (Device is null || click.Device == Device)
            && (Source is null || click.Source == Source));
}
