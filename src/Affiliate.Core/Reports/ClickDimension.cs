using System.Linq.Expressions;

namespace Affiliate;

/// <summary>What clicks are grouped by, and how its values are written.</summary>
internal static class ClickDimension
{
    /// <summary>What clicks are counted by in the background.</summary>
    public static IReadOnlyList<(AnalyticsGroup Dimension, RecordField Field)> Tallied { get; } =
    [
        .. new[]
        {
            AnalyticsGroup.Link, AnalyticsGroup.Campaign, AnalyticsGroup.Country, AnalyticsGroup.Device, AnalyticsGroup.Os,
            AnalyticsGroup.Browser, AnalyticsGroup.Referrer, AnalyticsGroup.Source, AnalyticsGroup.Segment,
        }.Select(dimension => (dimension, Click.Record.Field(FieldOf(dimension)!))),
    ];

    /// <summary>What a group is counted by in the background; <see langword="null"/> when it is not.</summary>
    public static AnalyticsGroup? TalliedAs(AnalyticsGroup group)
    {
        var dimension = group == AnalyticsGroup.Slug ? AnalyticsGroup.Link : group;
        return Tallied.Any(tallied => tallied.Dimension == dimension) ? dimension : null;
    }

    /// <summary>The field of a click; <see langword="null"/> for what no single field says.</summary>
    public static Expression<Func<Click, object?>>? FieldOf(AnalyticsGroup group) => group switch
    {
        AnalyticsGroup.Partner => c => c.PartnerId,
        AnalyticsGroup.Link or AnalyticsGroup.Slug => c => c.LinkId,
        AnalyticsGroup.Campaign => c => c.CampaignId,
        AnalyticsGroup.Country => c => c.Country,
        AnalyticsGroup.Device => c => c.Device,
        AnalyticsGroup.Os => c => c.Os,
        AnalyticsGroup.Browser => c => c.Browser,
        AnalyticsGroup.Referrer => c => c.Referrer,
        AnalyticsGroup.Source => c => c.Source,
        AnalyticsGroup.Segment => c => c.Segment,
        _ => null,
    };

    /// <inheritdoc cref="FieldOf(AnalyticsGroup)" />
    /// <remarks>What both kinds of report show by has one name in both, and is the same field.</remarks>
    public static Expression<Func<Click, object?>>? FieldOf(ReturnsGroup group) => group switch
    {
        ReturnsGroup.Creative => c => c.Creative,
        ReturnsGroup.Placement => c => c.Placement,
        _ => Enum.TryParse<AnalyticsGroup>(group.ToString(), out var same) ? FieldOf(same) : null,
    };

    /// <summary>A value as it is published; <see langword="null"/> for none.</summary>
    public static string? TextOf(object? value) => value switch
    {
        null or "" => null,
        DeviceType device => device.ToString().ToLowerInvariant(),
        DateOnly day => day.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
