using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Coupons over HTTP: made, changed, used and stopped.</summary>
public class CouponsApiTests
{
    private const string Path = "/affiliate/api/v1/coupons";

    [Fact]
    public async Task A_coupon_is_made_listed_changed_and_stopped()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");

        var made = await host.PostAsync(Path, $$"""{"code":"Spring","partner_id":"{{partner.Id}}","max_uses":3}""", key).JsonAsync();
        var id = made.GetProperty("id").GetString()!;
        Assert.StartsWith("cpn_", id, StringComparison.Ordinal);
        Assert.Equal((0, true), (made.GetProperty("uses").GetInt32(), made.GetProperty("active").GetBoolean()));
        await host.PostAsync(Path, $$"""{"code":"SPRING","partner_id":"{{partner.Id}}"}""", key)
            .ProblemAsync(HttpStatusCode.Conflict, "code_taken");
        await host.PostAsync(Path, $$"""{"code":"X","partner_id":"{{Sample.Id<PartnerId>()}}"}""", key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        var list = await host.GetAsync(Path + "?search=spring", key).JsonAsync();
        Assert.Equal(1, list.GetProperty("total").GetInt32());

        var changed = await host.SendAsync(HttpMethod.Patch, $"{Path}/{id}", """{"max_uses":null,"code":"Summer"}""", "application/json", key).JsonAsync();
        Assert.Equal(("Summer", System.Text.Json.JsonValueKind.Null), (
            changed.GetProperty("code").GetString(), changed.GetProperty("max_uses").ValueKind));
        await host.PostAsync($"{Path}/{id}/deactivate", "{}", key).JsonAsync();
        Assert.False((await host.GetAsync($"{Path}/{id}", key).JsonAsync()).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task A_sale_with_a_coupon_is_credited_to_its_partner()
    {
        await using var host = await TestHost.StartAsync();
        var partner = await host.AddPartnerAsync("alpha");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await host.PostAsync(Path, $$"""{"code":"Spring","partner_id":"{{partner.Id}}"}""", key).JsonAsync();

        var sale = await host
            .PostAsync("/affiliate/api/v1/track/sale", """{"transaction_id":"t-1","amount_cents":10000,"customer_key":"user-1","coupon":"spring"}""", key)
            .JsonAsync();

        Assert.StartsWith("com_", sale.GetProperty("commission_id").GetString(), StringComparison.Ordinal);
        Assert.Equal(partner.Id, Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default)).PartnerId);
    }
}
