using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>A message that cannot be applied keeps nothing else waiting, is seen, and can be run again (T11, issue 5).</summary>
public sealed class PoisonTests
{
    private const string Path = "/affiliate/webhooks/fussy";
    private const int Count = 1_000;
    private const int Poison = 500;

    [Fact]
    public async Task A_poison_message_among_1000_delays_no_other_is_seen_and_can_be_run_again()
    {
        FussyWebhook.IsMended = false;
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .Configure(options => options.MaxAttempts = 2)
            .AddPaymentWebhook<FussyWebhook>());
        using var owner = await OwnerAsync(host);

        for (var number = 0; number < Count; number++)
        {
            var answer = await host.WhileTimePassesAsync(host.PostAsync(Path, $$"""{"number":{{number}}}"""));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(Count - 1, (await host.Store.ListAsync(Query<Sale>.All, default)).Count);
        var failed = await UntilAsync(host, owner, "/inbox?status=failed", page => page.GetProperty("total").GetInt32() == 1);
        var listed = failed.GetProperty("data")[0];
        var id = listed.GetProperty("id").GetString();
        Assert.Equal(("500", "fussy"), (listed.GetProperty("event_id").GetString(), listed.GetProperty("provider").GetString()));
        var seen = await GetAsync(host, owner, "/inbox/" + id);
        Assert.Contains("ArgumentNullException", seen.GetProperty("last_error").GetString(), StringComparison.Ordinal);

        FussyWebhook.IsMended = true;
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, owner, $"/inbox/{id}/rerun"));
        await UntilAsync(host, owner, "/inbox/" + id, one => one.GetProperty("status").GetString() == "applied");

        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(host, owner, $"/inbox/{id}/rerun"));
        Assert.Equal(Count, (await host.Store.ListAsync(Query<Sale>.All, default)).Count);
        Assert.Empty(await host.Services.GetRequiredService<LedgerAudit>().VerifyAsync());
    }

    /// <summary>payment-providers §2: a duplicate of a message that failed for good is tried once more.</summary>
    [Fact]
    public async Task A_message_that_failed_is_run_again_when_the_provider_sends_it_again()
    {
        FussyWebhook.IsMended = false;
        await using var host = await TestHost.StartAsync(affiliate => affiliate
            .Configure(options => options.MaxAttempts = 1)
            .AddPaymentWebhook<FussyWebhook>());
        using var owner = await OwnerAsync(host);
        var body = $$"""{"number":{{Poison}}}""";
        await host.WhileTimePassesAsync(host.PostAsync(Path, body));
        await UntilAsync(host, owner, "/inbox?status=failed", page => page.GetProperty("total").GetInt32() == 1);

        FussyWebhook.IsMended = true;
        await host.WhileTimePassesAsync(host.PostAsync(Path, body));

        await UntilAsync(host, owner, "/inbox?status=applied", page => page.GetProperty("total").GetInt32() == 1);
        Assert.Single(await host.Store.ListAsync(Query<Sale>.All, default));
    }

    [Fact]
    public async Task Messages_of_another_program_are_not_there()
    {
        await using var host = await TestHost.StartAsync();
        using var owner = await OwnerAsync(host);
        var other = Sample.InboxEntry() with { ProgramId = Sample.Id<ProgramId>(), State = InboxState.Failed };
        await host.Store.AddAsync(other);

        Assert.Equal(0, (await GetAsync(host, owner, "/inbox")).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, owner, $"/inbox/{other.Id}/rerun"));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, owner, "/inbox/rerun"));
        Assert.Empty(await host.Store.ListAsync(Query<WorkItem>.All.Equal(item => item.Kind, WorkKind.Inbox), default));
    }

    private static async Task<HttpClient> OwnerAsync(TestHost host)
    {
        var program = await host.Services.GetRequiredService<ProgramDirectory>().GetDefaultAsync(default);
        var key = await host.Services.GetRequiredService<ApiKeys>().CreateAsync(program.Id, "test", ApiScopes.All);
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);
        return client;
    }

    private static async Task<JsonElement> GetAsync(TestHost host, HttpClient owner, string path) => JsonDocument.Parse(
        await owner.GetStringAsync(new Uri(host.Address, "/affiliate/api/v1" + path))).RootElement;

    private static async Task<HttpStatusCode> PostAsync(TestHost host, HttpClient owner, string path)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await host.WhileTimePassesAsync(owner.PostAsync(new Uri(host.Address, "/affiliate/api/v1" + path), body));
        return answer.StatusCode;
    }

    private static async Task<JsonElement> UntilAsync(
        TestHost host, HttpClient owner, string path, Func<JsonElement, bool> isReached)
    {
        for (var tries = 0; tries < 10_000; tries++)
        {
            var found = await GetAsync(host, owner, path);
            if (isReached(found))
            {
                return found;
            }

            // The worker tells nobody how far it is, and its next try waits for the clock.
            await host.WhileTimePassesAsync(Task.Delay(5).ContinueWith(_ => 0, TaskScheduler.Default));
            host.Time.Advance(TimeSpan.FromSeconds(2));
        }

        throw new TimeoutException(path);
    }

    /// <summary>An adapter that cannot make sense of one payment until it is mended.</summary>
    private sealed class FussyWebhook : IPaymentWebhook
    {
        public static bool IsMended { get; set; }

        public string Provider => "fussy";

        public WebhookReading Read(WebhookRequest request, DateTimeOffset now) => ReadStored(request.Endpoint, request.Body);

        public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body)
        {
            var number = WebhookJson.TryParse(body.Span, out var json) ? json["number"].Number : null;
            var name = number!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return WebhookReading.Accepted(
                new WebhookMessage(name, "", "paid", Sample.Now),
                [
                    new Payment
                    {
                        Source = "fussy:" + name,
                        Provider = Provider,
                        Amount = new Money(100, "USD"),
                        Metadata = number == Poison && !IsMended ? null! : new Dictionary<string, string>(),
                        Aliases = number == Poison && !IsMended ? null! : [],
                    },
                ]);
        }
    }
}
