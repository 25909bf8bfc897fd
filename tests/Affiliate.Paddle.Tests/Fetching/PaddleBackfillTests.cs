using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Paddle.Tests;

/// <summary>Reading from Paddle: what notifications told, tell later or never tell is counted once (I5–I7).</summary>
public sealed class PaddleBackfillTests : IDisposable
{
    private static readonly byte[][] Story = [.. Enumerable.Range(1, 3).SelectMany(Purchase)];

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));
    private readonly PaddleServer _server;

    public PaddleBackfillTests() => _server = new PaddleServer(_time);

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public async Task Notifications_then_backfill_and_the_rest_of_them_count_once(int delivered)
    {
        using var host = await StartAsync();
        foreach (var body in Story.Take(delivered))
        {
            await host.DeliverAsync(body);
        }

        var run = await host.BackfillAsync(Sample.Now.AddDays(-1));
        var afterBackfill = await host.EndAsync();
        foreach (var body in Story.Reverse())
        {
            await host.DeliverAsync(body);
        }

        await host.WorkAsync();
        Assert.Equal((PaymentBackfillState.Completed, null), (run.State, run.Error));
        Assert.Equal(await InOrderAsync(), afterBackfill);
        Assert.Equal(await InOrderAsync(), await host.EndAsync());
    }

    [Fact]
    public async Task Killed_half_way_another_instance_goes_on_where_it_was()
    {
        using var host = await StartAsync();
        var run = await host.Backfill.StartAsync("paddle", Sample.Now.AddDays(-1));
        using var kill = new CancellationTokenSource();
        var pages = 0;
        _server.Instead = (path, _) =>
        {
            pages += path == "/transactions" ? 1 : 0;
            if (pages == 2)
            {
                kill.Cancel();
            }

            return null;
        };
        await host.KillAsync(kill.Token);
        _server.Instead = null;
        using var restarted = Start(host.Store);
        var seen = _server.Http.Calls.Count;

        await restarted.WorkAsync();

        Assert.Equal(PaymentBackfillState.Completed, (await restarted.Backfill.FindAsync(run.Id))!.State);
        Assert.DoesNotContain(_server.Http.Calls.Skip(seen), call => call.Path.StartsWith("/discounts", StringComparison.Ordinal));
        Assert.Equal(await InOrderAsync(), await restarted.EndAsync());
    }

    [Fact]
    public async Task Key_version_time_and_place_are_in_the_calls()
    {
        using var host = await StartAsync();

        await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.All(_server.Http.Calls, call =>
            Assert.Equal(("Bearer pdl_live_apikey_1", "1"), (call.Headers["Authorization"], call.Headers["Paddle-Version"])));
        var transactions = _server.Http.Calls.Where(call => call.Path.StartsWith("/transactions", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, transactions.Count);
        Assert.Contains("&updated_at[GTE]=", transactions[0].Path, StringComparison.Ordinal);
        Assert.EndsWith("&after=txn_2", transactions[1].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adjustments_that_are_too_old_end_the_reading()
    {
        using var host = await StartAsync();
        _time.Advance(TimeSpan.FromDays(400));

        await host.BackfillAsync(_time.GetUtcNow().AddDays(-1));

        Assert.Single(_server.Http.Calls, call => call.Path.StartsWith("/adjustments", StringComparison.Ordinal));
        Assert.Equal(new StoryEnd(0, 0), await host.EndAsync());
    }

    [Fact]
    public async Task Limits_and_faults_are_waited_out()
    {
        using var host = await StartAsync();
        _server.Http.Faults.Enqueue(new ProviderFault(429, RetryAfter: "4"));
        _server.Http.Faults.Enqueue(new ProviderFault(500, "<html>"));

        var running = host.BackfillAsync(Sample.Now.AddDays(-1));
        var waited = await _time.PassAsync(running);

        Assert.Equal(PaymentBackfillState.Completed, (await running).State);
        Assert.InRange(waited, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15));
        Assert.Equal(await InOrderAsync(), await host.EndAsync());
    }

    [Fact]
    public async Task A_refused_key_is_told_and_not_tried_again()
    {
        using var host = await StartAsync();
        _server.Http.Faults.Enqueue(new ProviderFault(403, """{"error":{"code":"forbidden","detail":"pdl_live_apikey_1"}}"""));

        var run = await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.Equal((PaymentBackfillState.Failed, 1), (run.State, _server.Http.Calls.Count));
        Assert.Contains("refused the API key of the endpoint '' with 403 (forbidden)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("apikey_1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"data":7}""")]
    [InlineData("""{"data":[{"id":"dsc_1"}],"meta":{"pagination":{"has_more":true}}}""")]
    [InlineData("""{"data":[{"id":"dsc_1"}],"meta":{"pagination":{"has_more":true,"next":"https://api.paddle.com/discounts"}}}""")]
    [InlineData("""{"data":[],"meta":{"pagination":{"has_more":true,"next":"https://api.paddle.com/discounts?after=dsc_1"}}}""")]
    public async Task Nonsense_is_told_and_asked_again_later(string body)
    {
        using var host = await StartAsync();
        _server.Http.Faults.Enqueue(new ProviderFault(200, body));

        var run = await host.BackfillAsync(Sample.Now.AddDays(-1));
        _time.Advance(TimeSpan.FromSeconds(10));
        await host.WorkAsync();

        Assert.Equal(PaymentBackfillState.Running, run.State);
        Assert.NotNull(run.Error);
        Assert.Equal(await InOrderAsync(), await host.EndAsync());
    }

    [Fact]
    public async Task A_cursor_that_never_ends_is_noticed()
    {
        using var host = await StartAsync();
        var page = 0;
        _server.Instead = (path, _) => path != "/discounts" ? null :
            $$$$"""{"data":[{"id":"dsc_1"}],"meta":{"pagination":{"has_more":true,"next":"https://api.paddle.com/discounts?after=dsc_{{{{page++ % 3}}}}"}}}""";

        var run = await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.Equal(PaymentBackfillState.Failed, run.State);
        Assert.Contains("never ends", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A subscription's first payment, a renewal with a refund on the way, and a lost chargeback.</summary>
    private static IEnumerable<byte[]> Purchase(int number) =>
    [
        PaddlePayloads.Subscription("subscription.created", $"sub_{number}", $"txn_{number}", PaymentMetadata.For("user-7")),
        PaddlePayloads.TransactionCompleted(new PaddleTransaction { Id = $"txn_{number}", Subscription = $"sub_{number}", Customer = $"ctm_{number}" }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Id = $"adj_{number}", Transaction = $"txn_{number}", Status = "pending_approval", Subtotal = 1_000 * number }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Id = $"adj_{number}", Transaction = $"txn_{number}", Status = "approved", Second = 1, Subtotal = 1_000 * number }),
    ];

    private FetchHost Start(IAffiliateStore? store = null) => new(
        _time,
        affiliate => affiliate.UsePaddle(options =>
        {
            options.SigningSecret = PaddleSigner.Secret;
            options.ApiKey = "pdl_live_apikey_1";
            options.ApiAddress = _server.Http.Address;
            options.ApiTimeout = TimeSpan.FromMinutes(1);
        }),
        "paddle",
        (body, at) => Deliveries.Request(body, "", PaddleSigner.Header(body, at)),
        store);

    private async Task<FetchHost> StartAsync()
    {
        foreach (var body in Story)
        {
            _server.Add(body);
        }

        var host = Start();
        await host.ReferAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        return host;
    }

    private static async Task<StoryEnd> InOrderAsync()
    {
        using var host = new FetchHost(
            new FakeTimeProvider(Sample.Now.AddHours(-2)),
            affiliate => affiliate.UsePaddle(options => options.SigningSecret = PaddleSigner.Secret),
            "paddle",
            (body, at) => Deliveries.Request(body, "", PaddleSigner.Header(body, at)));
        await host.ReferAsync();
        foreach (var body in Story)
        {
            await host.DeliverAsync(body);
        }

        return await host.EndAsync();
    }
}
