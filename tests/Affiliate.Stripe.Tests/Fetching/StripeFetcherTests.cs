using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>What Stripe's API does to those who read from it: limits, faults, nonsense.</summary>
public sealed class StripeFetcherTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly StripeServer _server;
    private readonly FetchHost _host;

    public StripeFetcherTests()
    {
        _server = new StripeServer(_time);
        _host = StripeHost.Start(_time, _server);
    }

    private ProviderServer Http => _server.Http;

    public void Dispose()
    {
        _host.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task The_version_and_the_key_are_in_the_headers_and_the_time_in_the_query()
    {
        await ListAsync("0:6:in_5");

        var call = Assert.Single(Http.Calls);
        Assert.Equal(("2026-10-28.endive", "Bearer sk_live_1", null), (call.Headers["Stripe-Version"], call.Headers["Authorization"], call.Headers["Stripe-Account"]));
        Assert.Equal(
            $"/v1/invoices?status=paid&created[gte]={Sample.Now.AddDays(-95).ToUnixTimeSeconds()}&created[lte]={Sample.Now.AddDays(-28).ToUnixTimeSeconds()}&limit=100&starting_after=in_5",
            call.Path);
    }

    [Fact]
    public async Task Too_many_requests_are_asked_again_when_stripe_says()
    {
        Http.Faults.Enqueue(new ProviderFault(429, RetryAfter: "7"));

        var waited = await _time.PassAsync(ListAsync());

        Assert.Equal((TimeSpan.FromSeconds(7), 2), (waited, Http.Calls.Count));
    }

    [Fact]
    public async Task A_long_pause_is_left_to_the_work_queue()
    {
        Http.Faults.Enqueue(new ProviderFault(429, """{"error":{"code":"rate_limit"}}""", "120"));

        var refused = await Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync());

        Assert.Equal((TimeSpan.FromMinutes(2), false, 1), (refused.RetryAfter, refused.IsFinal, Http.Calls.Count));
        Assert.Contains("429 (rate_limit)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_errors_are_tried_three_times_with_growing_pauses()
    {
        foreach (var status in new[] { 500, 503, 502 })
        {
            Http.Faults.Enqueue(new ProviderFault(status, "<html>"));
        }

        var failing = Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync());
        var waited = await _time.PassAsync(failing);

        Assert.Equal(3, Http.Calls.Count);
        Assert.InRange(waited, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10));
        Assert.Contains("502", (await failing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_without_answer_is_given_up_and_made_again()
    {
        Http.Faults.Enqueue(ProviderFault.Silence);

        var listing = ListAsync();
        while (Http.Calls.IsEmpty)
        {
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        await _time.PassAsync(listing);

        Assert.Equal(2, Http.Calls.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":{}}""")]
    public async Task Nonsense_is_told_and_may_be_asked_again(string body)
    {
        Http.Faults.Enqueue(new ProviderFault(200, body));

        Assert.False((await Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync())).IsFinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_is_told_without_showing_it_and_not_tried_again(int status)
    {
        Http.Faults.Enqueue(new ProviderFault(status, """{"error":{"type":"invalid_request_error","message":"Invalid API Key: sk_live_1"}}"""));

        var run = await _host.BackfillAsync(Sample.Now.AddDays(-3));

        Assert.Equal((PaymentBackfillState.Failed, 1), (run.State, Http.Calls.Count));
        Assert.Contains($"refused the API key of the endpoint '' with {status}", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk_live", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_never_opens_the_circuit()
    {
        for (var i = 0; i < 30; i++)
        {
            Http.Faults.Enqueue(new ProviderFault(401));
            await Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync());
        }

        await ListAsync();
        Assert.Equal(31, Http.Calls.Count);
    }

    [Fact]
    public async Task Many_faults_in_a_row_open_the_circuit_for_a_while()
    {
        for (var i = 0; i < 12; i++)
        {
            Http.Faults.Enqueue(new ProviderFault(500));
        }

        PaymentFetchException? last = null;
        while (last?.Message.Contains("too often", StringComparison.Ordinal) != true)
        {
            var failing = Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync());
            await _time.PassAsync(failing);
            last = await failing;
        }

        var asked = Http.Calls.Count;
        Http.Faults.Clear();
        await Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync());
        Assert.Equal((10, 10), (asked, Http.Calls.Count));
        _time.Advance(TimeSpan.FromSeconds(31));
        await ListAsync();
        Assert.Equal(11, Http.Calls.Count);
    }

    [Fact]
    public async Task A_page_that_repeats_is_not_read_for_ever()
    {
        _server.Instead = (path, query) => path == "/v1/coupons" ? """{"data":[{"id":"off20","object":"coupon"}],"has_more":true}""" : null;

        var run = await FailAsync();

        Assert.Contains("does not go on", run.Error, StringComparison.Ordinal);
        Assert.InRange(Http.Calls.Count, 2, 25);
    }

    [Fact]
    public async Task A_cursor_that_never_ends_is_noticed()
    {
        // A circle of five pages.
        var page = 0;
        _server.Instead = (path, query) => path == "/v1/coupons"
            ? $$"""{"data":[{"id":"off{{page++ % 5}}","object":"coupon","valid":true}],"has_more":true}"""
            : null;

        var run = await _host.BackfillAsync(Sample.Now.AddDays(-3));

        Assert.Equal(PaymentBackfillState.Failed, run.State);
        Assert.Contains("never ends", run.Error, StringComparison.Ordinal);
        Assert.InRange(Http.Calls.Count, 5, 20);
    }

    [Fact]
    public async Task A_run_that_stripe_fails_waits_and_goes_on()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Http.Faults.Enqueue(new ProviderFault(500));
        }

        var run = await _host.Backfill.StartAsync("stripe", Sample.Now.AddDays(-3));
        await _time.PassAsync(_host.WorkAsync());
        var waiting = (await _host.Backfill.FindAsync(run.Id))!;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _host.WorkAsync();

        Assert.Equal(PaymentBackfillState.Running, waiting.State);
        Assert.Contains("500", waiting.Error, StringComparison.Ordinal);
        Assert.Equal((PaymentBackfillState.Completed, null), await EndOf(run));
    }

    [Fact]
    public async Task Objects_that_say_nothing_are_passed_over()
    {
        _time.Advance(TimeSpan.FromDays(40));
        _server.AddObject(JsonNode.Parse("""{"id":"ch_1","object":"charge","status":"failed"}""")!.AsObject(), 1);
        _server.AddObject(JsonNode.Parse("""{"object":"refund","id":"re_1"}""")!.AsObject(), Sample.Now.ToUnixTimeSeconds());
        _server.Instead = (path, _) => path == "/v1/disputes" ? """{"data":[{},7,null,"x"],"has_more":false}""" : null;

        var run = await _host.BackfillAsync(Sample.Now.AddDays(-3));

        Assert.Equal((PaymentBackfillState.Completed, 0), (run.State, run.Applied));
    }

    [Fact]
    public async Task A_cursor_of_nowhere_is_refused() =>
        Assert.True((await Assert.ThrowsAsync<PaymentFetchException>(() => ListAsync("x:y"))).IsFinal);

    private Task<FetchedPage> ListAsync(string? cursor = null) => _host.Get<IPaymentFetcher>()
        .ListAsync(new FetchQuery("", Sample.Now.AddDays(-60), Sample.Now, cursor), CancellationToken.None);

    private async Task<(PaymentBackfillState, string?)> EndOf(PaymentBackfillRun run) =>
        await _host.Backfill.FindAsync(run.Id) is { } found ? (found.State, found.Error) : default;

    /// <summary>Has a run tried until it gives up.</summary>
    private async Task<PaymentBackfillRun> FailAsync()
    {
        var run = await _host.BackfillAsync(Sample.Now.AddDays(-3));
        while (run.State == PaymentBackfillState.Running)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await _host.WorkAsync();
            run = (await _host.Backfill.FindAsync(run.Id))!;
        }

        return run;
    }
}
