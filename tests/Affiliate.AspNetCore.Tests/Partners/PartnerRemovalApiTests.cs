using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-29: applications are decided with a reason, and a removal says what becomes of what waits.</summary>
public sealed class PartnerRemovalApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private Partner _alpha = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _alpha = await _host.AddPartnerAsync("alpha");
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        var click = await _host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        foreach (var number in new[] { 1, 2, 3 })
        {
            await PostAsync(
                "/track/sale",
                $$"""{"transaction_id":"t-{{number}}","amount_cents":10000,"customer_key":"u-1","click_id":"{{click.GetProperty("click_id").GetString()}}"}""").JsonAsync();
        }

        var first = (await CommissionsAsync())[0];
        await PostAsync("/commissions/approve", $$"""{"ids":["{{first.Id}}"]}""").JsonAsync();
    }

    /// <summary>Every test that moves money ends here (I15).</summary>
    public async Task DisposeAsync()
    {
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("""{}""", CommissionStatus.Pending, 6_000)]
    [InlineData("""{"waiting_commissions":"keep","reason":"left by agreement"}""", CommissionStatus.Pending, 6_000)]
    [InlineData("""{"waiting_commissions":"hold","reason":"asked to look"}""", CommissionStatus.Review, 6_000)]
    [InlineData("""{"waiting_commissions":"forfeit","reason":"bought ads on our name"}""", CommissionStatus.Rejected, 2_000)]
    public async Task AF_29_a_removal_keeps_holds_or_forfeits_what_waits_and_what_was_approved_stands(
        string body, CommissionStatus expected, long balance)
    {
        var removed = await PostAsync($"/partners/{_alpha.Id}/deactivate", body).JsonAsync();
        await PostAsync($"/partners/{_alpha.Id}/deactivate", body).JsonAsync();

        Assert.Equal("deactivated", removed.GetProperty("status").GetString());
        Assert.Equal(
            new[] { CommissionStatus.Approved, expected, expected }.Order(), (await CommissionsAsync()).Select(one => one.Status).Order());
        Assert.Equal(balance, (await _host.Store.ListAsync(Query<LedgerEntry>.All, default)).Sum(entry => entry.AmountMinorUnits));
    }

    [Fact]
    public async Task AF_29_forfeiting_needs_a_cause_and_the_right_to_decide()
    {
        await PostAsync($"/partners/{_alpha.Id}/deactivate", """{"waiting_commissions":"forfeit"}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PostAsync($"/partners/{_alpha.Id}/deactivate", """{"waiting_commissions":"burn"}""")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await _host.PostAsync(
                $"/affiliate/api/v1/partners/{_alpha.Id}/deactivate", """{"waiting_commissions":"hold"}""",
                ("Authorization", $"Bearer {await _host.AddKeyAsync(ApiScopes.PartnersWrite)}"))
            .ProblemAsync(HttpStatusCode.Forbidden, "missing_scope");

        Assert.Equal(PartnerStatus.Active, (await _host.Store.FindAsync(Partner.ById(_alpha.Id), default))!.Status);
    }

    [Fact]
    public async Task AF_29_an_application_is_decided_with_a_reason_that_the_log_tells()
    {
        var beta = (await PostAsync("/partners", """{"email":"beta@example.com","slug":"beta"}""").JsonAsync()).GetProperty("id").GetString();

        var accepted = await _host.SendAsync(
            HttpMethod.Patch, $"/affiliate/api/v1/partners/{beta}", """{"status":"active","reason":"good fit"}""", "application/json", _key).JsonAsync();
        await PostAsync($"/partners/{beta}/deactivate", """{"reason":"never answered"}""").JsonAsync();

        Assert.Equal("active", accepted.GetProperty("status").GetString());
        Assert.Equal("good fit", await ReasonAsync("partner.updated"));
        Assert.Equal("never answered", await ReasonAsync("partner.deleted"));

        async Task<string?> ReasonAsync(string type) =>
            (await _host.GetAsync($"/affiliate/api/v1/events?type={type}", _key).JsonAsync())
                .GetProperty("data")[0].GetProperty("payload").GetProperty("reason").GetString();
    }

    private Task<List<Commission>> CommissionsAsync() => _host.Store.ListAsync(Query<Commission>.All.Ascending(c => c.CreatedAt), default);

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _host.PostAsync("/affiliate/api/v1" + path, body, _key);
}
