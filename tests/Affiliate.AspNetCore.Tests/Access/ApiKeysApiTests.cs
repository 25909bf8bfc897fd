using System.Net;
using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

public class ApiKeysApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Path = "/affiliate/api/v1/api-keys";

    /// <summary>AF-30.</summary>
    [Fact]
    public async Task A_key_is_shown_once_and_works_within_its_scopes()
    {
        var made = await MakeAsync("""{"name":"CI","scopes":["read","keys.write"],"expires_at":"2099-01-01"}""");
        var secret = made.GetProperty("secret").GetString()!;

        var list = await api.Host.GetAsync(Path, Bearer(secret)).JsonAsync();

        var shown = list.GetProperty("data").EnumerateArray().Single(key => Id(key) == Id(made));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("secret").ValueKind);
        Assert.DoesNotContain(secret, list.GetRawText(), StringComparison.Ordinal);
        Assert.EndsWith(shown.GetProperty("last_four").GetString()!, secret, StringComparison.Ordinal);
        Assert.Equal(["read", "keys.write"], shown.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(JsonValueKind.String, shown.GetProperty("last_used_at").ValueKind);
    }

    /// <summary>AH-40: rotation kills the old key at once.</summary>
    [Fact]
    public async Task A_rotated_key_stops_at_once()
    {
        var made = await MakeAsync("""{"name":"CI","scopes":["read"]}""");
        var old = made.GetProperty("secret").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(old)).StatusCode);

        var next = await api.Host.PostAsync($"{Path}/{Id(made)}/rotate", "{}", Bearer(api.Key)).JsonAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ReadAsync(old)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(next.GetProperty("secret").GetString()!)).StatusCode);
        await api.Host.PostAsync($"{Path}/{Id(made)}/rotate", "{}", Bearer(api.Key))
            .ProblemAsync(HttpStatusCode.Conflict, "key_revoked");
    }

    [Fact]
    public async Task A_key_is_revoked_once_and_the_log_says_by_whom()
    {
        var made = await MakeAsync("""{"name":"CI","scopes":["read"]}""");

        var first = await DeleteAsync(Id(made)).JsonAsync();
        var again = await DeleteAsync(Id(made)).JsonAsync();

        Assert.Equal(first.GetProperty("revoked_at").GetString(), again.GetProperty("revoked_at").GetString());
        var lines = (await api.Host.GetAsync(
                "/affiliate/api/v1/events?type=apikey.revoked&per_page=100", Bearer(api.Key)).JsonAsync())
            .GetProperty("data").EnumerateArray()
            .Where(line => line.GetProperty("payload").GetProperty("key_id").GetString() == Id(made));
        var line = Assert.Single(lines);
        Assert.StartsWith("key_", line.GetProperty("actor").GetString(), StringComparison.Ordinal);
        var change = line.GetProperty("changes").GetProperty("revoked_at");
        Assert.Equal(JsonValueKind.Null, change.GetProperty("before").ValueKind);
        Assert.Equal(JsonValueKind.String, change.GetProperty("after").ValueKind);
    }

    [Fact]
    public async Task A_key_makes_none_that_may_do_more()
    {
        var weak = await api.Host.AddKeyAsync(ApiScopes.KeysWrite);
        var strong = await MakeAsync("""{"name":"strong","scopes":["payouts.write"]}""");

        await api.Host.PostAsync(Path, """{"name":"more","scopes":["payouts.write"]}""", Bearer(weak))
            .ProblemAsync(HttpStatusCode.Forbidden, "missing_scope");
        await api.Host.PostAsync($"{Path}/{Id(strong)}/rotate", "{}", Bearer(weak))
            .ProblemAsync(HttpStatusCode.Forbidden, "missing_scope");
    }

    [Theory]
    [InlineData("""{"scopes":["read"]}""", "name")]
    [InlineData("""{"name":"CI"}""", "scopes")]
    [InlineData("""{"name":"CI","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"CI","scopes":["everything"]}""", "scopes")]
    [InlineData("""{"name":"CI","scopes":["all"]}""", "scopes")]
    [InlineData("""{"name":"CI","scopes":["read"],"expires_at":"2001-01-01"}""", "expires_at")]
    public async Task What_is_wrong_with_a_new_key_is_named(string body, string field)
    {
        var problem = await api.Host.PostAsync(Path, body, Bearer(api.Key))
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    /// <summary>I17.</summary>
    [Fact]
    public async Task Another_programs_key_can_neither_be_seen_nor_stopped()
    {
        var made = await MakeAsync("""{"name":"CI","scopes":["read"]}""");

        await DeleteAsync(Id(made), api.OtherKey).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await api.Host.PostAsync($"{Path}/{Id(made)}/rotate", "{}", Bearer(api.OtherKey))
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");

        var others = await api.Host.GetAsync($"{Path}?per_page=100", Bearer(api.OtherKey)).JsonAsync();
        Assert.DoesNotContain(Id(made), others.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> MakeAsync(string body) =>
        await api.Host.PostAsync(Path, body, Bearer(api.Key)).JsonAsync();

    private Task<HttpResponseMessage> ReadAsync(string key) => api.Host.GetAsync("/affiliate/api/v1/partners", Bearer(key));

    private Task<HttpResponseMessage> DeleteAsync(string id, string? key = null) =>
        api.Host.SendAsync(HttpMethod.Delete, $"{Path}/{id}", null, null, Bearer(key ?? api.Key));

    private static string Id(JsonElement key) => key.GetProperty("id").GetString()!;

    private static (string, string) Bearer(string key) => ("Authorization", $"Bearer {key}");
}
