using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Affiliate.AspNetCore.Tests.Portal;

/// <summary>AH-41: signing in to the portal with a mailed code.</summary>
public sealed class MailedSignInTests : IAsyncLifetime
{
    private readonly MailBox _box = new();
    private TestHost _host = null!;
    private Partner _alpha = null!;

    public async Task InitializeAsync()
    {
        _host = await StartAsync();
        _alpha = await _host.AddPartnerAsync("alpha");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task AH_41_a_code_begins_a_session_of_thirty_days()
    {
        var sent = await AskAsync(_alpha.Email.ToUpperInvariant() + " ");
        var mail = await MailAsync(1);
        var begun = await GiveAsync(_alpha.Email, mail.Code[..3] + " " + mail.Code[3..]);

        Assert.Equal((HttpStatusCode.Accepted, 600), (sent.StatusCode, (await sent.JsonAsync()).GetProperty("expires_in").GetInt32()));
        Assert.Equal((_alpha.Email, _host.Time.Now.AddMinutes(10)), (mail.Partner.Email, mail.ExpiresAt));
        var session = await Task.FromResult(begun).JsonAsync();
        Assert.Equal(_alpha.Id.ToString(), session.GetProperty("partner_id").GetString());
        var cookie = begun.Header("Set-Cookie")!;
        Assert.Matches("^affiliate-portal=[A-Za-z0-9_-]{43}; max-age=2592000; path=/; samesite=lax; httponly$", cookie);

        var token = TokenOf(begun);
        Assert.Equal("alpha", (await GetAsync("/dashboard", token).JsonAsync()).GetProperty("slug").GetString());
        _host.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(1));
        await GetAsync("/dashboard", token).JsonAsync();
        _host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await GetAsync("/dashboard", token).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task AH_41_on_https_the_cookie_is_for_this_host_alone_and_a_plain_one_is_not_looked_at()
    {
        await using var host = await StartAsync(pipeline: app =>
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = "https";
                return next(context);
            });
            app.MapAffiliateEndpoints();
        });
        var partner = await host.AddPartnerAsync("alpha");
        var code = await Portals.AddCodeAsync(host, partner);

        var begun = await host.PostAsync("/affiliate/portal/sign-in/code", $$"""{"email":"{{partner.Email}}","code":"{{code}}"}""", Portals.Headers(null));

        var cookie = begun.Header("Set-Cookie")!;
        Assert.Matches("^__Host-affiliate-portal=[A-Za-z0-9_-]{43}; max-age=2592000; path=/; secure; samesite=lax; httponly$", cookie);
        var token = TokenOf(begun);
        await host.GetAsync("/affiliate/portal/dashboard", ("Cookie", $"__Host-affiliate-portal={token}")).JsonAsync();
        await host.GetAsync("/affiliate/portal/dashboard", ("Cookie", $"affiliate-portal={token}")).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task AH_41_an_address_that_is_nobodys_gets_the_same_answers()
    {
        var deactivated = await _host.AddPartnerAsync("gone", PartnerStatus.Deactivated);
        var answers = new List<string>();
        foreach (var email in new[] { _alpha.Email, "nobody@example.com", deactivated.Email })
        {
            var seen = new List<string>();
            for (var number = 0; number < 6; number++)
            {
                seen.Add(await ShapeAsync(AskAsync(email)));
            }

            for (var number = 0; number < 7; number++)
            {
                seen.Add(await ShapeAsync(GiveAsync(email, "000000")));
            }

            answers.Add(string.Join('\n', seen));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(_alpha.Id, (await MailAsync(1)).Partner.Id);
        Assert.All(_box.Mails, mail => Assert.Equal(_alpha.Id, mail.Partner.Id));
    }

    [Fact]
    public async Task AH_41_five_codes_in_a_quarter_of_an_hour()
    {
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(_alpha.Email)).StatusCode);
            _host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var refused = await AskAsync(_alpha.Email);
        await Task.FromResult(refused).ProblemAsync(HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.Equal("600", refused.Header("Retry-After"));
        _host.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", (await AskAsync(_alpha.Email)).Header("Retry-After"));
        _host.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(_alpha.Email)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(_alpha.Email)).StatusCode);
    }

    [Fact]
    public async Task AH_41_a_code_counts_for_ten_minutes_and_only_until_the_next_one()
    {
        var first = await CodeAsync(1);
        var second = await CodeAsync(2);
        await GiveAsync(_alpha.Email, first).ProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
        _host.Time.Advance(TimeSpan.FromMinutes(10));
        await GiveAsync(_alpha.Email, second).ProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");

        var third = await CodeAsync(3);
        _host.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        await GiveAsync(_alpha.Email, third).JsonAsync();
        await GiveAsync(_alpha.Email, third).ProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
    }

    [Fact]
    public async Task AH_41_after_fifty_wrong_codes_an_address_is_sent_no_more_for_the_day()
    {
        var begun = _host.Time.Now;
        for (var number = 1; number <= 10; number++)
        {
            var code = await CodeAsync(number);
            for (var guess = 0; guess < 5; guess++)
            {
                await GiveAsync(_alpha.Email, code == "000000" ? "000001" : "000000").ProblemAsync(HttpStatusCode.Unauthorized, "invalid_code");
            }

            _host.Time.Advance(TimeSpan.FromMinutes(5));
        }

        var refused = await AskAsync(_alpha.Email);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal((begun.AddDays(1) - _host.Time.Now).TotalSeconds.ToString("0", null), refused.Header("Retry-After"));
        _host.Time.Now = begun.AddDays(1);
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(_alpha.Email)).StatusCode);
    }

    [Fact]
    public async Task AH_41_sessions_end_at_sign_out_and_with_the_partner_and_the_log_says_who()
    {
        var first = await SignInAsync(1);
        var second = await SignInAsync(2, first);
        await GetAsync("/dashboard", first).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var left = await PostAsync("/sign-out", "{}", second);
        await GetAsync("/dashboard", second).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Contains("affiliate-portal=; expires=Thu, 01 Jan 1970", left.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/sign-out", "{}", second)).StatusCode);

        _host.Time.Advance(TimeSpan.FromSeconds(1));
        var third = await SignInAsync(3);
        var key = ("Authorization", $"Bearer {await _host.AddKeyAsync()}");
        await _host.PostAsync($"/affiliate/api/v1/partners/{_alpha.Id}/deactivate", "{}", key).JsonAsync();
        await GetAsync("/dashboard", third).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        var log = (await _host.GetAsync($"/affiliate/api/v1/events?partner_id={_alpha.Id}", key).JsonAsync()).GetProperty("data").EnumerateArray()
            .Where(line => line.GetProperty("type").GetString()!.StartsWith("partner.signed_", StringComparison.Ordinal)).ToList();
        Assert.Equal(["partner.signed_in", "partner.signed_out", "partner.signed_in", "partner.signed_in"], log.Select(line => line.GetProperty("type").GetString()));
        Assert.All(log, line => Assert.Equal(_alpha.Id.ToString(), line.GetProperty("actor").GetString()));
        Assert.All(log, line => Assert.Equal(["partner_id", "session_id"], line.GetProperty("payload").Names()));
    }

    [Fact]
    public async Task AH_41_a_mail_server_that_is_away_is_tried_again_and_neither_address_nor_code_is_logged()
    {
        _box.Failures = 2;
        await AskAsync(_alpha.Email);

        var mail = await MailAsync(1);

        await GiveAsync(_alpha.Email, mail.Code).JsonAsync();
        Assert.Contains(_host.Logs.Lines, line => line.Text.Contains("IPartnerMailer failed with a IOException", StringComparison.Ordinal));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains(_alpha.Email, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains($" {mail.Code}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_address_tries_ten_times_a_minute_where_the_host_knows_it()
    {
        await using var host = await StartAsync(affiliate => affiliate.ConfigureHttp(http =>
            http.ClickAddress = context => IPAddress.Parse(context.Request.Headers["X-Test-Address"]!)));
        await host.AddPartnerAsync("alpha");
        for (var number = 0; number < 10; number++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await FromAsync("203.0.113.1", number)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("203.0.113.1", 10)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("::ffff:203.0.113.1", 10)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await FromAsync("203.0.113.2", 10)).StatusCode);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Accepted, (await FromAsync("203.0.113.1", 11)).StatusCode);

        Task<HttpResponseMessage> FromAsync(string address, int number) => host.PostAsync(
            "/affiliate/portal/sign-in", $$"""{"email":"nobody{{number}}@example.com"}""", [.. Portals.Headers(null), ("X-Test-Address", address)]);
    }

    private Task<TestHost> StartAsync(Action<AffiliateBuilder>? affiliate = null, Action<WebApplication>? pipeline = null) => TestHost.StartAsync(
        builder =>
        {
            builder.UseMailedSignIn<NotingMailer>();
            affiliate?.Invoke(builder);
        },
        pipeline,
        services => services.AddSingleton(_box));

    private Task<HttpResponseMessage> AskAsync(string email) => PostAsync("/sign-in", JsonSerializer.Serialize(new { email }));

    private Task<HttpResponseMessage> GiveAsync(string email, string code, string? token = null) =>
        PostAsync("/sign-in/code", JsonSerializer.Serialize(new { email, code }), token);

    private async Task<string> CodeAsync(int number)
    {
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(_alpha.Email)).StatusCode);
        return (await MailAsync(number)).Code;
    }

    private async Task<string> SignInAsync(int number, string? former = null)
    {
        // The log is in the order of time.
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        return TokenOf(await GiveAsync(_alpha.Email, await CodeAsync(number), former));
    }

    /// <summary>The mail with a number, once it was sent; the clock moves only when it must be sent again.</summary>
    private async Task<PartnerCodeMail> MailAsync(int number)
    {
        for (var waits = 0; _box.Mails.Count < number; waits++)
        {
            Assert.True(waits < 10_000, "No mail came.");
            await Task.Delay(10);
            if (waits > 200 || (_box.Failures >= 0 && waits > 20))
            {
                _host.Time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        return _box.Mails.ElementAt(number - 1);
    }

    private static string TokenOf(HttpResponseMessage answer) => answer.Header("Set-Cookie")!.Split('=', 2)[1].Split(';')[0];

    /// <summary>What can be told from an answer, but for what differs with every one.</summary>
    private static async Task<string> ShapeAsync(Task<HttpResponseMessage> answering)
    {
        var answer = await answering;
        var body = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {string.Join(',', answer.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}={string.Join('|', header.Value)}"))} "
            + System.Text.RegularExpressions.Regex.Replace(body, "\"trace_id\":\"[^\"]*\"", "");
    }

    private Task<HttpResponseMessage> GetAsync(string path, string token) => _host.GetAsync("/affiliate/portal" + path, Portals.Headers(token));

    private Task<HttpResponseMessage> PostAsync(string path, string body, string? token = null) =>
        _host.PostAsync("/affiliate/portal" + path, body, Portals.Headers(token));
}
