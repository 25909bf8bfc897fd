using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Affiliate.AspNetCore.Tests;

/// <summary>How the routes sit in a host: what they need, and what they leave alone.</summary>
public class MappingTests
{
    [Fact]
    public async Task Without_the_services_mapping_fails_and_names_the_line()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var mapping = Assert.Throws<AffiliateConfigurationException>(() => app.MapAffiliateEndpoints());
        var use = Assert.Throws<AffiliateConfigurationException>(() => app.UseAffiliateTracking());

        Assert.EndsWith("builder.Services.AddAffiliateTracking()", mapping.Message, StringComparison.Ordinal);
        Assert.EndsWith("builder.Services.AddAffiliateTracking()", use.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mapped_twice_it_fails_at_once_and_names_the_line()
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.MapAffiliateEndpoints("/partners");
            app.MapAffiliateEndpoints();

            var twice = Assert.Throws<AffiliateConfigurationException>(() => app.MapAffiliateEndpoints("/Affiliate/"));

            Assert.EndsWith("app.MapAffiliateEndpoints()", twice.Message, StringComparison.Ordinal);
        });

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/affiliate/affiliate.js")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/partners/affiliate.js")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("affiliate")]
    public async Task A_prefix_that_would_take_the_whole_site_is_refused(string prefix)
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
            Assert.Throws<ArgumentException>(() => app.MapAffiliateEndpoints(prefix)));
    }

    [Fact]
    public async Task Any_other_prefix_holds_for_every_route()
    {
        await using var host = await TestHost.StartAsync(pipeline: app => app.MapAffiliateEndpoints("/partners/program/"));
        await host.AddPartnerAsync("alpha");

        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/partners/program/r/alpha")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/partners/program/affiliate.js")).StatusCode);
        await host.GetAsync("/partners/program/nothing").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/affiliate/r/alpha")).StatusCode);
    }

    [Fact]
    public async Task The_hosts_own_routes_and_fallback_stay_the_hosts()
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.MapFallback(() => "the host's page");
            app.MapAffiliateEndpoints();
            app.MapGet("/affiliate/terms", () => "the host's terms");
        });

        Assert.Equal("the host's page", await host.Client.GetStringAsync("/anything"));
        Assert.Equal("the host's terms", await host.Client.GetStringAsync("/affiliate/terms"));
        await host.GetAsync("/affiliate/nothing").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var answer = await host.GetAsync("/anything");
        Assert.Null(answer.Header("Set-Cookie"));
    }

    [Fact]
    public async Task A_host_that_asks_everybody_to_sign_in_does_not_shut_out_visitors()
    {
        await using var host = await TestHost.StartAsync(
            services: services =>
            {
                services.AddAuthentication("cookie").AddCookie("cookie");
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            },
            pipeline: app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapAffiliateEndpoints();
                app.MapGet("/private", () => "private");
            });

        Assert.Equal(HttpStatusCode.Found, (await host.GetAsync("/private")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("/affiliate/track/click", """{"ref":"x"}""")).StatusCode);
        await host.GetAsync("/affiliate/api/v1/events").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_host_with_cors_of_its_own_works_too()
    {
        await using var host = await TestHost.StartAsync(
            ClickBeaconTests.WithHosts,
            services: services => services.AddCors(),
            pipeline: app =>
            {
                app.UseCors();
                app.MapAffiliateEndpoints();
            });

        var preflight = await host.SendAsync(
            HttpMethod.Options, "/affiliate/track/click", null, null, ("Origin", "https://app.example.com"),
            ("Access-Control-Request-Method", "POST"));

        Assert.Equal("https://app.example.com", preflight.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Under_a_path_base_and_https_the_cookie_is_secure_and_for_the_whole_host()
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            app.UsePathBase("/shop");
            app.UseRouting();
            app.Use((context, next) =>
            {
                context.Request.Scheme = "https";
                return next(context);
            });
            app.MapAffiliateEndpoints();
        });
        await host.AddPartnerAsync("alpha");

        var cookie = (await host.PostAsync("/shop/affiliate/track/click", """{"ref":"alpha"}""")).Cookie()!;
        var enrolled = await host.PostAsync(
            "/shop/affiliate/api/v1/partners", """{"email":"a@b.c","slug":"b"}""", ("Authorization", $"Bearer {await host.AddKeyAsync()}"));

        Assert.Contains("; secure;", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/;", cookie, StringComparison.Ordinal);
        Assert.StartsWith("/shop/affiliate/api/v1/partners/par_", enrolled.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conventions_reach_the_groups_they_are_added_to()
    {
        await using var host = await TestHost.StartAsync(pipeline: app =>
        {
            var endpoints = app.MapAffiliateEndpoints();
            endpoints.WithMetadata("all");
            endpoints.Api.WithMetadata("api");
        });

        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.All(routes, route => Assert.Contains("all", route.Metadata));
        Assert.All(routes, route => Assert.Equal(
            route.RoutePattern.RawText!.Contains("/api/v1/", StringComparison.Ordinal), route.Metadata.Contains("api")));
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData(".example.com")]
    [InlineData("example.com/")]
    [InlineData("localhost")]
    [InlineData("")]
    public async Task A_cookie_domain_that_is_none_stops_the_start(string domain) =>
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TestHost.StartAsync(affiliate => affiliate.ConfigureHttp(o => o.CookieDomain = domain)));

    [Theory]
    [InlineData()]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ref", "x&y")]
    public async Task Parameters_that_are_no_names_stop_the_start(params string[] names) =>
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TestHost.StartAsync(affiliate => affiliate.ConfigureHttp(o =>
            {
                o.ReferralParameters.Clear();
                foreach (var name in names)
                {
                    o.ReferralParameters.Add(name);
                }
            })));
}
