using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AF-18: a sale that nobody is credited for says why, and evidence that comes later still counts.</summary>
public sealed class SaleReasonTests : IAsyncLifetime
{
    private const string Api = "/affiliate/api/v1";

    private TestHost _host = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        await _host.AddPartnerAsync("alpha");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AF_18_a_coupon_that_is_used_up_is_the_reason()
    {
        await CouponAsync("LIMITED", """ "max_uses":1 """);

        Assert.Null(await ReasonAsync("t-1", """ "customer_key":"user-1","coupon":"limited" """));
        Assert.Equal("coupon_used_up", await ReasonAsync("t-2", """ "customer_key":"user-2","coupon":"limited" """));
    }

    [Theory]
    [InlineData(""" "public":true """, "coupon_public")]
    [InlineData(""" "active":false """, "coupon_inactive")]
    [InlineData(""" "starts_at":"2099-01-01T00:00:00Z" """, "coupon_not_started")]
    [InlineData(""" "ends_at":"2001-01-01T00:00:00Z" """, "coupon_ended")]
    public async Task AF_18_a_coupon_outside_its_terms_is_the_reason(string terms, string expected)
    {
        await CouponAsync("CODE", terms);

        Assert.Equal(expected, await ReasonAsync("t-1", """ "customer_key":"user-1","coupon":"CODE" """));
    }

    [Fact]
    public async Task AF_18_a_customer_of_before_is_the_reason_for_clicks_and_coupons_alike()
    {
        await CouponAsync("CODE", """ "max_uses":5 """);
        Assert.Equal("unattributed", await ReasonAsync("t-1", """ "customer_key":"user-1" """));
        _host.Time.Advance(TimeSpan.FromDays(1));
        var click = await ClickAsync("alpha");

        Assert.Equal("existing_customer", await ReasonAsync("t-2", $$""" "customer_key":"user-1","click_id":"{{click}}" """));
        Assert.Equal("existing_customer", await ReasonAsync("t-3", """ "customer_key":"user-1","coupon":"CODE" """));
    }

    [Fact]
    public async Task AF_18_a_code_nobody_knows_hides_no_better_reason()
    {
        var click = await ClickAsync("alpha");
        _host.Time.Advance(TimeSpan.FromDays(91));

        Assert.Equal("unknown_coupon", await ReasonAsync("t-1", """ "customer_key":"user-1","coupon":"SHOP10" """));
        Assert.Equal("unknown_coupon", await ReasonAsync("t-3", """ "coupon":"SHOP10" """));
        Assert.Equal("outside_window", await ReasonAsync("t-2", $$""" "customer_key":"user-2","coupon":"SHOP10","click_id":"{{click}}" """));
    }

    [Fact]
    public async Task A_reason_closes_nothing_while_nobody_won_the_customer()
    {
        await _host.AddPartnerAsync("gone", PartnerStatus.Deactivated);
        var gone = await ClickIdAsync("gone");
        var payment = new Payment
        {
            Source = "stripe:in_1",
            Provider = "stripe",
            Amount = new Money(10_000, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = "user-1", Click = gone },
        };
        var tracker = _host.Services.GetRequiredService<AffiliateTracker>();
        var first = await tracker.RecordAsync(payment);
        Assert.Equal((RecordOutcome.Refused, "partner_inactive"), (first.Outcome, first.Reason));

        // A second message of the provider about the same payment names the partner whom the host read at checkout.
        var second = await tracker.RecordAsync(payment with { Evidence = payment.Evidence with { Partner = "alpha" } });

        Assert.Null(second.Reason);
        Assert.NotNull(second.Commission);
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    [Fact]
    public async Task A_refused_sale_of_a_bound_customer_stays_refused_when_the_partner_comes_back()
    {
        var alpha = (await _host.Store.ListAsync(Query<Partner>.All, default))[0];
        var click = await ClickAsync("alpha");
        await PostAsync("/track/lead", $$"""{"customer_key":"user-1","click_id":"{{click}}"}""");
        await PatchAsync($"/partners/{alpha.Id}", """{"status":"suspended"}""");
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        var payment = new Payment
        {
            Source = "stripe:in_1",
            Provider = "stripe",
            Amount = new Money(10_000, "USD"),
            Evidence = new PaymentEvidence { CustomerKey = "user-1" },
        };
        var tracker = _host.Services.GetRequiredService<AffiliateTracker>();
        Assert.Equal("partner_inactive", (await tracker.RecordAsync(payment)).Reason);

        await PatchAsync($"/partners/{alpha.Id}", """{"status":"active"}""");
        var again = await tracker.RecordAsync(payment);

        Assert.Equal(("partner_inactive", (CommissionId?)null), (again.Reason, again.Commission));
        Assert.Empty(await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    private async Task CouponAsync(string code, string terms)
    {
        var alpha = (await _host.Store.ListAsync(Query<Partner>.All, default))[0];
        var made = await PostAsync("/coupons", $$"""{"code":"{{code}}","partner_id":"{{alpha.Id}}",{{terms}} }""");
        if (terms.Contains("\"active\":false", StringComparison.Ordinal))
        {
            await PatchAsync($"/coupons/{made.GetProperty("id").GetString()}", """{"active":false}""");
        }
    }

    private async Task<string?> ClickAsync(string slug) =>
        (await _host.PostAsync("/affiliate/track/click", $$"""{"ref":"{{slug}}"}""").JsonAsync()).GetProperty("click_id").GetString();

    private async Task<string> ClickIdAsync(string slug)
    {
        await ClickAsync(slug);
        return (await _host.ClicksAsync()).Single(click => click.Ref == slug).Id.ToString();
    }

    private async Task<string?> ReasonAsync(string transaction, string fields) => (await PostAsync(
        "/track/sale", $$"""{"transaction_id":"{{transaction}}","amount_cents":10000,{{fields}} }""")).GetProperty("reason").GetString();

    private Task<JsonElement> PatchAsync(string path, string body) =>
        _host.SendAsync(HttpMethod.Patch, Api + path, body, "application/json", _key).JsonAsync();

    private Task<JsonElement> PostAsync(string path, string body) => _host.PostAsync(Api + path, body, _key).JsonAsync();
}
