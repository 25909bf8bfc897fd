using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-45: reading and changing the terms of the key's program.</summary>
public class ProgramApiTests
{
    private const string Path = "/affiliate/api/v1/programs/me";

    [Fact]
    public async Task AH_45_the_terms_are_read_and_changed()
    {
        await using var host = await TestHost.StartAsync();
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");

        var before = await host.GetAsync(Path, key).JsonAsync();
        var after = await PatchAsync(host, """
            {"name":"Ours","min_payout_cents":1234,"default_commission_pct":25.5,"default_hold_period_days":0,
             "attribution_window_days":30,"cookie_window_days":400,"default_destination":"/welcome",
             "allowed_hosts":["App.Example.com","app.example.com","docs.example.com:8443","bücher.example"]}
            """).JsonAsync();

        Assert.Equal(
            [
                "id", "key", "name", "currency", "default_commission_pct", "attribution_window_days", "cookie_window_days",
                "default_hold_period_days", "hold_to_month_end", "hold_until_next_invoice", "book_in_program_currency", "auto_approve_up_to_cents", "min_payout_cents", "min_payouts_cents", "payout_schedule", "payout_net_days", "withholding_pct", "reserve_pct", "reserve_days", "sepa_origin", "nacha_origin", "write_off_after_days", "write_off_up_to_cents", "require_tax_profile", "default_destination", "cost_parameter", "allowed_hosts", "rules",
                "attribution_model", "coupon_rule", "assist_share_pct", "allow_self_referral", "pay_existing_customers", "keyless_test_leads", "bind_unsigned_signups", "pixel_conversions", "reverse_disputes_at_once", "reactivation_days",
                "repeat_clicks", "bind_at", "rebind_after_days", "merge_at_sign_in", "drop_bots", "identity_order", "created_at", "version",
            ],
            before.Names());
        Assert.Equal((5_000, 20m, 90, 30), (before.GetProperty("min_payout_cents").GetInt64(), before.GetProperty("default_commission_pct").GetDecimal(),
            before.GetProperty("attribution_window_days").GetInt32(), before.GetProperty("default_hold_period_days").GetInt32()));
        Assert.Equal(
            """["app.example.com","docs.example.com:8443","xn--bcher-kva.example"]""", after.GetProperty("allowed_hosts").GetRawText());
        Assert.Equal(after.GetRawText(), (await host.GetAsync(Path, key).JsonAsync()).GetRawText());
        var stored = await host.ProgramAsync();
        Assert.Equal(
            ("Ours", 1_234, new Rate(2_550), TimeSpan.Zero, TimeSpan.FromDays(30), TimeSpan.FromDays(400), "/welcome"),
            (stored.Name, stored.MinPayoutMinorUnits, stored.DefaultCommission, stored.HoldPeriod, stored.AttributionWindow,
                stored.CookieWindow, stored.DefaultDestination));
    }

    [Fact]
    public async Task The_limit_of_automatic_approval_and_minimums_by_currency_are_changed_and_taken_away()
    {
        await using var host = await TestHost.StartAsync();

        var set = await PatchAsync(host, """{"auto_approve_up_to_cents":10000,"min_payouts_cents":{"JPY":6000,"KWD":15000}}""").JsonAsync();
        var stored = await host.ProgramAsync();
        var none = await PatchAsync(host, """{"auto_approve_up_to_cents":null,"min_payouts_cents":{}}""").JsonAsync();
        await PatchAsync(host, """{"min_payouts_cents":{"jpy":1}}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await PatchAsync(host, """{"min_payouts_cents":{"JPY":-1}}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal("""{"JPY":6000,"KWD":15000}""", set.GetProperty("min_payouts_cents").GetRawText());
        Assert.Equal((10_000L, "JPY:6000 KWD:15000"), (stored.AutoApproveUpToMinorUnits, stored.MinPayouts));
        Assert.Equal(("null", "{}"), (none.GetProperty("auto_approve_up_to_cents").GetRawText(), none.GetProperty("min_payouts_cents").GetRawText()));
    }

    [Fact]
    public async Task A_change_counts_at_once()
    {
        await using var host = await TestHost.StartAsync();
        await host.PostAsync("/affiliate/track/click", """{"ref":"x"}""").JsonAsync();

        await PatchAsync(host, """{"cookie_window_days":7}""").JsonAsync();

        var click = await host.PostAsync("/affiliate/track/click", """{"ref":"x"}""").JsonAsync();
        Assert.Equal(7, click.GetProperty("cookie_window_days").GetInt32());
    }

    [Fact]
    public async Task A_stale_version_is_409_and_changes_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var first = await PatchAsync(host, """{"name":"One"}""").JsonAsync();
        var version = first.GetProperty("version").GetInt32();
        var second = await PatchAsync(host, $$"""{"name":"Two","version":{{version}}}""").JsonAsync();

        await PatchAsync(host, $$"""{"name":"Three","version":{{version}}}""").ProblemAsync(HttpStatusCode.Conflict, "stale_version");

        Assert.Equal(version + 1, second.GetProperty("version").GetInt32());
        Assert.Equal("Two", (await host.ProgramAsync()).Name);
    }

    [Fact]
    public async Task What_cannot_be_changed_stays_and_an_empty_change_is_none()
    {
        await using var host = await TestHost.StartAsync();
        var before = await host.ProgramAsync();

        await PatchAsync(host, """{"id":"prog_1","key":"other","currency":"EUR","created_at":"2000-01-01","unknown":1}""").JsonAsync();

        Assert.Equal(before, await host.ProgramAsync());
    }

    private static async Task<HttpResponseMessage> PatchAsync(TestHost host, string body) => await host.SendAsync(
        HttpMethod.Patch, Path, body, "application/json", ("Authorization", $"Bearer {await host.AddKeyAsync()}"));
}
