using System.Buffers;

namespace Affiliate;

/// <summary>What the terms of a program must satisfy.</summary>
internal static class ProgramRules
{
    public const int MaxParameterLength = 32;

    /// <summary>The longest time from the end of a period to its payouts, in days.</summary>
    public const int MostNetDays = 120;

    private const int MaxNameLength = 200;
    private const int MaxHostsLength = 4_000;
    private const int MaxDestinationLength = 2_000;

    private static readonly TimeSpan Year = TimeSpan.FromDays(366);
    private static readonly TimeSpan LongestCookie = TimeSpan.FromDays(400);
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\?#@* ");

    /// <summary>What is wrong with a program's terms, each a sentence that says what to do; empty when nothing is.</summary>
    public static IEnumerable<string> Problems(ProgramSeed seed)
    {
        var options = seed.Options;
        return new[]
        {
            options.Name is null || IsName(options.Name)
                ? null : $"Name must have 1 to {MaxNameLength} characters and no control characters.",
            Currencies.IsKnown(options.Currency)
                ? null : $"Currency '{options.Currency}' is not an ISO 4217 code in upper case; use for example 'EUR'.",
            Window(nameof(options.AttributionWindow), options.AttributionWindow, ShortestWindow, Year),
            Window(nameof(options.CookieWindow), options.CookieWindow, ShortestWindow, LongestCookie),
            Window(nameof(options.HoldPeriod), options.HoldPeriod, TimeSpan.Zero, Year),
            options.ReactivationAfter is null || options.ReactivationAfter >= TimeSpan.FromDays(1)
                ? null : "ReactivationAfter must be at least a day.",
            options.RebindAfter is null || options.RebindAfter >= TimeSpan.FromDays(1)
                ? null : "RebindAfter must be at least a day.",
            Enum.IsDefined(options.CouponRule) ? null : $"CouponRule is {options.CouponRule}; use for example CouponWins.",
            options.AssistShare is null or { BasisPoints: > 0 and <= Attribution.Whole / 2 }
                ? null : "AssistShare must be above 0 and at most 50 %.",
            Enum.IsDefined(options.RepeatClicks) ? null : $"RepeatClicks is {options.RepeatClicks}; use for example Reuse.",
            Enum.IsDefined(options.BindsAt) ? null : $"BindsAt is {options.BindsAt}; use for example FirstSale.",
            options.IdentityOrder.All(Enum.IsDefined) && options.IdentityOrder.Distinct().Count() == options.IdentityOrder.Count
                ? null : "IdentityOrder must list each way at most once, for example CustomerKey, ProviderCustomer, Email.",
            options.AutoApproveUpToMinorUnits is null or >= 0
                ? null : "AutoApproveUpToMinorUnits must be 0 or above.",
            options.MinPayoutMinorUnits is >= 0 and <= Money.MaxMinorUnits
                ? null : $"MinPayoutMinorUnits must be between 0 and {Money.MaxMinorUnits}.",
            Enum.IsDefined(options.PayoutSchedule) ? null : $"PayoutSchedule is {options.PayoutSchedule}; use for example Monthly.",
            options.PayoutNetDays is >= 0 and <= MostNetDays ? null : $"PayoutNetDays must be between 0 and {MostNetDays}.",
            options.WriteOffAfter is null || options.WriteOffAfter >= TimeSpan.FromDays(1) ? null : "WriteOffAfter must be at least a day.",
            options.WriteOffUpToMinorUnits is null or (>= 1 and <= Money.MaxMinorUnits)
                ? null : $"WriteOffUpToMinorUnits must be between 1 and {Money.MaxMinorUnits}.",
            options.SepaOrigin?.Problem() is { } sepa ? $"SepaOrigin: {sepa}" : null,
            options.NachaOrigin?.Problem() is { } nacha ? $"NachaOrigin: {nacha}" : null,
            options.ReserveRate > Reserve.Most ? "ReserveRate must be below 100 %." : null,
            Window(nameof(options.ReservePeriod), options.ReservePeriod, TimeSpan.FromDays(1), Reserve.LongestPeriod),
            options.WithholdingRate > Withholding.Most ? "WithholdingRate must be below 100 %." : null,
            PayoutMinimum.AreValid(options.MinPayouts)
                ? null : $"MinPayouts must be for ISO 4217 codes in upper case, each between 0 and {Money.MaxMinorUnits}.",
            IsDestination(options.DefaultDestination)
                ? null
                : $"DefaultDestination '{options.DefaultDestination}' must be a path such as '/pricing' or an absolute "
                    + "http or https address.",
            options.CostParameter is null || IsParameter(options.CostParameter)
                ? null : $"CostParameter must have 1 to {MaxParameterLength} letters, digits, '-' and '_'.",
            ProgramSeed.JoinHosts(options.AllowedHosts).Length <= MaxHostsLength
                ? null : $"AllowedHosts must have at most {MaxHostsLength} characters together.",
        }
            .OfType<string>()
            .Concat(options.AllowedHosts.Where(host => !IsHost(host)).Select(host =>
                $"AllowedHosts has '{host}'; use a host name without scheme and path, such as 'www.example.com'."))
            .Select(problem => $"Program '{seed.Key}': {problem}");
    }

    /// <summary>Whether a text may name a query parameter.</summary>
    public static bool IsParameter(string name) =>
        name is { Length: > 0 and <= MaxParameterLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? Window(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : $"{name} is {value}; it must be between {least} and {most}.";

    private static bool IsName(string name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxNameLength && !name.Any(char.IsControl);

    private static bool IsHost(string host) =>
        Uri.TryCreate($"http://{host}", UriKind.Absolute, out var uri)
        && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
        && !host.AsSpan().ContainsAny(NotInHosts);

    private static bool IsDestination(string destination) =>
        destination.Length <= MaxDestinationLength
        && !destination.Any(char.IsControl)
        && (IsLocalPath(destination)
            || (Uri.TryCreate(destination, UriKind.Absolute, out var uri)
                && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)));

    private static bool IsLocalPath(string destination) =>
        destination.StartsWith('/') && !destination.StartsWith("//", StringComparison.Ordinal)
        && !destination.StartsWith("/\\", StringComparison.Ordinal);
}
