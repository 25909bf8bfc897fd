using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Affiliate.AspNetCore;

/// <summary>Turns an arrival into a click and sees to the visitor's cookie, the same for beacon, redirect and middleware.</summary>
internal sealed class ClickCapture(
    ClickRecorder recorder, VisitorCookie cookie, TimeProvider time, ILogger<ClickCapture> logger)
{
    /// <summary>How long a page or redirect is held up for its click; the click may still be committed afterwards.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The click of an arrival. Sets the cookie when the visitor may be recognised.</summary>
    public Click Make(HttpContext context, Arrival arrival)
    {
        var now = time.GetUtcMilliseconds();
        var quality = arrival.Quality.For(arrival.Target.Partner);
        Guid? visitor = null;
        if (!cookie.HasConsent(context))
        {
            quality = quality.WithoutConsent();
        }
        else
        {
            visitor = VisitorCookie.Read(context.Request);
            if (quality.IsAttributable)
            {
                visitor ??= VisitorCookie.NewVisitor(now);
                cookie.Write(context, visitor.Value, arrival.Program);
            }
        }

        return new Click
        {
            Id = AffiliateId.New<ClickId>(now),
            ProgramId = arrival.Program.Id,
            PartnerId = arrival.Target.Partner.Id,
            LinkId = arrival.Target.Link.Id,
            VisitorId = visitor,
            Ref = arrival.Target.Link.Slug,
            Landing = ClickText.Landing(arrival.Landing),
            Referrer = ClickText.Referrer(arrival.Referrer),
            Source = ClickText.Source(arrival.Source, arrival.Referrer),
            OccurredAt = now,
            Qualified = quality.IsQualified,
            Attributable = quality.IsAttributable,
            Reason = quality.Reason,
        };
    }

    /// <summary>Records a click, however long that takes.</summary>
    /// <returns>Whether it is committed.</returns>
    public ValueTask<bool> RecordAsync(Click click, CancellationToken cancellationToken) =>
        recorder.RecordAsync(click, cancellationToken);

    /// <summary>Records a click of somebody who waits for a page: not for long, and whatever happens (I3, I16).</summary>
    /// <returns>Whether it is known to be committed.</returns>
    public async ValueTask<bool> TryRecordAsync(Click click, CancellationToken cancellationToken)
    {
        try
        {
            var recording = recorder.RecordAsync(click, cancellationToken);
            var isCommitted = recording.IsCompleted
                ? await recording.ConfigureAwait(false)
                : await recording.AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
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
    public static ClickId? Shown(Click click) => click.Reason is "partner_inactive" or "no_consent" ? null : click.Id;
}

/// <summary>Somebody comes through a partner's link.</summary>
/// <param name="Program">The program.</param>
/// <param name="Target">The link and its partner.</param>
/// <param name="Landing">The page arrived at, a path or an address.</param>
/// <param name="Referrer">The page come from.</param>
/// <param name="Source">What the link calls the traffic source.</param>
/// <param name="Quality">What the request itself says about the click.</param>
internal sealed record Arrival(
    AffiliateProgram Program, LinkTarget Target, string? Landing, string? Referrer, string? Source, TrafficQuality Quality);
