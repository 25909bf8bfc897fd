using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>TX-17: the context token instead of a cookie, over HTTP.</summary>
public class ContextTests
{
    private static readonly (string, string) Page = ("Accept", "text/html");

    [Fact]
    public async Task TX_17_a_token_is_resolved_without_a_key()
    {
        await using var host = await TestHost.StartAsync();
        var (click, token) = await ArriveAsync(host);

        var body = await host.GetAsync($"/affiliate/track/context?ctx={token}").JsonAsync();

        Assert.Equal(["program", "ref", "click_id", "issued_at", "expires_at"], body.Names());
        Assert.Equal(("default", "alpha", click.Id.ToString()), (
            body.GetProperty("program").GetString(), body.GetProperty("ref").GetString(), body.GetProperty("click_id").GetString()));
    }

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("?ctx=", "malformed")]
    [InlineData("?ctx=x", "malformed")]
    [InlineData("?ctx=a&ctx=b", "malformed")]
    [InlineData("?ctx=%00", "malformed")]
    [InlineData("?ctx=1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "unknown_key")]
    [InlineData("?ctx=development.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "tampered")]
    public async Task TX_17_an_invalid_token_is_400(string query, string reason)
    {
        await using var host = await TestHost.StartAsync();

        var problem = await host.GetAsync("/affiliate/track/context" + query)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid_ctx");

        Assert.Equal(reason, problem.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("lead", """{"ctx":"CTX"}""")]
    [InlineData("lead", """{"ctx":"CTX","customer_key":"user-1"}""")]
    [InlineData("sale", """{"ctx":"CTX","transaction_id":"t-1","amount_cents":100}""")]
    public async Task Calls_with_a_token_are_credited_and_with_a_bad_one_refused(string call, string body)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await ArriveAsync(host);
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var path = "/affiliate/api/v1/track/" + call;

        var bad = await host.PostAsync(path, body.Replace("CTX", token + "x", StringComparison.Ordinal), key)
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid_ctx");
        Assert.Equal("malformed", bad.GetProperty("reason").GetString());
        Assert.Empty(await host.Store.ListAsync(Query<Lead>.All, default));
        Assert.Empty(await host.Store.ListAsync(Query<Sale>.All, default));
        await host.PostAsync(path, body.Replace("CTX", token, StringComparison.Ordinal), key).JsonAsync();

        Assert.Equal("last_click", Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).Reason);
    }

    [Theory]
    [InlineData("conversions", """{"ctx":"CTX","event_type":"purchase","value":1,"currency":"USD","idempotency_key":"order-1"}""")]
    [InlineData("track/sale", """{"ctx":"CTX","transaction_id":"order-1","amount_cents":100}""")]
    public async Task TX_04_the_same_call_is_deduped_though_the_visitor_has_clicked_again_since(string call, string body)
    {
        await using var host = await TestHost.StartAsync();
        var (click, token) = await ArriveAsync(host);
        await host.AddPartnerAsync("beta");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var path = "/affiliate/api/v1/" + call;
        var first = await host.PostAsync(path, body.Replace("CTX", token, StringComparison.Ordinal), key).JsonAsync();
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.PostAsync("/affiliate/track/click", """{"ref":"beta"}""", ("Cookie", $"affiliate={click.VisitorId:N}")).JsonAsync();

        var again = await host.PostAsync(path, body.Replace("CTX", token, StringComparison.Ordinal), key).JsonAsync();

        Assert.False(first.GetProperty("deduped").GetBoolean());
        Assert.True(again.GetProperty("deduped").GetBoolean());
        Assert.Equal(click.Id, Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default)).ClickId);
    }

    [Theory]
    [InlineData("last_click", "beta")]
    [InlineData("first_click", "alpha")]
    public async Task AF_13_a_conversion_with_a_token_is_decided_among_all_clicks_by_the_programs_model(string model, string winner)
    {
        await using var host = await TestHost.StartAsync();
        var (click, token) = await ArriveAsync(host);
        await host.AddPartnerAsync("beta");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", $$"""{"attribution_model":"{{model}}"}""", "application/json", key).JsonAsync();
        host.Time.Advance(TimeSpan.FromDays(4));
        await host.PostAsync("/affiliate/track/click", """{"ref":"beta"}""", ("Cookie", $"affiliate={click.VisitorId:N}")).JsonAsync();

        await host.PostAsync(
            "/affiliate/api/v1/conversions",
            $$"""{"ctx":"{{token}}","event_type":"purchase","value":1,"idempotency_key":"order-1"}""", key).JsonAsync();

        var credited = Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).PartnerId;
        Assert.Equal(winner, Assert.Single(await host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Id, credited), default)).Slug);
    }

    [Theory]
    [InlineData("track/lead", """{"ctx":"CTX","customer_key":"user-1"}""")]
    [InlineData("track/lead", """{"ctx":"CTX"}""")]
    [InlineData("track/sale", """{"ctx":"CTX","transaction_id":"t-1","amount_cents":10000}""")]
    [InlineData("conversions", """{"ctx":"CTX","event_type":"purchase","value":100,"idempotency_key":"t-1"}""")]
    public async Task A_call_with_a_test_key_takes_a_visitors_token(string call, string body)
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await ArriveAsync(host);
        var program = await host.ProgramAsync();
        var test = await host.Services.GetRequiredService<ApiKeys>().CreateAsync(program.Id, "test", ApiScopes.All, isTest: true);

        await host.PostAsync(
            "/affiliate/api/v1/" + call, body.Replace("CTX", token, StringComparison.Ordinal),
            ("Authorization", $"Bearer {test.Secret}")).JsonAsync();

        Assert.Equal(program.Id.Test(), Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).ProgramId);
    }

    [Fact]
    public async Task An_expired_token_is_refused_with_the_reason()
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await ArriveAsync(host);
        host.Time.Advance(TimeSpan.FromDays(91));

        var problem = await host
            .PostAsync("/affiliate/api/v1/track/lead", $$"""{"ctx":"{{token}}"}""", ("Authorization", $"Bearer {await host.AddKeyAsync()}"))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid_ctx");

        Assert.Equal("expired", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task I17_a_token_of_another_program_is_refused()
    {
        await using var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        var (_, token) = await ArriveAsync(host);
        var key = await host.AddKeyAsync(program: "other");

        var problem = await host
            .PostAsync("/affiliate/api/v1/track/lead", $$"""{"ctx":"{{token}}"}""", ("Authorization", $"Bearer {key}"))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid_ctx");

        Assert.Equal("other_program", problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_browser_sign_up_notes_the_click_of_a_token_and_passes_over_a_bad_one()
    {
        await using var host = await TestHost.StartAsync();
        var (click, token) = await ArriveAsync(host);

        await host.PostAsync("/affiliate/track/signup", $$"""{"customer_key":"user-1","ctx":"{{token}}"}""").JsonAsync();
        await host.PostAsync("/affiliate/track/signup", """{"customer_key":"user-2","ctx":"made up"}""").JsonAsync();

        Assert.Equal(
            [click.Id, null], (await host.Store.ListAsync(Query<Lead>.All, default)).Select(lead => lead.ClickId).OrderBy(id => id is null));
    }

    [Fact]
    public async Task A_page_asked_for_with_a_token_makes_the_same_visitor_on_another_host()
    {
        Visit? seen = null;
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.UseAffiliateTracking();
            app.MapAffiliateEndpoints();
            app.MapGet("/app", (HttpContext context) => { seen = context.GetAffiliateVisit(); });
        });
        var (click, token) = await ArriveAsync(host);

        var answer = await host.GetAsync($"/app?ctx={token}", Page);

        Assert.StartsWith($"affiliate={click.VisitorId:N}", answer.Cookie(), StringComparison.Ordinal);
        Assert.Equal(click.VisitorId, seen!.VisitorId);
        Assert.Single(await host.ClicksAsync());
        Assert.Null((await host.GetAsync("/app?ctx=made-up", Page)).Cookie());
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains("passed over: malformed", StringComparison.Ordinal));
        Assert.Null((await host.GetAsync($"/app?ctx={token}", Page, ("Sec-GPC", "1"))).Cookie());
        Assert.Null((await host.GetAsync($"/app?ctx={token}", Page, ("Sec-Fetch-Dest", "image"))).Cookie());
        Assert.Null((await host.GetAsync($"/app?ctx={token}", Page, ("Cookie", $"affiliate={Guid.CreateVersion7():N}"))).Cookie());
    }

    [Fact]
    public async Task A_page_gets_a_token_of_its_visit_for_its_links_and_forms()
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.MapAffiliateEndpoints();
            app.MapGet("/page", async (HttpContext context) => await context.Response.WriteAsync(await context.GetAffiliateContextAsync() ?? "none"));
            app.MapPost("/form", async (HttpContext context, AffiliateTracker tracker) =>
            {
                await context.Request.ReadFormAsync();
                var referral = await tracker.ReferAsync("user-1", context.GetAffiliateVisit());
                return Results.Text(referral?.Reason ?? "none");
            });
        });
        var (click, _) = await ArriveAsync(host);

        var token = await (await host.GetAsync("/page", ("Cookie", $"affiliate={click.VisitorId:N}"))).Content.ReadAsStringAsync();
        Assert.Equal("none", await (await host.GetAsync("/page")).Content.ReadAsStringAsync());
        var answer = await host.SendAsync(HttpMethod.Post, "/form", "ctx=" + token, "application/x-www-form-urlencoded");

        Assert.Equal("last_click", await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(Click Click, string Token)> ArriveAsync(TestHost host)
    {
        await host.AddPartnerAsync("alpha");
        await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        var click = Assert.Single(await host.ClicksAsync());
        var token = await host.Services.GetRequiredService<AffiliateTracker>()
            .IssueContextAsync(new Visit { VisitorId = click.VisitorId });
        return (click, token!);
    }
}
