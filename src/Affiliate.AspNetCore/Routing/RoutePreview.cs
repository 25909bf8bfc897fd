using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>GET /r/{slug}?preview=1&amp;country=…</c>: where a visitor would be led, by which rule, and why the others lost (TX-17).
/// Records nothing.
/// </summary>
internal sealed class RoutePreview(LinkDirectory links, LinkCap cap, TimeProvider time)
{
    private const int MaxLength = 128;

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var query = call.Query;
        var facts = new RoutingFacts(
            query.Choice<DeviceType>("device", inAnyCase: true) ?? DeviceType.Unknown, query.Text("country", 2), query.Text("os", MaxLength),
            query.Text("browser", MaxLength), query.Text("language", MaxLength),
            query.Text("source", MaxLength) ?? query.Text("src", MaxLength), query.Text("campaign", MaxLength),
            query.Text("segment", MaxLength), query.Instant("at") ?? time.GetUtcNow(), StickyTo(query, call.Errors));
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var program = call.Program;
        var slug = (string)call.Request.RouteValues["slug"]!;
        if (await links.FindAsync(program.Id, slug, call.Aborted).ConfigureAwait(false) is not { } target)
        {
            return Problem.NotFound;
        }

        var verdicts = new List<RuleVerdict>();
        var route = Router.Choose(
            target.Rules, RoutingRules.Read(program.Rules), target.Link.Destination, program.DefaultDestination, facts, verdicts);
        var state = target.StateAt(facts.Now);
        if (state == LinkState.Open && await cap.HasRoomAsync(target.Link, call.Aborted).ConfigureAwait(false) == false)
        {
            state = LinkState.Over;
        }

        WebHost? own = WebHost.TryRead(call.Request.Host.Value, call.Request.IsHttps ? 443 : 80, out var host) ? host : null;
        var body = new PreviewBody(
            target.Link.Slug, WireName.Of(state), RedirectTarget.Of(route, program, own), route.DecidedBy,
            route.Rule?.Name, route.Rule?.Priority,
            [.. verdicts.Select(verdict => new PreviewedRule(
                verdict.Level, verdict.Rule.Name, verdict.Rule.Priority, verdict.Verdict))]);
        return new JsonAnswer<PreviewBody>(body, ApiJson.Default.PreviewBody);
    }

    /// <summary>The visitor whose part of a split is asked for; without one it is nobody's.</summary>
    private static Guid StickyTo(QueryFields query, InputErrors errors)
    {
        if (query.Text("visitor_id", 36) is not { } text)
        {
            return Guid.Empty;
        }

        if (!Guid.TryParse(text, out var visitor))
        {
            errors.Add("visitor_id", "Must be the value of a visitor's cookie.");
        }

        return visitor;
    }
}

/// <summary>Where a visitor would be led.</summary>
internal sealed record PreviewBody(
    string Slug, string Status, string? Destination, string DecidedBy, string? Rule, int? Priority,
    IReadOnlyList<PreviewedRule> Rules);

/// <summary>What would become of a rule: <c>won</c>, the first condition that fails, or <c>not_reached</c>.</summary>
internal sealed record PreviewedRule(string Level, string? Rule, int Priority, string Verdict);
