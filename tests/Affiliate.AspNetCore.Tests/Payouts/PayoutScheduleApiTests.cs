using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>The payouts that a program makes by itself, seen and set over HTTP.</summary>
public sealed class PayoutScheduleApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_next_payouts_are_seen_before_they_are_made()
    {
        var alpha = await _host.AddPartnerAsync("alpha");
        await _host.Store.SaveAsync(alpha with { Status = PartnerStatus.Active });
        var click = Sample.Click(alpha);
        await _host.Store.AddClicksAsync(click);
        await PostAsync("/track/lead", $$"""{"customer_key":"user-1","click_id":"{{click.Id}}"}""");
        var sale = await PostAsync("/track/sale", """{"transaction_id":"t-1","amount_cents":30000,"currency":"USD","customer_key":"user-1"}""");
        await PostAsync("/commissions/approve", $$"""{"ids":["{{sale.GetProperty("commission_id").GetString()}}"]}""");

        var plan = await ScheduleAsync();

        Assert.Equal(("monthly", 0, "planned"), (
            plan.GetProperty("payout_schedule").GetString(), plan.GetProperty("payout_net_days").GetInt32(), plan.GetProperty("next").GetProperty("status").GetString()));
        Assert.Equal(
            (new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 4, 2, 0, 0, 0, TimeSpan.Zero)),
            (plan.GetProperty("next").GetProperty("period_end").GetDateTimeOffset(), plan.GetProperty("next").GetProperty("run_at").GetDateTimeOffset()));
        Assert.True(plan.GetProperty("dry_run").GetProperty("dry_run").GetBoolean());
        Assert.Equal(6_000, plan.GetProperty("dry_run").GetProperty("total_amount_cents").GetProperty("USD").GetInt64());
        Assert.Empty(await _host.Store.ListAsync(Query<Payout>.All, default));
    }

    [Fact]
    public async Task The_schedule_is_changed_and_switched_off_and_bad_ones_are_refused()
    {
        var changed = await PatchAsync("""{"payout_schedule":"weekly","payout_net_days":15}""").JsonAsync();
        var weekly = await ScheduleAsync();
        await PatchAsync("""{"payout_schedule":"on_request"}""").JsonAsync();
        var off = await ScheduleAsync();

        Assert.Equal(("weekly", 15), (changed.GetProperty("payout_schedule").GetString(), changed.GetProperty("payout_net_days").GetInt32()));
        Assert.Equal(new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero), weekly.GetProperty("next").GetProperty("run_at").GetDateTimeOffset());
        Assert.Equal("on_request", off.GetProperty("payout_schedule").GetString());
        Assert.Equal(JsonValueKind.Null, off.GetProperty("next").ValueKind);
        foreach (var bad in new[] { """{"payout_schedule":"daily"}""", """{"payout_schedule":null}""", """{"payout_net_days":-1}""", """{"payout_net_days":121}""", """{"payout_net_days":1.5}""" })
        {
            await PatchAsync(bad).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }
    }

    private Task<JsonElement> ScheduleAsync() => _host.GetAsync("/affiliate/api/v1/payouts/schedule", _key).JsonAsync();

    private Task<HttpResponseMessage> PatchAsync(string body) =>
        _host.SendAsync(HttpMethod.Patch, "/affiliate/api/v1/programs/me", body, "application/json", _key);

    private Task<JsonElement> PostAsync(string path, string body) => _host.PostAsync("/affiliate/api/v1" + path, body, _key).JsonAsync();
}
