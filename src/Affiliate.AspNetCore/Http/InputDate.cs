using System.Globalization;

namespace Affiliate.AspNetCore;

/// <summary>A date or time as callers write it (AH-38). Without a zone it is UTC.</summary>
/// <param name="Instant">The instant; of a date, its first one.</param>
/// <param name="IsDay">Whether only a date was given.</param>
internal readonly record struct InputDate(DateTimeOffset Instant, bool IsDay)
{
    public const string Expectation = "Must be an ISO 8601 date or time between 2000 and 2100.";

    private const string DayFormat = "yyyy-MM-dd";

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>The first instant behind it: of the day, or the next millisecond.</summary>
    public DateTimeOffset End => IsDay ? Instant.AddDays(1) : Instant.AddMilliseconds(1);

    /// <summary>The time between two dates, the day or millisecond of the second one included.</summary>
    public static ReportPeriod Between(InputDate? from, InputDate? to, InputErrors errors)
    {
        if (from?.Instant > to?.Instant)
        {
            errors.Add("from", "Must not be later than 'to'.");
        }

        return new ReportPeriod(from?.Instant, to?.End);
    }

    public static bool TryParse(string text, out InputDate date)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var culture = CultureInfo.InvariantCulture;
        var isDay = DateTimeOffset.TryParseExact(text, DayFormat, culture, styles, out var instant);
        var isKnown = (isDay || DateTimeOffset.TryParseExact(text, TimeFormats, culture, styles, out instant))
            && instant.Year is >= 2000 and <= 2100;
        date = isKnown ? new InputDate(instant.ToUtcMilliseconds(), isDay) : default;
        return isKnown;
    }
}
