using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore.Tests.Work;

/// <summary>T19: what was given up is visible and can be tried again, one or many.</summary>
public sealed class WorkApiTests
{
    private const string Handler = "mail-the-partner";

    [Fact]
    public async Task A_handler_that_keeps_failing_is_shown_parked_and_run_again_by_hand()
    {
        var (handled, isBroken) = (0, true);
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .Configure(options => options.MaxAttempts = 2)
            .On<PartnerCreated>(Handler, (_, _, _) =>
            {
                if (isBroken)
                {
                    throw new IOException("The mail server is away.");
                }

                Interlocked.Increment(ref handled);
                return Task.CompletedTask;
            })
            .On<CommissionCreated>("idle", (_, _, _) => Task.CompletedTask));
        var key = await host.AddKeyAsync();
        foreach (var slug in new[] { "one", "two" })
        {
            await CallAsync(host, key, HttpMethod.Post, "/partners", $$"""{"email":"{{slug}}@example.com","slug":"{{slug}}"}""");
        }

        var parked = await WhenAsync(host, key, "/work", page => (int)page["total"]! == 2);
        Assert.All(parked["data"]!.AsArray(), item => Assert.Equal(
            ("handler", Handler, "partner.created", 2), ((string)item!["kind"]!, (string)item["handler"]!, (string)item["event_type"]!, (int)item["attempts"]!)));
        Assert.Contains("The mail server is away.", (string)parked["data"]![0]!["last_error"]!, StringComparison.Ordinal);
        var handlers = (await CallAsync(host, key, HttpMethod.Get, "/work/handlers"))["data"]!.AsArray();
        Assert.Equal([("idle", 0, 0), (Handler, 0, 2)], handlers.Select(one => ((string)one!["name"]!, (int)one["waiting"]!, (int)one["parked"]!)));
        Assert.Equal(0, (int)(await CallAsync(host, key, HttpMethod.Get, "/work?handler=idle"))["total"]!);

        isBroken = false;
        Assert.Equal(1, (int)(await CallAsync(host, key, HttpMethod.Post, $"/work/{parked["data"]![0]!["id"]}/rerun", "{}"))["count"]!);
        await WhenAsync(host, key, "/work/handlers", _ => Volatile.Read(ref handled) == 1);
        Assert.Equal(0, (int)(await CallAsync(host, key, HttpMethod.Post, "/work/rerun", """{"handler":"idle"}"""))["count"]!);
        Assert.Equal(1, (int)(await CallAsync(host, key, HttpMethod.Post, "/work/rerun", $$"""{"handler":"{{Handler}}"}"""))["count"]!);
        await WhenAsync(host, key, "/work/handlers", _ => Volatile.Read(ref handled) == 2);
        Assert.Equal(0, (int)(await WhenAsync(host, key, "/work", page => (int)page["total"]! == 0))["total"]!);
    }

    private static async Task<JsonNode> WhenAsync(TestHost host, string key, string path, Func<JsonNode, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var answer = await CallAsync(host, key, HttpMethod.Get, path);
            if (isSo(answer))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<JsonNode> CallAsync(TestHost host, string key, HttpMethod method, string path, string? body = null)
    {
        using var answer = await host.SendAsync(
            method, "/affiliate/api/v1" + path, body, body is null ? null : "application/json", ("Authorization", $"Bearer {key}"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text} {string.Join("\n", host.Logs.Lines.TakeLast(3).Select(line => line.Text))}");
        return JsonNode.Parse(text)!;
    }
}
