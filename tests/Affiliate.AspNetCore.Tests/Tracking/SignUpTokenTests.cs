using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Semantics 12: what a browser reports counts when the host vouches for it.</summary>
public class SignUpTokenTests
{
    [Fact]
    public async Task AF_03_a_sign_up_with_the_hosts_token_binds_like_the_hosts_own_report()
    {
        await using var host = await StartAsync();
        var (click, cookie) = await ArriveAsync(host);
        var token = await (await host.GetAsync("/token/user-1")).Content.ReadAsStringAsync();

        await host.PostAsync(
            "/affiliate/track/signup", $$"""{"customer_key":"user-1","email":"Buyer@Example.com","token":"{{token}}"}""", cookie).JsonAsync();

        var referral = Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default));
        Assert.Equal((click.Id, null), (referral.ClickId, referral.Review));
        var customer = Assert.Single(await host.Store.ListAsync(Query<Customer>.All, default));
        Assert.Equal(("user-1", "b***@e***.com"), (customer.Key, customer.EmailMasked));
        Assert.Equal(Lead.SignUp, Assert.Single(await host.Store.ListAsync(Query<Lead>.All, default)).EventName);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("old")]
    [InlineData("changed")]
    [InlineData("none")]
    public async Task Without_a_token_that_vouches_it_is_evidence_and_binds_nobody(string kind)
    {
        await using var host = await StartAsync();
        var (_, cookie) = await ArriveAsync(host);
        var token = await (await host.GetAsync(kind == "other" ? "/token/user-2" : "/token/user-1")).Content.ReadAsStringAsync();
        if (kind == "old")
        {
            host.Time.Advance(TimeSpan.FromMinutes(61));
        }

        token = kind switch { "changed" => token[..^2] + (token[^2] == 'A' ? "BA" : "AA"), "none" => "", _ => token };
        await host.PostAsync("/affiliate/track/signup", $$"""{"customer_key":"user-1","token":"{{token}}"}""", cookie).JsonAsync();

        Assert.Empty(await host.Store.ListAsync(Query<Referral>.All, default));
        Assert.Equal("unconfirmed:user-1", Assert.Single(await host.Store.ListAsync(Query<Customer>.All, default)).Key);
    }

    [Fact]
    public async Task Where_the_program_allows_it_a_browser_alone_binds_a_new_customer_for_review()
    {
        await using var host = await StartAsync(program => program.BindsUnsignedSignUps = true);
        var (_, cookie) = await ArriveAsync(host);
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        await host.PostAsync("/affiliate/api/v1/track/sale", """{"transaction_id":"t-0","amount_cents":100,"customer_key":"user-2"}""", key).JsonAsync();

        await host.PostAsync("/affiliate/track/signup", """{"customer_key":"user-1"}""", cookie).JsonAsync();
        await host.PostAsync("/affiliate/track/signup", """{"customer_key":"user-2"}""", cookie).JsonAsync();
        await host.PostAsync("/affiliate/api/v1/track/sale", """{"transaction_id":"t-1","amount_cents":10000,"customer_key":"user-1"}""", key).JsonAsync();

        Assert.Equal("unsigned_sign_up", Assert.Single(await host.Store.ListAsync(Query<Referral>.All, default)).Review);
        Assert.Equal(CommissionStatus.Review, Assert.Single(await host.Store.ListAsync(Query<Commission>.All, default)).Status);
    }

    private static Task<TestHost> StartAsync(Action<ProgramOptions>? program = null) => TestHost.StartAsync(
        affiliate => affiliate.AddProgram("default", options => program?.Invoke(options)),
        app =>
        {
            app.MapAffiliateEndpoints();
            app.MapGet("/token/{user}", async (string user, HttpContext context) => await context.GetAffiliateSignUpTokenAsync(user));
        });

    private static async Task<(Click Click, (string, string) Cookie)> ArriveAsync(TestHost host)
    {
        await host.AddPartnerAsync("alpha");
        await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        var click = Assert.Single(await host.ClicksAsync());
        return (click, ("Cookie", $"affiliate={click.VisitorId:N}"));
    }
}
