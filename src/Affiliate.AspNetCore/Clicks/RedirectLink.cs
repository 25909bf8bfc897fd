using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>/r/{slug}</c>: log the arrival, choose the route, lead on. A known link that is open always leads somewhere (I3).
/// </summary>
internal sealed class RedirectLink(
    ProgramDirectory programs, LinkDirectory links, LinkCap cap, ClickCapture capture, CurrentClick current,
    TimeProvider time)
{
    private readonly PasswordAttempts _attempts = new(time);
    private readonly ProvenPasswords _proven = new();

    public Task HandleAsync(HttpContext context)
    {
        // Links are known nearly always: then there is nothing to await, nor to keep meanwhile.
        var finding = FindAsync(context);
        return finding.IsCompletedSuccessfully ? HandleAsync(context, finding.Result) : AwaitAsync(context, finding);
    }

    private async Task AwaitAsync(HttpContext context, ValueTask<(AffiliateProgram Program, LinkTarget Target)?> finding) =>
        await HandleAsync(context, await finding.ConfigureAwait(false)).ConfigureAwait(false);

    private Task HandleAsync(HttpContext context, (AffiliateProgram Program, LinkTarget Target)? found)
    {
        if (found is not var (program, target))
        {
            return Task.CompletedTask;
        }

        if (target.Link.PasswordHash is not null)
        {
            return PasswordPage.ShowAsync(context, isWrong: false);
        }

        var status = target.Link.KeepsMethod ? StatusCodes.Status307TemporaryRedirect : StatusCodes.Status302Found;
        return FollowAsync(context, program, target, status);
    }

    /// <summary>Takes the password of the page before.</summary>
    public async Task UnlockAsync(HttpContext context)
    {
        var (password, problem) = await PasswordPage.ReadAsync(context.Request).ConfigureAwait(false);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        if (await FindAsync(context).ConfigureAwait(false) is not var (program, target))
        {
            return;
        }

        if (target.Link.PasswordHash is { } hash && !_proven.Contains(password, hash))
        {
            // Deriving a key is slow on purpose: neither guessers nor their number may take the host's time.
            if (!_attempts.TryBegin(target.Link.Id))
            {
                await Problem.TooManyRequests.ExecuteAsync(context).ConfigureAwait(false);
                return;
            }

            if (!LinkPassword.Matches(password, hash))
            {
                await PasswordPage.ShowAsync(context, isWrong: true).ConfigureAwait(false);
                return;
            }

            _proven.Add(password, hash);
        }

        // Whatever the link's own redirect is: the password must not be sent on.
        await FollowAsync(context, program, target, StatusCodes.Status303SeeOther).ConfigureAwait(false);
    }

    /// <summary>The link of a request; <see langword="null"/> when it was answered already, because there is nothing to follow.</summary>
    private async ValueTask<(AffiliateProgram Program, LinkTarget Target)?> FindAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var request = context.Request;
        var program = await programs.FindAsync(
            request.QueryString.HasValue ? Single(request.Query, "program_id") : null, request.Host.Value, ct).ConfigureAwait(false);
        if (program is null)
        {
            await Problem.NotFound.ExecuteAsync(context).ConfigureAwait(false);
            return null;
        }

        var slug = (string)request.RouteValues["slug"]!;
        if (await links.FindAsync(program.Id, slug, ct).ConfigureAwait(false) is not { } target)
        {
            await LeadAsync(context, RedirectTarget.Configured(program.DefaultDestination), StatusCodes.Status302Found)
                .ConfigureAwait(false);
            return null;
        }

        var state = target.StateAt(time.GetUtcNow());
        if (state == LinkState.Open)
        {
            return (program, target);
        }

        await (state == LinkState.Over ? Problem.Gone : Problem.NotFound).ExecuteAsync(context).ConfigureAwait(false);
        return null;
    }

    private Task FollowAsync(HttpContext context, AffiliateProgram program, LinkTarget target, int status)
    {
        var request = context.Request;
        var quality = HttpMethods.IsHead(request.Method) ? TrafficQuality.Of(request) : TrafficQuality.OfPage(request);
        var reusing = current.ReusableAsync(context, program, target, quality, named: null);
        return reusing.IsCompletedSuccessfully && target.Link.MaxClicks is null
            ? FollowAsync(context, program, target, status, quality, reusing.Result)
            : FollowCappedAsync(context, program, target, status, quality, reusing);
    }

    private async Task FollowCappedAsync(
        HttpContext context, AffiliateProgram program, LinkTarget target, int status, TrafficQuality quality, ValueTask<Click?> reusing)
    {
        var ct = context.RequestAborted;
        var reused = await reusing.ConfigureAwait(false);
        if (reused is null && target.Link.MaxClicks is not null)
        {
            // What is no visit takes none of the clicks, but is not led past the cap either.
            var isFree = quality.IsAttributable
                ? await cap.TryTakeAsync(target.Link, ct).ConfigureAwait(false)
                : await cap.HasRoomAsync(target.Link, ct).ConfigureAwait(false);
            if (isFree is not true)
            {
                // Nobody can tell whether there was room: then the visitor is led on, but not where the cap guards.
                await (isFree is null
                    ? LeadAsync(context, RedirectTarget.Configured(program.DefaultDestination), StatusCodes.Status302Found)
                    : Problem.Gone.ExecuteAsync(context)).ConfigureAwait(false);
                return;
            }
        }

        await FollowAsync(context, program, target, status, quality, reused).ConfigureAwait(false);
    }

    private Task FollowAsync(
        HttpContext context, AffiliateProgram program, LinkTarget target, int status, TrafficQuality quality, Click? reused)
    {
        var request = context.Request;
        var parameters = new ClickParameters();
        if (request.QueryString.HasValue)
        {
            parameters.Read(request.QueryString.Value.AsMemory(), program.CostParameter);
        }

        var arriving = capture.Identify(context, program, target, quality);
        var arrival = new Arrival(program, target, null, request.Headers.Referer, parameters);
        var address = AddressOf(request, arrival, arriving);
        if (reused is not null)
        {
            return LeadAsync(context, WithClick(address, reused), status);
        }

        var click = ClickCapture.Make(arriving, arrival with { Landing = address });
        return ClickCapture.IsDropped(click, program)
            ? LeadAsync(context, address, status)
            : RecordAsync(context, click, address, status);
    }

    /// <summary>Apart from the rest, so that what is needed to make a click is not kept while it is committed.</summary>
    private async Task RecordAsync(HttpContext context, Click click, string? address, int status)
    {
        var isRecorded = await capture.TryRecordAsync(click, context.RequestAborted).ConfigureAwait(false);
        await LeadAsync(context, isRecorded ? WithClick(address, click) : address, status).ConfigureAwait(false);
    }

    private static string? WithClick(string? address, Click click) =>
        address is not null && ClickCapture.Shown(click) is { } id ? RedirectTarget.WithClick(address, id) : address;

    private static string? AddressOf(HttpRequest request, in Arrival arrival, in Arriving arriving)
    {
        var (program, target) = (arrival.Program, arrival.Target);
        WebHost? own = WebHost.TryRead(request.Host.Value, request.IsHttps ? 443 : 80, out var host) ? host : null;
        if (request.QueryString.HasValue && Single(request.Query, "to") is { } requested
            && RedirectTarget.Requested(requested, program.AllowedHosts, own) is { } allowed)
        {
            return allowed;
        }

        var facts = arriving.Facts;
        var route = Router.Choose(
            target.Rules,
            RoutingRules.Read(program.Rules),
            target.Link.Destination,
            program.DefaultDestination,
            new RoutingFacts(
                facts.Device.Type, facts.Country, facts.Device.Os, facts.Device.Browser, facts.Language,
                arrival.Source, arrival.Parameters.UtmCampaign, facts.Segment,
                arriving.At, arriving.VisitorId ?? arriving.Id.Value));
        return RedirectTarget.Of(route, program, own);
    }

    private static Task LeadAsync(HttpContext context, string? address, int status)
    {
        if (address is null)
        {
            return Problem.NotFound.ExecuteAsync(context);
        }

        var response = context.Response;
        response.StatusCode = status;
        response.Headers.Location = address;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        return Task.CompletedTask;
    }

    private static string? Single(IQueryCollection query, string name) =>
        query.Count > 0 && query[name] is [{ Length: > 0 } value] ? value : null;
}
