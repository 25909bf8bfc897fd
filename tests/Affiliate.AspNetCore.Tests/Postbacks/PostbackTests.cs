using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>CP-04, CP-06: conversions by click id, from networks and pages.</summary>
public class PostbackTests
{
    private const string Postback = "/affiliate/api/v1/postback";

    [Fact]
    public async Task CP_06_a_network_reports_a_conversion_with_the_key_in_the_address_and_it_waits_for_review()
    {
        await using var host = await StartAsync();
        var (click, token) = (await ClickAsync(host), await host.AddKeyAsync(ApiScopes.Postback));

        var body = await host.GetAsync($"{Postback}?token={token}&clickid={click}&transaction_id=n-1&value=99.00&currency=usd").JsonAsync();
        var again = await host.SendAsync(
            HttpMethod.Post, $"{Postback}?token={token}", $"click_id={click}&transaction_id=n-1&value=99", "application/x-www-form-urlencoded").JsonAsync();

        var commission = Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default));
        Assert.Equal((1_980, CommissionStatus.Review, "postback", "postback"), (
            commission.AmountMinorUnits, commission.Status, commission.ReviewReason, commission.Provider));
        Assert.Equal(commission.Id.ToString(), body.GetProperty("commission_id").GetString());
        Assert.Equal(click, (await host.Store.ListAsync(Query<Sale>.All, default)).Single().ClickId?.ToString());
        Assert.Equal((false, true), (body.GetProperty("deduped").GetBoolean(), again.GetProperty("deduped").GetBoolean()));
        Assert.Equal(body.GetProperty("conversion_id").GetString(), again.GetProperty("conversion_id").GetString());
        await AuditAsync(host);
    }

    [Fact]
    public async Task A_key_in_the_header_that_may_report_sales_is_believed()
    {
        await using var host = await StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync(ApiScopes.Postback | ApiScopes.Track)}");
        var click = await ClickAsync(host);

        await host.GetAsync($"{Postback}?click_id={click}&value=10", key).JsonAsync();
        var again = await host.GetAsync($"{Postback}?click_id={click}&value=10", key).JsonAsync();
        var other = await host.GetAsync($"{Postback}?click_id={click}&value=5&event_type=upsell", key).JsonAsync();

        Assert.True(again.GetProperty("deduped").GetBoolean());
        Assert.False(other.GetProperty("deduped").GetBoolean());
        Assert.All(
            await host.Store.ListAsync(Query<Commission>.All, default), one => Assert.Equal(CommissionStatus.Pending, one.Status));
        await AuditAsync(host);
    }

    [Fact]
    public async Task A_powerful_key_is_refused_in_an_address_and_nothing_is_recorded()
    {
        await using var host = await StartAsync();
        var query = $"?click_id={await ClickAsync(host)}&value=1&token=";

        await host.GetAsync(Postback + query + await host.AddKeyAsync()).ProblemAsync(HttpStatusCode.Forbidden, "key_in_address");
        await host.GetAsync(Postback + query + await host.AddKeyAsync(ApiScopes.Track)).ProblemAsync(HttpStatusCode.Forbidden, "key_in_address");
        await host.GetAsync(Postback + query + "wrong").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await host.GetAsync(Postback + query).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await host.PostAsync($"/affiliate/api/v1/track/sale?token={await host.AddKeyAsync(ApiScopes.Track)}", """{"transaction_id":"t","amount_cents":1}""")
            .ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        Assert.Empty(await host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Theory]
    [InlineData("value=-1", "value")]
    [InlineData("value=1.005", "value")]
    [InlineData("value=1e3", "value")]
    [InlineData("value=1,50", "value")]
    [InlineData("value=1.5&currency=JPY", "value")]
    [InlineData("value=10000000000000.01", "value")]
    [InlineData("value=1&value=2", "value")]
    [InlineData("value=1&currency=XYZ", "currency")]
    [InlineData("transaction_id=%0A", "transaction_id")]
    [InlineData("event_type=%00", "event_type")]
    [InlineData("test_mode=maybe", "test_mode")]
    [InlineData("click_id=nonsense", "click_id")]
    [InlineData("clickid=cst_0190d1f75b1c7c3e8a2b0123456789ab", "clickid")]
    [InlineData("", "click_id")]
    public async Task What_cannot_be_is_400_and_named(string query, string field)
    {
        await using var host = await StartAsync();
        var click = query.Contains("click", StringComparison.Ordinal) || query.Length == 0 ? "" : $"&click_id={await ClickAsync(host)}";

        var problem = await host.GetAsync($"{Postback}?{query}{click}&token={await host.AddKeyAsync(ApiScopes.Postback)}")
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal([field], problem.GetProperty("errors").Names());
        Assert.Empty(await host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Fact]
    public async Task The_same_transaction_with_another_value_is_409_and_changes_nothing()
    {
        await using var host = await StartAsync();
        var query = $"?click_id={await ClickAsync(host)}&transaction_id=n-1&token={await host.AddKeyAsync(ApiScopes.Postback)}&value=";
        await host.GetAsync(Postback + query + "10").JsonAsync();

        await host.GetAsync(Postback + query + "10.01").ProblemAsync(HttpStatusCode.Conflict, "idempotency_conflict");

        Assert.Equal(1_000, (await host.Store.ListAsync(Query<Sale>.All, default)).Single().AmountMinorUnits);
        await AuditAsync(host);
    }

    [Fact]
    public async Task A_network_takes_no_transaction_of_the_hosts_own()
    {
        await using var host = await StartAsync();
        var click = await ClickAsync(host);
        await host.GetAsync($"{Postback}?click_id={click}&transaction_id=order-1&value=1&token={await host.AddKeyAsync(ApiScopes.Postback)}").JsonAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");

        var sale = await host.PostAsync(
            "/affiliate/api/v1/track/sale", $$"""{"transaction_id":"order-1","amount_cents":9900,"click_id":"{{click}}"}""", key).JsonAsync();
        await host.PostAsync("/affiliate/api/v1/track/refund", """{"transaction_id":"order-1"}""", key).JsonAsync();

        Assert.False(sale.GetProperty("deduped").GetBoolean());
        var commissions = await host.Store.ListAsync(Query<Commission>.All.Ascending(c => c.AmountMinorUnits), default);
        Assert.Equal(
            [(20L, CommissionStatus.Review), (1_980L, CommissionStatus.Reversed)], commissions.Select(one => (one.AmountMinorUnits, one.Status)));
        await AuditAsync(host);
    }

    [Fact]
    public async Task A_refund_finds_what_a_network_reported()
    {
        await using var host = await StartAsync();
        await host.GetAsync($"{Postback}?click_id={await ClickAsync(host)}&transaction_id=n-1&value=10&token={await host.AddKeyAsync(ApiScopes.Postback)}").JsonAsync();

        var refund = await host.PostAsync(
            "/affiliate/api/v1/track/refund", """{"transaction_id":"n-1"}""", ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        Assert.Equal("reversed", refund.GetProperty("status").GetString());
        Assert.Equal(200, refund.GetProperty("reversed_cents").GetInt64());
        await AuditAsync(host);
    }

    [Fact]
    public async Task An_unknown_click_and_a_partner_who_is_gone_earn_nothing_and_say_why()
    {
        await using var host = await StartAsync();
        var (click, token) = (await ClickAsync(host), await host.AddKeyAsync(ApiScopes.Postback));
        var alpha = (await host.Store.ListAsync(Query<Partner>.All, default)).Single();
        await host.Store.SaveAsync(alpha with { Status = PartnerStatus.Deactivated });

        var gone = await host.GetAsync($"{Postback}?click_id={click}&value=10&token={token}").JsonAsync();
        var unknown = await host.GetAsync($"{Postback}?click_id=clk_0190d1f75b1c7c3e8a2b0123456789ab&value=10&token={token}").JsonAsync();

        Assert.All([gone, unknown], body => Assert.Equal(JsonValueKind.Null, body.GetProperty("commission_id").ValueKind));
        Assert.All([gone, unknown], body => Assert.NotNull(body.GetProperty("reason").GetString()));
        Assert.Empty(await host.Store.ListAsync(Query<Commission>.All, default));
    }

    [Fact]
    public async Task A_click_of_another_program_credits_nobody()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .AddProgram("main", program => program.TakesPixelConversions = true).AddProgram("other", _ => { }));
        await host.AddPartnerAsync("alpha", program: "other");
        var click = (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha","program_id":"other"}""").JsonAsync())
            .GetProperty("click_id").GetString();

        var body = await host.GetAsync(
            $"{Postback}?click_id={click}&value=10&token={await host.AddKeyAsync(ApiScopes.Postback, "main")}").JsonAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync($"/affiliate/pixel.gif?program_id=main&click_id={click}&value=10")).StatusCode);

        Assert.Equal("unattributed", body.GetProperty("reason").GetString());
        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
        Assert.Empty(await host.Store.ListAsync(Query<Commission>.All, default));
    }

    [Fact]
    public async Task In_test_mode_only_the_twin_hears_of_it()
    {
        await using var host = await StartAsync();
        var program = await host.ProgramAsync();
        var query = $"{Postback}?click_id={await ClickAsync(host)}&value=10&token=";
        var test = await host.Services.GetRequiredService<ApiKeys>().CreateAsync(program.Id, "test", ApiScopes.Postback, isTest: true);

        var flagged = await host.GetAsync($"{query}{await host.AddKeyAsync(ApiScopes.Postback)}&test_mode=true").JsonAsync();
        var keyed = await host.GetAsync($"{query}{test.Secret}").JsonAsync();

        Assert.NotNull(flagged.GetProperty("commission_id").GetString());
        Assert.True(keyed.GetProperty("deduped").GetBoolean());
        Assert.Equal(program.Id.Test(), (await host.Store.ListAsync(Query<Commission>.All, default)).Single().ProgramId);
    }

    [Fact]
    public async Task CP_04_a_page_reports_a_conversion_by_a_picture_where_the_program_takes_them()
    {
        await using var host = await StartAsync();
        var picture = $"/affiliate/pixel.gif?click_id={await ClickAsync(host)}&transaction_id=o-1&value=49.90&currency=EUR";
        await host.GetAsync(picture).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"pixel_conversions":true}""", "application/json",
            ("Authorization", $"Bearer {await host.AddKeyAsync()}")).JsonAsync();

        var answers = new[]
        {
            await host.GetAsync(picture), await host.GetAsync(picture), await host.GetAsync(picture.Replace("49.90", "50", StringComparison.Ordinal)),
            await host.GetAsync("/affiliate/pixel.gif?click_id=clk_0190d1f75b1c7c3e8a2b0123456789ab&value=1"),
        };

        foreach (var answer in answers)
        {
            Assert.Equal((HttpStatusCode.OK, "image/gif", "no-store"), (
                answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), answer.Header("Cache-Control")));
            Assert.Equal("GIF89a"u8.ToArray(), (await answer.Content.ReadAsByteArrayAsync())[..6]);
        }

        var commission = Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default));
        Assert.Equal((998, "EUR", CommissionStatus.Review, "pixel"), (
            commission.AmountMinorUnits, commission.Currency, commission.Status, commission.ReviewReason));
        await host.GetAsync("/affiliate/pixel.gif?click_id=x").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await AuditAsync(host);
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");
        return host;
    }

    private static async Task<string> ClickAsync(TestHost host) =>
        (await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync()).GetProperty("click_id").GetString()!;

    private static async Task AuditAsync(TestHost host) =>
        Assert.Empty(await host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
}
