using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Turns an arrival into a click and sees to the visitor's cookie, the same for beacon, redirect and middleware.</summary>
internal sealed class ClickCapture(
    ClickRecorder recorder,
    VisitorCookie cookie,
    VisitorContext visitors,
    RecentClicks recent,
    PartnerAddresses partners,
    IOptions<AffiliateHttpOptions> options,
    TimeProvider time,
    ILogger<ClickCapture> logger)
{
    private const int MaxDoubtLength = 32;

    private readonly VisitorAddress _addresses = new(options, logger);

    /// <summary>Finds out who arrives. Sets the cookie when the visitor may be recognised.</summary>
    public Arriving Identify(HttpContext context, AffiliateProgram program, LinkTarget target, TrafficQuality quality)
    {
        var now = time.GetUtcMilliseconds();
        var facts = visitors.Of(context);
        quality = cookie.IsImpersonated(context) ? TrafficQuality.Impersonated : quality.For(target.Partner);
        Guid? visitor = null;
        if (!cookie.HasConsent(context))
        {
            quality = quality.WithoutConsent();
        }
        else if (!cookie.IsOff)
        {
            visitor = VisitorCookie.Read(context.Request);
            if (quality.IsAttributable)
            {
                visitor ??= VisitorCookie.NewVisitor(now);
                cookie.Write(context, visitor.Value, program);
            }
        }

        return new Arriving(AffiliateId.New<ClickId>(now), now, visitor, facts, Judge(context, program, target, facts, visitor, quality));
    }

    /// <summary>The click of an arrival.</summary>
    public static Click Make(in Arriving arriving, in Arrival arrival)
    {
        var facts = arriving.Facts;
        var parameters = arrival.Parameters;
        return new Click
        {
            Id = arriving.Id,
            ProgramId = arrival.Program.Id,
            PartnerId = arrival.Target.Partner.Id,
            LinkId = arrival.Target.Link.Id,
            CampaignId = arrival.Target.Link.CampaignId,
            VisitorId = arriving.VisitorId,
            SupersededClickId = arrival.Superseded,
            Ref = arrival.Target.Link.Slug,
            Landing = ClickText.Landing(arrival.Landing),
            Referrer = ClickText.Referrer(arrival.Referrer),
            Source = arrival.Source,
            Segment = facts.Segment,
            Medium = parameters.Medium,
            UtmCampaign = parameters.UtmCampaign,
            UtmContent = parameters.UtmContent,
            UtmTerm = parameters.UtmTerm,
            AdGroup = parameters.AdGroup,
            Creative = parameters.Creative,
            Placement = parameters.Placement,
            Sub1 = parameters.Sub1,
            Sub2 = parameters.Sub2,
            Sub3 = parameters.Sub3,
            Sub4 = parameters.Sub4,
            Sub5 = parameters.Sub5,
            Device = facts.Device.Type,
            Os = facts.Device.Os,
            Browser = facts.Device.Browser,
            Language = facts.Language,
            Country = facts.Country,
            Region = facts.Region,
            City = facts.City,
            CostMinorUnits = parameters.CostIn(arrival.Program),
            OccurredAt = arriving.At,
            Qualified = arriving.Quality.NotQualified is null,
            NotQualifiedReason = arriving.Quality.NotQualified,
            Attributable = arriving.Quality.IsAttributable,
            NotAttributableReason = arriving.Quality.NotAttributable,
        };
    }

    /// <summary>What the visitor's doings say about a click: none of it is dropped, and all of it may bind a sign-up.</summary>
    private TrafficQuality Judge(
        HttpContext context, AffiliateProgram program, LinkTarget target, in VisitorFacts facts, Guid? visitor, TrafficQuality quality)
    {
        // Before all else, so that nothing hides it: a person looks at what such a click earns.
        var address = _addresses.Of(context);
        if (quality.IsAttributable && partners.IsOwn(target.Partner.Id, address) && !program.AllowsSelfReferral)
        {
            return quality with { NotQualified = PartnerAddresses.Mark };
        }

        if (facts.Device.Type == DeviceType.Bot)
        {
            return quality.Unqualified("bot");
        }

        if (DoubtOf(context) is { } doubt)
        {
            return quality.Unqualified(doubt);
        }

        // What is no visit at all must not make the visit after it a repeat.
        if (quality.NotQualified is not null)
        {
            return quality;
        }

        if (address is not null && recent.IsFlood(address, target.Partner.Id))
        {
            return quality.Unqualified("rate");
        }

        return visitor is { } known && recent.IsRepeat(known, target.Partner.Id) ? quality.Unqualified("repeat") : quality;
    }

    private string? DoubtOf(HttpContext context)
    {
        try
        {
            return SafeText.Of(options.Value.ClickDoubt?.Invoke(context), MaxDoubtLength);
        }
        catch (Exception exception)
        {
            Log.VisitorUnknown(logger, exception, nameof(AffiliateHttpOptions.ClickDoubt));
            return null;
        }
    }

    /// <summary>Whether the program keeps no such clicks: then there is nothing to record, and no id to show.</summary>
    public static bool IsDropped(Click click, AffiliateProgram program) => program.DropsBots && click.Device == DeviceType.Bot;

    /// <summary>Records a click, however long that takes.</summary>
    /// <returns>Whether it is committed.</returns>
    public ValueTask<bool> RecordAsync(Click click, CancellationToken cancellationToken) =>
        recorder.RecordAsync(click, cancellationToken);

    /// <summary>Records a click of somebody who waits for a page: not for long, and whatever happens (I3, I16).</summary>
    /// <returns>Whether it is known to be committed.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> TryRecordAsync(Click click, CancellationToken cancellationToken)
    {
        try
        {
            var isCommitted = await recorder.RecordSoonAsync(click, cancellationToken).ConfigureAwait(false);
            if (!isCommitted)
            {
                Log.ClickLost(logger, null);
            }

            return isCommitted;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.ClickLost(logger, exception);
            return false;
        }
    }

    /// <summary>
    /// The part of a click that may travel: its id, when it can lead to a sale (an inactive partner's and an anonymous
    /// visitor's cannot).
    /// </summary>
    public static ClickId? Shown(Click click) => click.NotAttributableReason is "partner_inactive" or "no_consent" or "impersonated" ? null : click.Id;
}

/// <summary>Who arrives.</summary>
/// <param name="Id">The identifier of the click.</param>
/// <param name="At">When.</param>
/// <param name="VisitorId">The visitor, when they may be recognised.</param>
/// <param name="Facts">What the request says of them.</param>
/// <param name="Quality">What the click is worth.</param>
internal readonly record struct Arriving(
    ClickId Id, DateTimeOffset At, Guid? VisitorId, VisitorFacts Facts, TrafficQuality Quality);

/// <summary>Somebody comes through a partner's link.</summary>
/// <param name="Program">The program.</param>
/// <param name="Target">The link and its partner.</param>
/// <param name="Landing">The page arrived at, a path or an address.</param>
/// <param name="Referrer">The page come from.</param>
/// <param name="Parameters">What the link says about the advertisement.</param>
/// <param name="Superseded">The click that the page had already.</param>
internal readonly record struct Arrival(
    AffiliateProgram Program, LinkTarget Target, string? Landing, string? Referrer, ClickParameters Parameters,
    ClickId? Superseded = null)
{
    /// <summary>The traffic source.</summary>
    public string? Source { get; } = ClickText.Source(Parameters.Source, Referrer);
}
