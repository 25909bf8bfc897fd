using System.Net;
using System.Text.RegularExpressions;

namespace Affiliate.AspNetCore.Tests;

/// <summary><c>ETag</c> on reads, <c>If-Match</c> on changes.</summary>
public class EntityTagTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Program = "/affiliate/api/v1/programs/me";

    [Fact]
    public async Task A_change_against_the_state_that_was_read_is_made_and_against_another_it_is_412()
    {
        var tag = (await CallAsync(HttpMethod.Get)).Header("ETag")!;

        var changed = await CallAsync(HttpMethod.Patch, """{"min_payout_cents":4711}""", ("If-Match", tag));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await CallAsync(HttpMethod.Patch, """{"min_payout_cents":4712}""", ("If-Match", tag))
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "precondition_failed");

        Assert.Equal(changed.Header("ETag"), (await CallAsync(HttpMethod.Get)).Header("ETag"));
        Assert.Equal(4711, (await CallAsync(HttpMethod.Get).JsonAsync()).GetProperty("min_payout_cents").GetInt64());
    }

    [Theory]
    [InlineData("\"999\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"nonsense\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"0\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    [InlineData("*", HttpStatusCode.OK)]
    public async Task Tags_are_read_as_the_standard_says(string tag, HttpStatusCode status) =>
        Assert.Equal(status, (await CallAsync(HttpMethod.Patch, """{"min_payout_cents":5000}""", ("If-Match", tag))).StatusCode);

    [Fact]
    public async Task What_is_known_already_is_not_sent_again()
    {
        var tag = (await CallAsync(HttpMethod.Get)).Header("ETag")!;

        var answer = await CallAsync(HttpMethod.Get, null, ("If-None-Match", $"\"x\", {tag}"));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_object_that_can_be_read_has_a_tag()
    {
        // A back-fill and a stored message go on by themselves.
        foreach (var route in Routes.WithKey.Where(route => route.Method == "GET" && route.Pattern.EndsWith("/{id}", StringComparison.Ordinal)
            && !Regex.IsMatch(route.Pattern, "/(backfill|inbox)/")))
        {
            var answer = await api.CallAsync(route, null, null);
            Assert.True(answer.Header("ETag") is not null, route.ToString());
        }
    }

    [Fact]
    public async Task Every_change_of_an_object_looks_at_the_tag()
    {
        // Sending messages to an endpoint does not change it, nor does trying again what is owed.
        foreach (var route in Routes.WithKey.Where(route => route.Method != "GET"
            && !Regex.IsMatch(route.Pattern, "^/api/v1/(webhooks/.*(test|replay|resend)|(work|inbox)/.*/rerun|payments/backfill/.*)$")
            && (route.Pattern.Contains("{id}", StringComparison.Ordinal) || route.Pattern.EndsWith("/me", StringComparison.Ordinal))))
        {
            var answer = await api.CallAsync(route, route.Body, headers: ("If-Match", "\"999\""));
            Assert.True(answer.StatusCode == HttpStatusCode.PreconditionFailed, $"{route}: {answer.StatusCode}");
        }
    }

    /// <summary>Whoever goes on with the tag of an answer is not refused.</summary>
    [Fact]
    public async Task The_tag_of_a_change_is_the_one_that_is_read_next()
    {
        foreach (var route in Routes.WithKey.Where(route => route.Method == "PATCH"))
        {
            var tag = (await api.CallAsync(route, route.Body)).Header("ETag");
            var read = Routes.WithKey.Single(one => one.Method == "GET" && one.Pattern == route.Pattern);
            Assert.True(tag is not null && tag == (await api.CallAsync(read, null)).Header("ETag"), $"{route}: {tag}");
        }
    }

    private Task<HttpResponseMessage> CallAsync(HttpMethod method, string? body = null, params (string, string)[] headers) =>
        api.Host.SendAsync(method, Program, body, "application/json", [("Authorization", $"Bearer {api.Key}"), .. headers]);
}
