using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>One visitor with a browser that keeps the cookie, and a shop that signs them up and reports what they buy.</summary>
internal sealed class AttributionStory : IAsyncDisposable
{
    private readonly DateTimeOffset _start;
    private string? _cookie;

    private AttributionStory(TestHost host, string key)
    {
        Host = host;
        Key = ("Authorization", $"Bearer {key}");
        _start = host.Time.GetUtcNow();
    }

    public TestHost Host { get; }

    public (string, string) Key { get; }

    public static async Task<AttributionStory> StartAsync(Action<ProgramOptions>? program = null)
    {
        var host = await TestHost.StartAsync(
            affiliate => affiliate.AddProgram("default", options => program?.Invoke(options)),
            app =>
            {
                app.UseAffiliateTracking();
                app.MapAffiliateEndpoints();
                app.MapPost("/signup/{user}", async (string user, HttpContext context, AffiliateTracker tracker) =>
                    Results.Ok((await tracker.ReferAsync(user, context.GetAffiliateVisit()))?.Reason));
                app.MapGet("/{page}", (string page) => page);
            });
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta");
        return new AttributionStory(host, await host.AddKeyAsync());
    }

    /// <summary>Lets time pass up to a day, counted from the beginning, and does something.</summary>
    public Task OnDayAsync(int day, Func<Task> what)
    {
        Host.Time.Advance(_start.AddDays(day) - Host.Time.GetUtcNow());
        return what();
    }

    public Task ArriveAsync(string slug) => VisitAsync($"/welcome?ref={slug}");

    public async Task VisitAsync(string path)
    {
        var answer = await Host.GetAsync(path, [("Accept", "text/html"), .. Cookies]);
        Assert.True(answer.IsSuccessStatusCode);
        _cookie = answer.Cookie()?.Split(';')[0] ?? _cookie;
    }

    public async Task SignUpAndBuyAsync(string user, string transaction = "t-1")
    {
        await SignUpAsync(user);
        await Host.PostAsync(
            "/affiliate/api/v1/track/sale",
            $$"""{"transaction_id":"{{transaction}}","amount_cents":10000,"customer_key":"{{user}}"}""", Key).JsonAsync();
    }

    public async Task SignUpAsync(string user)
    {
        var answer = await Host.PostAsync($"/signup/{user}", "", [.. Cookies]);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()} {string.Join('\n', Host.Logs.Lines)}");
    }

    /// <summary>The slug of who was credited for a sale, or null.</summary>
    public async Task<string?> CreditedAsync(string transaction = "t-1")
    {
        var sale = (await Host.Store.ListAsync(Query<Sale>.All.Equal(s => s.TransactionId, transaction), default)).Single();
        return sale.PartnerId is { } id
            ? (await Host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Id, id), default)).Single().Slug
            : null;
    }

    public Task<JsonElement> ExplainAsync(string user) =>
        Host.GetAsync($"/affiliate/api/v1/referrals/explain?customer_key={user}", Key).JsonAsync();

    public Task<IReadOnlyList<LedgerViolation>> AuditAsync() => Host.Services.GetRequiredService<LedgerAudit>().VerifyAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private (string, string)[] Cookies => _cookie is null ? [] : [("Cookie", _cookie)];
}
