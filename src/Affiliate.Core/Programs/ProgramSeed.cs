using System.Buffers;

namespace Affiliate;

/// <summary>A program that is made at start when there is none with its key.</summary>
internal sealed record ProgramSeed(string Key, ProgramOptions Options)
{
    private const int MaxKeyLength = 64;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool IsValidKey(string? key) =>
        key is { Length: > 0 and <= MaxKeyLength } && !key.AsSpan().ContainsAnyExcept(KeyCharacters);

    public AffiliateProgram ToProgram(DateTimeOffset now) => new()
    {
        Id = AffiliateId.New<ProgramId>(now),
        Key = Key,
        Name = Options.Name ?? Key,
        Currency = Options.Currency,
        DefaultCommission = Options.DefaultCommission,
        AttributionWindow = ToMilliseconds(Options.AttributionWindow),
        CookieWindow = ToMilliseconds(Options.CookieWindow),
        HoldPeriod = ToMilliseconds(Options.HoldPeriod),
        HoldsToMonthEnd = Options.HoldsToMonthEnd,
        HoldsUntilNextInvoice = Options.HoldsUntilNextInvoice,
        BooksInProgramCurrency = Options.BooksInProgramCurrency,
        AutoApproveUpToMinorUnits = Options.AutoApproveUpToMinorUnits,
        AttributionModel = Options.AttributionModel,
        CouponRule = Options.CouponRule,
        AssistShare = Options.AssistShare,
        RepeatClicks = Options.RepeatClicks,
        BindsAt = Options.BindsAt,
        RebindAfter = Options.RebindAfter is { } wait ? ToMilliseconds(wait) : null,
        MergesAtSignIn = Options.MergesAtSignIn,
        DropsBots = Options.DropsBots,
        IdentityOrder = BuyerIdentities.Join(Options.IdentityOrder),
        AllowsSelfReferral = Options.AllowsSelfReferral,
        PaysExistingCustomers = Options.PaysExistingCustomers,
        ReactivationAfter = Options.ReactivationAfter is { } pause ? ToMilliseconds(pause) : null,
        BindsUnsignedSignUps = Options.BindsUnsignedSignUps,
        ReversesDisputesAtOnce = Options.ReversesDisputesAtOnce,
        TakesPixelConversions = Options.TakesPixelConversions,
        MinPayoutMinorUnits = Options.MinPayoutMinorUnits,
        MinPayouts = PayoutMinimum.Join(Options.MinPayouts),
        PayoutSchedule = Options.PayoutSchedule,
        PayoutNetDays = Options.PayoutNetDays,
        PayoutScheduleSince = now,
        WriteOffAfter = Options.WriteOffAfter is { } debt ? ToMilliseconds(debt) : null,
        WriteOffUpToMinorUnits = Options.WriteOffUpToMinorUnits,
        WithholdingRate = Options.WithholdingRate,
        SepaOrigin = PayoutOrigin.Write(Options.SepaOrigin),
        NachaOrigin = PayoutOrigin.Write(Options.NachaOrigin),
        ReserveRate = Options.ReserveRate,
        ReservePeriod = ToMilliseconds(Options.ReservePeriod),
        RequiresTaxProfile = Options.RequiresTaxProfile,
        AllowedHosts = JoinHosts(Options.AllowedHosts),
        DefaultDestination = Options.DefaultDestination,
        CostParameter = Options.CostParameter,
        CreatedAt = now,
    };

    /// <summary>The hosts as a program keeps them: as they stand in requests, lower case and international ones in ASCII.</summary>
    public static string JoinHosts(IEnumerable<string> hosts) => string.Join(' ', hosts.Select(ToRequestForm));

    private static string ToRequestForm(string host)
    {
        if (!Uri.TryCreate($"http://{host}", UriKind.Absolute, out var uri))
        {
            return host.ToLowerInvariant();
        }

        // The ASCII form of an address of version 6 would lack its brackets.
        var name = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort ? name : FormattableString.Invariant($"{name}:{uri.Port}");
    }

    private static TimeSpan ToMilliseconds(TimeSpan span) => new(span.Ticks - span.Ticks % TimeSpan.TicksPerMillisecond);
}
