using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>AH-31: partners are changed and deactivated, not deleted.</summary>
public sealed class PartnerChangesApiTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private Partner _alpha = null!;
    private (string, string) _key;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("main", _ => { }).AddProgram("other", _ => { }));
        _alpha = await _host.AddPartnerAsync("alpha");
        _key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AH_31_given_fields_are_changed_and_the_log_says_how()
    {
        var changed = await PatchAsync("""{"first_name":"Alpha","commission_pct":12.5,"user_key":"u-1","status":"suspended"}""").JsonAsync();

        Assert.Equal("Alpha", changed.GetProperty("first_name").GetString());
        Assert.Equal(12.5m, changed.GetProperty("commission_pct").GetDecimal());
        Assert.Equal("suspended", changed.GetProperty("status").GetString());
        Assert.Equal(_alpha.Email, changed.GetProperty("email").GetString());
        var line = (await _host.GetAsync("/affiliate/api/v1/events?type=partner.updated", _key).JsonAsync()).GetProperty("data")[0];
        Assert.Equal(_alpha.Id.ToString(), line.GetProperty("payload").GetProperty("partner_id").GetString());
        Assert.Equal("suspended", line.GetProperty("changes").GetProperty("status").GetProperty("after").GetString());
        Assert.StartsWith("key_", line.GetProperty("actor").GetString(), StringComparison.Ordinal);

        var emptied = await PatchAsync("""{"commission_pct":null,"status":"active"}""").JsonAsync();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, emptied.GetProperty("commission_pct").ValueKind);
    }

    [Fact]
    public async Task AH_31_a_deactivated_partner_stays_and_its_link_is_credited_no_more()
    {
        var stopped = await _host.PostAsync($"/affiliate/api/v1/partners/{_alpha.Id}/deactivate", "{}", _key).JsonAsync();
        await _host.PostAsync($"/affiliate/api/v1/partners/{_alpha.Id}/deactivate", "{}", _key).JsonAsync();

        Assert.Equal("deactivated", stopped.GetProperty("status").GetString());
        Assert.Single((await _host.GetAsync("/affiliate/api/v1/events?type=partner.deleted", _key).JsonAsync())
            .GetProperty("data").EnumerateArray());
        await PatchAsync("""{"status":"invited"}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        await PatchAsync("""{"status":"active"}""").JsonAsync();
    }

    [Fact]
    public async Task What_is_another_partners_is_a_conflict()
    {
        var beta = await _host.PostAsync(
            "/affiliate/api/v1/partners", """{"email":"beta@example.com","slug":"beta","user_key":"u-2"}""", _key).JsonAsync();
        Assert.NotNull(beta.GetProperty("id").GetString());

        await PatchAsync("""{"email":"BETA@example.com"}""").ProblemAsync(HttpStatusCode.Conflict, "email_taken");
        await PatchAsync("""{"user_key":"u-2"}""").ProblemAsync(HttpStatusCode.Conflict, "user_key_taken");
    }

    [Fact]
    public async Task I17_another_programs_partner_is_not_found()
    {
        var other = ("Authorization", $"Bearer {await _host.AddKeyAsync(program: "other")}");

        await _host.SendAsync(HttpMethod.Patch, $"/affiliate/api/v1/partners/{_alpha.Id}", """{"first_name":"x"}""", "application/json", other)
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    private Task<HttpResponseMessage> PatchAsync(string body) => _host.SendAsync(
        HttpMethod.Patch, $"/affiliate/api/v1/partners/{_alpha.Id}", body, "application/json", _key);
}
