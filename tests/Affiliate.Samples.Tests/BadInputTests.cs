using System.Net;
using System.Text;

namespace Affiliate.Samples;

/// <summary>T21: the answers to bad input by HTTP. Nothing is stored, and nothing answers 500.</summary>
public sealed class BadInputTests(BadInputTests.Running running) : IClassFixture<BadInputTests.Running>
{
    private const string Click = "/affiliate/track/click";
    private const string Stripe = "/affiliate/webhooks/stripe";
    private readonly SaasClient _client = running.Client;

    [Fact]
    public async Task A_message_that_is_not_Stripes_is_refused()
    {
        var body = StripeMessage.InvoicePaid("evt_1", "in_1", "user", net: 9_900);
        var stale = DateTimeOffset.UtcNow.AddSeconds(-301);
        var early = DateTimeOffset.UtcNow.AddSeconds(310);

        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, body, Signed(StripeMessage.Sign(body, secret: "whsec_other")));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, body, Signed(StripeMessage.Sign(body, stale)));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, body, Signed(StripeMessage.Sign(body, early)));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, body, Signed("nonsense"));
        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, body);
        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, [], Signed(StripeMessage.Sign([])));
        byte[] changed = [.. body[..^1], (byte)' ', (byte)'}'];
        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, changed, Signed(StripeMessage.Sign(body)));
    }

    [Fact]
    public async Task A_truncated_message_is_refused_even_when_it_is_signed()
    {
        var body = StripeMessage.InvoicePaid("evt_1", "in_1", "user", net: 9_900);
        var truncated = body[..(body.Length / 2)];

        await AssertRefusedAsync(HttpStatusCode.BadRequest, Stripe, truncated, Signed(StripeMessage.Sign(truncated)));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused()
    {
        var body = new byte[3 * 1024 * 1024];

        await AssertRefusedAsync(HttpStatusCode.RequestEntityTooLarge, Stripe, body, Signed(StripeMessage.Sign(body)));
    }

    [Theory]
    [InlineData("{\"ref\":\"alpha\"", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"ref\":\"alpha\",\"ref\":\"beta\"}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"ref\":5}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"ref\":\"alpha\"}", "application/xml", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("ref=alpha", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_click_that_cannot_be_read_is_refused(string body, string contentType, HttpStatusCode answer) =>
        await AssertRefusedAsync(answer, Click, Encoding.UTF8.GetBytes(body), contentType);

    [Theory]
    [InlineData("/signup", "{}")]
    [InlineData("/signup", """{"email":null,"password":null}""")]
    [InlineData("/signup", """{"email":"user@example.com"}""")]
    [InlineData("/signin", "{}")]
    [InlineData("/signin", "null")]
    public async Task An_account_without_address_or_password_is_refused(string path, string body) =>
        await AssertRefusedAsync(HttpStatusCode.BadRequest, path, Encoding.UTF8.GetBytes(body));

    [Fact]
    public async Task A_click_of_a_megabyte_is_refused()
    {
        var body = Encoding.UTF8.GetBytes("{\"ref\":\"alpha\",\"landing\":\"/" + new string('x', 1_000_000) + "\"}");

        await AssertRefusedAsync(HttpStatusCode.RequestEntityTooLarge, Click, body);
    }

    [Fact]
    public async Task An_unknown_slug_answers_in_the_same_shape_and_credits_nobody()
    {
        var before = await StoredAsync();

        var unknown = await _client.ClickAsync("nobody");

        Assert.Equal(before, await StoredAsync());
        Assert.Equal(["click_id", "cookie_window_days", "partner"], unknown.Names());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, unknown.GetProperty("click_id").ValueKind);
    }

    [Fact]
    public async Task A_redirect_of_an_unknown_slug_goes_to_the_default_destination()
    {
        var before = await StoredAsync();

        Assert.Equal((HttpStatusCode.Redirect, "/"), await _client.RedirectAsync("/affiliate/r/nobody"));

        Assert.Equal(before, await StoredAsync());
    }

    [Theory]
    [InlineData("GET", "/affiliate/track/click", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/affiliate/webhooks/stripe", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/affiliate/nothing/here", HttpStatusCode.NotFound)]
    [InlineData("GET", "/affiliate/api/v1/events", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/affiliate/api/v1/track/sale", HttpStatusCode.Unauthorized)]
    public async Task A_wrong_method_path_or_key_is_refused(string method, string path, HttpStatusCode answer) =>
        Assert.Equal(answer, await _client.SendAsync(method, path));

    private static (string Name, string Value)[] Signed(string signature) => [("Stripe-Signature", signature)];

    private Task AssertRefusedAsync(
        HttpStatusCode answer, string path, byte[] body, params (string Name, string Value)[] headers) =>
        AssertRefusedAsync(answer, path, body, "application/json", headers);

    private async Task AssertRefusedAsync(HttpStatusCode answer, string path, byte[] body, string contentType,
        params (string Name, string Value)[] headers)
    {
        var before = await StoredAsync();

        Assert.Equal(answer, await _client.PostAsync(path, body, contentType, headers));

        Assert.Equal(before, await StoredAsync());
    }

    private async Task<(int Events, int Clicks, int Commissions)> StoredAsync() => (
        (await _client.ApiAsync("events")).Int("total"),
        (await _client.ApiAsync("analytics")).GetProperty("totals").Int("clicks"),
        (await _client.ApiAsync("commissions")).Int("total"));

    /// <summary>One host for all tests: none of them changes anything.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly Installation _installation = Installation.Sqlite();

        internal SaasClient Client { get; private set; } = null!;

        public async Task InitializeAsync() => Client = _installation.Visit(await _installation.StartAsync());

        public async Task DisposeAsync()
        {
            Client.Dispose();
            await _installation.DisposeAsync();
        }
    }
}
