using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-30, AH-31: enrolling and listing partners over HTTP.</summary>
public class PartnersApiTests
{
    private const string Path = "/affiliate/api/v1/partners";

    [Fact]
    public async Task AH_30_a_partner_is_enrolled_invited_and_can_be_read()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);

        var answer = await host.PostAsync(
            Path,
            """{"email":" Alpha@Example.com ","slug":"Alpha_L","first_name":"Alpha","last_name":"Lastname","commission_pct":12.5,"metadata":{"tier":[1,2]}}""",
            key);

        var body = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(
            ["id", "program_id", "email", "slug", "first_name", "last_name", "user_key", "tenant_key", "commission_pct",
                "hold_period_days", "attribution_window_days", "group_id", "plan_id", "recruited_by", "payout_method", "payout_email", "stripe_account_id", "status", "metadata",
                "created_at"],
            body.Names());
        Assert.Matches("^par_[0-9a-f]{32}$", body.GetProperty("id").GetString()!);
        Assert.Equal(
            ("alpha@example.com", "alpha_l", 12.5m, "invited", """{"tier":[1,2]}"""),
            (body.GetProperty("email").GetString(), body.GetProperty("slug").GetString(), body.GetProperty("commission_pct").GetDecimal(),
                body.GetProperty("status").GetString(), body.GetProperty("metadata").GetRawText()));
        var read = await host.GetAsync(answer.Header("Location")!, key).JsonAsync();
        Assert.Equal(body.GetRawText(), read.GetRawText());
    }

    [Fact]
    public async Task AH_30_without_a_share_of_their_own_it_is_null()
    {
        await using var host = await TestHost.StartAsync();

        var body = await host.PostAsync(Path, """{"email":"a@b.c","slug":"a","commission_pct":null}""", await KeyAsync(host)).JsonAsync();

        Assert.Equal(JsonValueKind.Null, body.GetProperty("commission_pct").ValueKind);
    }

    [Theory]
    [InlineData("12.344", 12.34)]
    [InlineData("12.345", 12.35)]
    [InlineData("1e1", 10)]
    public async Task AH_26_a_share_is_rounded_to_basis_points(string given, decimal kept)
    {
        await using var host = await TestHost.StartAsync();

        var body = await host.PostAsync(Path, $$"""{"email":"a@b.c","slug":"a","commission_pct":{{given}}}""", await KeyAsync(host)).JsonAsync();

        Assert.Equal(kept, body.GetProperty("commission_pct").GetDecimal());
    }

    [Theory]
    [InlineData("""{"email":"ALPHA@example.com","slug":"other"}""", "email_taken")]
    [InlineData("""{"email":"other@example.com","slug":"Alpha"}""", "slug_taken")]
    public async Task AH_30_email_and_slug_are_unique_in_the_program(string body, string code)
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.PostAsync(Path, """{"email":"alpha@example.com","slug":"alpha"}""", key).JsonAsync();

        await host.PostAsync(Path, body, key).ProblemAsync(HttpStatusCode.Conflict, code);

        Assert.Single(await host.Store.ListAsync(Query<Partner>.All, default));
    }

    [Fact]
    public async Task A_slug_that_was_asked_for_before_works_at_once()
    {
        await using var host = await TestHost.StartAsync();
        await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();
        await host.PostAsync(Path, """{"email":"alpha@example.com","slug":"alpha"}""", await KeyAsync(host)).JsonAsync();

        var click = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();

        Assert.NotNull(click.GetProperty("click_id").GetString());
    }

    [Fact]
    public async Task AH_31_partners_are_listed_by_status_and_search()
    {
        await using var host = await TestHost.StartAsync();
        var key = await KeyAsync(host);
        await host.AddPartnerAsync("alpha");
        await host.AddPartnerAsync("beta", PartnerStatus.Deactivated);

        async Task<string[]> SlugsAsync(string query) =>
        [
            .. (await host.GetAsync(Path + query, key).JsonAsync()).GetProperty("data").EnumerateArray()
                .Select(item => item.GetProperty("slug").GetString()!).Order(),
        ];

        Assert.Equal(["alpha", "beta"], await SlugsAsync(""));
        Assert.Equal(["beta"], await SlugsAsync("?status=deactivated"));
        Assert.Equal(["alpha"], await SlugsAsync("?search=ALPH"));
        Assert.Empty(await SlugsAsync("?search=ALPH&status=invited"));
    }

    private static async Task<(string, string)> KeyAsync(TestHost host) => ("Authorization", $"Bearer {await host.AddKeyAsync()}");
}
