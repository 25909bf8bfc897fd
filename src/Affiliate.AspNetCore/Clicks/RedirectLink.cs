using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>GET /r/{slug}</c>: log the arrival, then lead on. A known link always leads somewhere (I3).</summary>
internal sealed class RedirectLink(ProgramDirectory programs, LinkDirectory links, ClickCapture capture)
{
    public async Task HandleAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var query = request.QueryString.HasValue ? request.Query : QueryCollection.Empty;
        var program = await programs.FindAsync(Single(query, "program_id"), request.Host.Value, ct).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        var slug = (string)request.RouteValues["slug"]!;
        if (await links.FindAsync(program.Id, slug, ct).ConfigureAwait(false) is not { } target)
        {
            await LeadAsync(context, RedirectTarget.Configured(program.DefaultDestination)).ConfigureAwait(false);
            return;
        }

        var address = AddressOf(request, query, program, target);
        var quality = HttpMethods.IsHead(request.Method) ? TrafficQuality.Of(request) : TrafficQuality.OfPage(request);
        var click = capture.Make(context, new Arrival(
            program, target, address, request.Headers.Referer, Single(query, "src") ?? Single(query, "utm_source"), quality));
        var isRecorded = await capture.TryRecordAsync(click, ct).ConfigureAwait(false);
        var shown = isRecorded ? ClickCapture.Shown(click) : null;
        await LeadAsync(context, address is not null && shown is { } id ? RedirectTarget.WithClick(address, id) : address)
            .ConfigureAwait(false);
    }

    private static string? AddressOf(
        HttpRequest request, IQueryCollection query, AffiliateProgram program, LinkTarget target)
    {
        if (Single(query, "to") is { } requested)
        {
            var defaultPort = request.IsHttps ? 443 : 80;
            WebHost? own = WebHost.TryRead(request.Host.Value, defaultPort, out var host) ? host : null;
            if (RedirectTarget.Requested(requested, program.AllowedHosts, own) is { } allowed)
            {
                return allowed;
            }
        }

        return RedirectTarget.Configured(target.Link.Destination) ?? RedirectTarget.Configured(program.DefaultDestination);
    }

    private static Task LeadAsync(HttpContext context, string? address)
    {
        if (address is null)
        {
            return Problem.NotFound.ExecuteAsync(context);
        }

        var response = context.Response;
        response.StatusCode = StatusCodes.Status302Found;
        response.Headers.Location = address;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        return Task.CompletedTask;
    }

    private static string? Single(IQueryCollection query, string name) =>
        query.Count > 0 && query[name] is [{ Length: > 0 } value] ? value : null;
}
