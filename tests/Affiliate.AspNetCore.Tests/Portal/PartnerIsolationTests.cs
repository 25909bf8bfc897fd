using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore.Tests.Portal;

/// <summary>
/// TX-01, I17: a partner reaches nothing of another one's, by any route that is open to partners. Taken from the route table and from
/// what routes say of their queries, so that new routes and parameters are covered.
/// </summary>
public sealed partial class PartnerIsolationTests : IAsyncLifetime
{
    private const string Unknown = "0197f3a4c2d17bd08a6c0d5e4f3a2b1c";

    private TestHost _host = null!;
    private string _key = null!;
    private Owned _alpha = null!;
    private int _slugs;

    public static TheoryData<string, string> Routed
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var route in Routes.OfPartners)
            {
                rows.Add(route.ToString(), "main");
                rows.Add(route.ToString(), "other");
            }

            return rows;
        }
    }

    public static TheoryData<string> Each => [.. Routes.OfPartners.Select(route => route.ToString())];

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("main", _ => { }).AddProgram("other", _ => { }).UseMailedSignIn<NotingMailer>());
        _alpha = await AddAsync("alpha", "main");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory, MemberData(nameof(Each))]
    public async Task TX_01_without_a_session_that_counts_there_is_one_and_the_same_401(string name)
    {
        var route = Routes.Find(name);
        var bodies = new HashSet<string>();
        var signedOut = await Portals.BeginAsync(_host, _alpha.Id);
        await _host.PostAsync("/affiliate/portal/sign-out", "{}", Portals.Headers(signedOut));
        var (token, session) = (await TokenAsync(_alpha), await Portals.BeginAsync(_host, _alpha.Id));
        await NoneAsync("");
        await NoneAsync("x");
        await NoneAsync(signedOut);
        await NoneAsync(session[..^1] + (session[^1] == 'A' ? 'E' : 'A'));
        await NoneAsync(route.IsPortal ? token : session);

        _host.Time.Advance(PartnerSessions.Lifetime);
        await NoneAsync(route.IsPortal ? session : token);

        var (freshToken, freshSession) = (await TokenAsync(_alpha), await Portals.BeginAsync(_host, _alpha.Id));
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await CallAsync(route, _alpha, AccessOf(route, freshToken, freshSession))).StatusCode);
        await _host.PostAsync($"/affiliate/api/v1/partners/{_alpha.Id}/deactivate", "{}", ("Authorization", $"Bearer {_key}")).JsonAsync();
        await NoneAsync(route.IsPortal ? freshSession : freshToken);
        Assert.Single(bodies);

        async Task NoneAsync(string access)
        {
            var problem = await CallAsync(route, _alpha, AccessOf(route, access, access)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
            bodies.Add(WithoutTrace(problem));
        }
    }

    [Theory, MemberData(nameof(Routed))]
    public async Task TX_01_another_partners_identifiers_are_like_unknown_ones_wherever_they_stand(string name, string program)
    {
        var route = Routes.Find(name);
        var other = await AddAsync("beta", program);
        var access = await AccessAsync(route, _alpha);
        var before = await RowsAsync(other);

        foreach (var placeholder in Placeholder().Matches(route.Path).Select(match => match.Value))
        {
            var path = route with { Sample = (route.Sample ?? route.Pattern).Replace(placeholder, "{named}", StringComparison.Ordinal) };
            var foreign = await CallAsync(path, _alpha, access, named: other.Names[placeholder]).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            var unknown = await CallAsync(path, _alpha, access, named: $"lnk_{Unknown}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
            Assert.Equal(WithoutTrace(unknown), WithoutTrace(foreign));
        }

        foreach (var parameter in QueriesOf(route).Append("partner_id").Append("program_id"))
        {
            if (ByParameter(other, parameter) is { } value)
            {
                await AssertNothingOfAsync(
                    other, await CallAsync(route, _alpha, access, query: $"?{parameter}={value}"),
                    await CallAsync(route, _alpha, access, query: $"?{parameter}={UnknownLike(value)}"));
            }
        }

        foreach (var field in route.Body is null ? [] : new[] { "partner_id", "campaign_id", "program_id", "payout_id", "link_id", "id" })
        {
            var value = ByParameter(other, field) ?? other.Names["{link2}"];
            await AssertNothingOfAsync(
                other, await CallAsync(route with { Body = route.With(field, value) }, _alpha, access),
                await CallAsync(route with { Body = route.With(field, UnknownLike(value)) }, _alpha, access));
        }

        Assert.Equal(before, await RowsAsync(other));
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    [Theory, MemberData(nameof(Each))]
    public async Task TX_01_a_call_shows_and_makes_ones_own_and_never_what_another_made_under_the_same_idempotency_key(string name)
    {
        var route = Routes.Find(name);
        var other = await AddAsync("beta", "main");
        var key = ("Idempotency-Key", "the-same");
        var theirs = await CallAsync(route, other, [.. await AccessAsync(route, other), key]);
        var before = await RowsAsync(other);

        var own = await CallAsync(route, _alpha, [.. await AccessAsync(route, _alpha), key]);

        Assert.True(theirs.IsSuccessStatusCode, await theirs.Content.ReadAsStringAsync());
        Assert.True(own.IsSuccessStatusCode, await own.Content.ReadAsStringAsync());
        var shown = await own.Content.ReadAsStringAsync();
        Assert.All(other.Ids, id => Assert.DoesNotContain(id, shown, StringComparison.Ordinal));
        Assert.DoesNotContain("\"deduped\":true", shown, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(other));
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    /// <summary>What of another partner's a parameter or field could name.</summary>
    private string? ByParameter(Owned other, string name) => name switch
    {
        "partner_id" => other.Id,
        "program_id" => other.Program == _alpha.Program ? null : other.Program,
        "campaign_id" => other.Names["{campaign}"],
        "payout_id" => other.Names["{payout1}"],
        "link_id" => other.Names["{link2}"],
        "click_id" => other.Click,
        "search" => other.Slug,
        _ => null,
    };

    /// <summary>An answer tells nothing of another one, not even that what was named is there.</summary>
    private static async Task AssertNothingOfAsync(Owned other, HttpResponseMessage foreign, HttpResponseMessage unknown)
    {
        var shown = await foreign.Content.ReadAsStringAsync();
        Assert.True(foreign.StatusCode == unknown.StatusCode, $"{foreign.StatusCode} {shown}, {unknown.StatusCode} {await unknown.Content.ReadAsStringAsync()}");
        Assert.True((int)foreign.StatusCode < 500, shown);
        Assert.All(other.Ids, id => Assert.DoesNotContain(id, shown, StringComparison.Ordinal));
    }

    private static string UnknownLike(string id) => id.Contains('_', StringComparison.Ordinal) ? id[..(id.IndexOf('_', StringComparison.Ordinal) + 1)] + Unknown : "nobody";

    /// <summary>Everything that is kept of a partner, as text.</summary>
    private async Task<string> RowsAsync(Owned owner)
    {
        var rows = new List<string>();
        await ListAsync<Partner>();
        await ListAsync<Link>();
        await ListAsync<Campaign>();
        await ListAsync<Commission>();
        await ListAsync<LedgerEntry>();
        await ListAsync<Payout>();
        await ListAsync<PayoutItem>();
        await ListAsync<PayoutAccount>();
        await ListAsync<Sale>();
        return string.Join('\n', rows.Where(row => row.Contains(owner.Id, StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        async Task ListAsync<T>() where T : class, IRecord<T> =>
            rows.AddRange((await _host.Store.ListAsync(Query<T>.All, default)).Select(row => row.ToString()!));
    }

    private IEnumerable<string> QueriesOf(Route route) => _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Single(endpoint => endpoint.RoutePattern.RawText == "/affiliate" + route.Pattern
            && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(route.Method))
        .Metadata.GetOrderedMetadata<DescribedParameter>().Where(parameter => parameter.IsOptional).Select(parameter => parameter.Name);

    private Task<HttpResponseMessage> CallAsync(
        Route route, Owned caller, (string, string)[] headers, string query = "", string named = "")
    {
        string Fill(string text) => MoneySample.Fill(text, caller.Names).Replace("{named}", named, StringComparison.Ordinal)
            .Replace("embedded", $"new-{caller.Slug}-{++_slugs}", StringComparison.Ordinal).Replace("portal-link", $"new-{caller.Slug}-{++_slugs}", StringComparison.Ordinal);

        return _host.SendAsync(
            new HttpMethod(route.Method), Fill(route.Path) + query, route.Body is null ? null : Fill(route.Body), "application/json", headers);
    }

    private async Task<(string, string)[]> AccessAsync(Route route, Owned owner) =>
        AccessOf(route, await TokenAsync(owner), await Portals.BeginAsync(_host, owner.Id));

    private static (string, string)[] AccessOf(Route route, string token, string session) =>
        route.IsPortal ? Portals.Headers(session) : [("Authorization", $"Bearer {token}")];

    private async Task<string> TokenAsync(Owned owner) => (await _host.Services.GetRequiredService<EmbedTokens>()
        .IssueAsync(AffiliateId.Parse<ProgramId>(owner.Program), AffiliateId.Parse<PartnerId>(owner.Id)))!.Token;

    /// <summary>A partner with a sale, an approved commission that can be asked for, a payout, a campaign and links.</summary>
    private async Task<Owned> AddAsync(string slug, string program)
    {
        var partner = await _host.AddPartnerAsync(slug, program: program);
        var key = await _host.AddKeyAsync(program: program);
        _key ??= key;
        var click = await _host.PostAsync("/affiliate/track/click", $$"""{"program_id":"{{program}}","ref":"{{slug}}","landing":"/"}""").JsonAsync();
        var clickId = click.GetProperty("click_id").GetString()!;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var number = 1; number <= 2; number++)
        {
            var sale = await _host.PostAsync(
                "/affiliate/api/v1/track/sale",
                $$"""{"transaction_id":"{{slug}}-{{number}}","amount_cents":90000,"customer_key":"customer-of-{{slug}}","click_id":"{{clickId}}"}""",
                ("Authorization", $"Bearer {key}")).JsonAsync();
            names[$"{{commission{number}}}"] = sale.GetProperty("commission_id").GetString()!;
            await _host.PostAsync(
                "/affiliate/api/v1/commissions/approve", $$"""{"ids":["{{names[$"{{commission{number}}}"]}}"]}""", ("Authorization", $"Bearer {key}")).JsonAsync();
            if (number == 1)
            {
                var made = await _host.PostAsync("/affiliate/api/v1/payouts/generate", $$"""{"partner_id":"{{partner.Id}}"}""", ("Authorization", $"Bearer {key}")).JsonAsync();
                names["{payout1}"] = made.GetProperty("payouts")[0].GetProperty("payout_id").GetString()!;
            }
        }

        var campaign = Sample.Campaign(partner.ProgramId) with { PartnerId = partner.Id };
        await _host.Store.AddAsync(campaign);
        names["{campaign}"] = campaign.Id.ToString();
        foreach (var number in new[] { 2, 3 })
        {
            var link = Sample.Link(partner) with { Slug = $"{slug}-{number}", CampaignId = campaign.Id };
            await _host.Store.AddAsync(link);
            names[$"{{link{number}}}"] = link.Id.ToString();
        }

        return new Owned(partner.Id.ToString(), partner.ProgramId.ToString(), slug, clickId, names);
    }

    private static string WithoutTrace(JsonElement problem)
    {
        var members = JsonNode.Parse(problem.GetRawText())!.AsObject();
        members.Remove("trace_id");
        return members.ToJsonString();
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    /// <summary>A partner, and the identifiers of what is the partner's.</summary>
    private sealed record Owned(string Id, string Program, string Slug, string Click, Dictionary<string, string> Names)
    {
        public IEnumerable<string> Ids => [Id, Click, .. Names.Values];
    }
}
