using System.Net;
using System.Text;

namespace Affiliate.AspNetCore.Tests;

/// <summary><c>POST /webhooks/{provider}</c>: the order of checks and the answers (payment-providers §2).</summary>
public class WebhookEndpointTests
{
    private const string Path = "/affiliate/webhooks/acme";
    private const string Body = """{"id":"evt_1","amount":9900,"customer":"user-7"}""";

    [Fact]
    public async Task A_signed_message_is_stored_and_applied_before_the_answer()
    {
        await using var host = await StartAsync();

        var answer = await host.PostAsync(Path, Body, AcmeWebhook.Sign(Body));

        Assert.Equal("""{"received":true}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Header("Set-Cookie"));
        var entry = Assert.Single(await host.Store.ListAsync(Query<InboxEntry>.All, default));
        Assert.Equal(Encoding.UTF8.GetBytes(Body), entry.Body);
        Assert.Equal(9_900, Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default)).AmountMinorUnits);
    }

    [Fact]
    public async Task The_same_message_again_is_200_and_has_no_effect()
    {
        await using var host = await StartAsync();

        for (var i = 0; i < 3; i++)
        {
            await host.PostAsync(Path, Body, AcmeWebhook.Sign(Body)).JsonAsync();
        }

        Assert.Single(await host.Store.ListAsync(Query<InboxEntry>.All, default));
        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Theory]
    [InlineData("signature-missing")]
    [InlineData("signature-mismatch", "length=1")]
    [InlineData("signature-malformed", "length=52", "length=52")]
    public async Task A_bad_signature_is_400_with_the_fixed_reason_and_nothing_is_stored(
        string reason, params string[] signatures)
    {
        await using var host = await StartAsync();
        var lines = string.Concat(signatures.Select(signature => $"Acme-Signature: {signature}\r\n"));

        var answer = await host.SendRawAsync(
            $"POST {Path} HTTP/1.1\r\nHost: localhost\r\n{lines}Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"invalid_signature\"", answer, StringComparison.Ordinal);
        Assert.Contains($"\"reason\":\"{reason}\"", answer, StringComparison.Ordinal);
        Assert.Empty(await host.Store.ListAsync(Query<InboxEntry>.All, default));
    }

    [Theory]
    [InlineData("not json", "invalid_json", "bad-json")]
    [InlineData("[]", "bad-envelope", "bad-envelope")]
    [InlineData("{}", "bad-envelope", "bad-envelope")]
    public async Task A_signed_message_that_is_none_is_400(string body, string code, string reason)
    {
        await using var host = await StartAsync();

        var problem = await host.PostAsync(Path, body, AcmeWebhook.Sign(body)).ProblemAsync(HttpStatusCode.BadRequest, code);

        Assert.Equal(reason, problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_empty_body_is_400()
    {
        await using var host = await StartAsync();

        var answer = await host.SendAsync(HttpMethod.Post, Path, "", null, AcmeWebhook.Sign(""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_exact_bytes_are_verified_and_stored()
    {
        await using var host = await StartAsync();
        const string body = "\uFEFF\r\n{\"id\":\"evt_1\"}\r\n";

        var answer = await host.SendAsync(HttpMethod.Post, Path, body, "application/whatever", AcmeWebhook.Sign(body));

        // The mark makes it bad JSON, not a bad signature: nothing was trimmed or decoded on the way.
        await Task.FromResult(answer).ProblemAsync(HttpStatusCode.BadRequest, "invalid_json");
    }

    [Fact]
    public async Task Named_endpoints_are_told_apart()
    {
        await using var host = await StartAsync();

        await host.PostAsync(Path + "/live", Body, AcmeWebhook.Sign(Body)).JsonAsync();

        Assert.Equal("live", Assert.Single(await host.Store.ListAsync(Query<InboxEntry>.All, default)).Endpoint);
        await host.PostAsync(Path + "/" + new string('x', 65), Body, AcmeWebhook.Sign(Body)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("/affiliate/webhooks/nobody")]
    [InlineData("/affiliate/webhooks/ACME")]
    [InlineData("/affiliate/webhooks/host")]
    public async Task An_unknown_provider_is_404(string path)
    {
        await using var host = await StartAsync();

        await host.PostAsync(path, Body, AcmeWebhook.Sign(Body)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_log_says_why_a_message_had_no_effect()
    {
        await using var host = await StartAsync();

        await host.PostAsync(Path, Body, AcmeWebhook.Sign("shorter")).ProblemAsync(HttpStatusCode.BadRequest, "invalid_signature");
        await host.PostAsync(Path, """{"id":"other"}""", AcmeWebhook.Sign("""{"id":"other"}""")).JsonAsync();
        await host.PostAsync(Path, Body, AcmeWebhook.Sign(Body)).JsonAsync();

        var line = Assert.Single(host.Logs.Lines, line => line.Text.Contains("no effect", StringComparison.Ordinal));
        Assert.StartsWith("A message of acme had no effect: signature-mismatch.", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_without_a_secret_is_503()
    {
        await using var host = await StartAsync();

        await host.PostAsync(Path + "/unset", Body, AcmeWebhook.Sign(Body)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "not_configured");
    }

    [Fact]
    public async Task With_the_store_away_it_is_503_and_the_provider_tries_again()
    {
        await using var host = await StartAsync(affiliate => affiliate.UseStore<FailingStore>());
        ((FailingStore)host.Store).IsAway = true;

        var answer = await host.WhileTimePassesAsync(host.PostAsync(Path, Body, AcmeWebhook.Sign(Body)));

        await Task.FromResult(answer).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
        ((FailingStore)host.Store).IsAway = false;
        await host.PostAsync(Path, Body, AcmeWebhook.Sign(Body)).JsonAsync();
        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Fact]
    public async Task Two_mebibytes_are_taken_and_a_byte_more_is_413()
    {
        await using var host = await StartAsync();
        var body = Body.PadRight(2 * 1024 * 1024);

        await host.PostAsync(Path, body, AcmeWebhook.Sign(body)).JsonAsync();
        await host.PostAsync(Path, body + " ", AcmeWebhook.Sign(body + " ")).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
    }

    [Fact]
    public async Task The_longest_message_can_be_set_within_reason()
    {
        await using var host = await StartAsync(affiliate => affiliate.ConfigureHttp(http => http.MaxWebhookBytes = 16 * 1024));
        var body = Body.PadRight((16 * 1024) + 1);

        await host.PostAsync(Path, body, AcmeWebhook.Sign(body)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
        foreach (var length in new[] { (16 * 1024) - 1, (8 * 1024 * 1024) + 1 })
        {
            await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
                () => StartAsync(affiliate => affiliate.ConfigureHttp(http => http.MaxWebhookBytes = length)));
        }
    }

    [Fact]
    public async Task Without_a_secret_nothing_else_is_looked_at()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, Path + "/unset")) { Content = new StringContent("x") };
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");

        await host.Client.SendAsync(request).ProblemAsync(HttpStatusCode.ServiceUnavailable, "not_configured");
    }

    private static Task<TestHost> StartAsync(Action<AffiliateBuilder>? affiliate = null) => TestHost.StartAsync(builder =>
    {
        builder.AddPaymentWebhook<AcmeWebhook>();
        affiliate?.Invoke(builder);
    });
}
