using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Affiliate.AspNetCore.Tests;

/// <summary>The database away (T9), and clients that go away: 503 or silence, never a 500.</summary>
public class OutageTests
{
    [Fact]
    public async Task T9_every_route_answers_503_while_the_store_is_away_and_works_afterwards()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .UseStore<FailingStore>().AddPaymentWebhook<AcmeWebhook>().AddPaymentFetcher<AcmeFetcher>().AddPayoutProvider<AcmePayouts>()
            .UseMailedSignIn<NotingMailer>());
        var alpha = await host.AddPartnerAsync("alpha");
        var key = ("Authorization", $"Bearer {await host.AddKeyAsync()}");
        var store = (FailingStore)host.Store;

        var names = await MoneySample.AddAsync(host, alpha);
        foreach (var route in Routes.All.Where(route => route.Pattern is not ("/affiliate.js" or "/r/{slug}" or "/track/context" or "/pixel.gif")))
        {
            host.Time.Advance(TimeSpan.FromMinutes(1));
            var token = await host.Services.GetRequiredService<EmbedTokens>().IssueAsync(alpha.ProgramId, AffiliateId.Parse<PartnerId>(names["{embedded}"]));
            var session = await Portals.BeginAsync(host, names["{embedded}"]);
            store.IsAway = true;
            var path = MoneySample.Fill(route.Path, names) + route.Query;
            var body = route.IsWebhook ? """{"id":"evt_1","amount":1}""" : route.Body is null ? null : MoneySample.Fill(route.Body, names);
            (string, string)[] access = route.IsPortal ? Portals.Headers(session)
                : [route.IsEmbedded ? ("Authorization", $"Bearer {token!.Token}") : key, ("Cookie", $"affiliate={VisitorCookie.NewVisitor(Sample.Now):N}")];
            var answer = await host.WhileTimePassesAsync(host.SendAsync(
                new HttpMethod(route.Method), path, body, "application/json", [.. access, AcmeWebhook.Sign(body ?? "")]));

            var problem = await Task.FromResult(answer).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
            Assert.Equal("5", answer.Header("Retry-After"));
            Assert.DoesNotContain("hunter2", problem.GetRawText(), StringComparison.Ordinal);
            store.IsAway = false;
            host.Time.Advance(TimeSpan.FromMinutes(1));
            answer = await host.WhileTimePassesAsync(host.SendAsync(
                new HttpMethod(route.Method), path, body, "application/json", [.. access, AcmeWebhook.Sign(body ?? "")]));
            Assert.True(answer.IsSuccessStatusCode, $"{route}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Whatever_else_goes_wrong_is_503_and_logged()
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.ConfigureHttp(
            o => o.HasConsent = _ => throw new InvalidOperationException("the host's own mistake")));
        await host.AddPartnerAsync("alpha");

        var problem = await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""")
            .ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");

        Assert.DoesNotContain("mistake", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(host.Logs.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("mistake", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST /affiliate/track/click HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"ref\":\"al")]
    [InlineData("POST /affiliate/track/click HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ref")]
    [InlineData("POST /affiliate/webhooks/acme HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")]
    public async Task A_client_that_goes_away_leaves_nothing_and_no_noise(string request)
    {
        await using var host = await TestHost.StartAsync(affiliate => affiliate.AddPaymentWebhook<AcmeWebhook>());
        await host.AddPartnerAsync("alpha");
        for (var i = 0; i < 20; i++)
        {
            using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
            await client.ConnectAsync(host.Address.Host, host.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        }

        await host.PostAsync("/affiliate/track/click", """{"ref":"alpha"}""").JsonAsync();

        Assert.Single(await host.ClicksAsync());
        Assert.Empty(await host.Store.ListAsync(Query<InboxEntry>.All, default));
        Assert.Equal("", string.Join("\n", host.Logs.Lines.Where(line => line.Level > LogLevel.Information).Select(line => line.Text)));
    }

    [Theory]
    [InlineData("POST /affiliate/track/click HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n", "400")]
    [InlineData("POST /affiliate/track/click HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\nConnection: close\r\n\r\n", "413")]
    [InlineData("GET /affiliate/r/alpha HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n", "302")]
    [InlineData("GET /affiliate/r/alpha HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", "400")]
    [InlineData("GET /affiliate/r/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "302")]
    [InlineData("GET /affiliate/r/alpha?to=%ff%00%e2%28 HTTP/1.1\r\nHost: x\r\nReferer: \u00ff\u0001\r\nConnection: close\r\n\r\n", "400")]
    [InlineData("GET /affiliate/r/alpha?to=%ff%00%e2%28 HTTP/1.1\r\nHost: x\r\nReferer: \u00c3\u00a9 x\r\nConnection: close\r\n\r\n", "302")]
    [InlineData("GET /affiliate/r/alpha HTTP/1.1\r\nHost: x\r\nCookie: affiliate=\u00c3\u00a9; affiliate=%00; =;;\r\nConnection: close\r\n\r\n", "302")]
    public async Task Requests_that_no_browser_makes_get_an_answer(string request, string status)
    {
        await using var host = await TestHost.StartAsync();
        await host.AddPartnerAsync("alpha");

        Assert.StartsWith($"HTTP/1.1 {status}", await host.SendRawAsync(request), StringComparison.Ordinal);
    }
}
