using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>
/// Captures arrivals with no script: a page asked for with <c>?ref=</c>. Costs other requests nothing (P4) and never
/// breaks one (I16).
/// </summary>
internal sealed class ArrivalMiddleware(
    ProgramDirectory programs,
    LinkDirectory links,
    LinkCap cap,
    ClickCapture capture,
    CurrentClick current,
    ContextArrival contexts,
    IOptions<AffiliateHttpOptions> options,
    TimeProvider time,
    ILogger<ArrivalMiddleware> logger)
{
    private readonly string[] _parameters = [.. options.Value.ReferralParameters];

    public RequestDelegate Before(RequestDelegate next) => context =>
        context.Request.QueryString.HasValue && IsArrival(context)
            ? CaptureAsync(context, next)
            : next(context);

    private async Task CaptureAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await CaptureAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                Log.ClickLost(logger, exception);
            }
        }

        await next(context).ConfigureAwait(false);
    }

    private async Task CaptureAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var slug = Reference(request.Query);
        var program = await programs.FindAsync(null, request.Host.Value, ct).ConfigureAwait(false);
        if (slug is null && program is not null)
        {
            await contexts.AdoptAsync(context, program).ConfigureAwait(false);
        }

        if (slug is null || program is null
            || await links.FindAsync(program.Id, slug, ct).ConfigureAwait(false) is not { } target)
        {
            return;
        }

        if (target.StateAt(time.GetUtcNow()) != LinkState.Open)
        {
            return;
        }

        var quality = TrafficQuality.Of(request);
        if (await current.ReusableAsync(context, program, target, quality, named: null).ConfigureAwait(false) is not null
            || (target.Link.MaxClicks is not null && quality.IsAttributable
                && await cap.TryTakeAsync(target.Link, ct).ConfigureAwait(false) == false))
        {
            return;
        }

        var parameters = new ClickParameters();
        parameters.Read(request.QueryString.Value.AsMemory(), program.CostParameter);
        var arriving = capture.Identify(context, program, target, quality);
        context.SetAffiliateVisitor(arriving.VisitorId);
        var click = ClickCapture.Make(
            arriving, new Arrival(program, target, request.Path.Value, request.Headers.Referer, parameters));
        if (!ClickCapture.IsDropped(click, program))
        {
            await capture.TryRecordAsync(click, ct).ConfigureAwait(false);
        }
    }

    private string? Reference(IQueryCollection query)
    {
        foreach (var parameter in _parameters)
        {
            // Of several the first, as the helper does.
            if (query[parameter] is [{ Length: > 0 } slug, ..])
            {
                return slug;
            }
        }

        return null;
    }

    /// <summary>Whether a person goes to a page with a partner's slug or a context token; not to one of our own routes.</summary>
    private bool IsArrival(HttpContext context)
    {
        var request = context.Request;
        return HttpMethods.IsGet(request.Method)
            && NamesPartner(request.QueryString.Value!)
            && TrafficQuality.IsPageLoad(request.Headers)
            && !TrafficQuality.IsPrefetch(request.Headers)
            && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && context.GetEndpoint()?.Metadata.GetMetadata<AffiliateEndpointMarker>() is null;
    }

    private bool NamesPartner(string query)
    {
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (pair.EncodedName.Span.SequenceEqual(AffiliateHttpContextExtensions.ContextParameter))
            {
                return true;
            }

            foreach (var parameter in _parameters)
            {
                if (pair.EncodedName.Span.Equals(parameter, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
