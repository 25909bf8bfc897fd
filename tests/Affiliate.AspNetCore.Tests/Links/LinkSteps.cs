using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A program with a home, an allowed host, partner <c>alpha</c> and a key, and steps with its links.</summary>
internal static class LinkSteps
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<TestHost, string> Keys = [];

    public static async Task<TestHost> StartAsync(
        Action<AffiliateBuilder>? more = null, Action<Microsoft.AspNetCore.Builder.WebApplication>? pipeline = null)
    {
        var host = await TestHost.StartAsync(
            affiliate =>
            {
                affiliate.AddProgram("default", program =>
                {
                    program.DefaultDestination = "/home";
                    program.AllowedHosts.Add("www.example.com");
                });
                more?.Invoke(affiliate);
            },
            pipeline);
        await host.AddPartnerAsync("alpha");
        Keys.Add(host, await host.AddKeyAsync());
        return host;
    }

    public static async Task<PartnerId> AlphaAsync(this TestHost host) =>
        (await host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Slug, "alpha"), default)).Single().Id;

    public static async Task<JsonElement> SaveLinkAsync(this TestHost host, string slug, string fields)
    {
        var more = string.IsNullOrWhiteSpace(fields) ? "" : "," + fields;
        return await host.CallAsync(
            "POST", "/affiliate/api/v1/links", $$"""{"slug":"{{slug}}","partner_id":"{{await host.AlphaAsync()}}"{{more}}}""").JsonAsync();
    }

    public static Task<HttpResponseMessage> CallAsync(this TestHost host, string method, string path, string? body = null)
    {
        Keys.TryGetValue(host, out var key);
        return host.SendAsync(new HttpMethod(method), path, body, "application/json", ("Authorization", $"Bearer {key}"));
    }

    public static async Task<int> StatusAsync(this TestHost host, string slug) =>
        (int)(await host.GetAsync($"/affiliate/r/{slug}")).StatusCode;
}
