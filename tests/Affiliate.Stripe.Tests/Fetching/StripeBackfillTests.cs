using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>Back-fill: what webhooks told, tell later or never tell is counted once (I5–I7).</summary>
public sealed class StripeBackfillTests : IDisposable
{
    private static readonly byte[][] Story = [.. Enumerable.Range(1, 4).SelectMany(Purchase)];

    private readonly FakeTimeProvider _time = new(Sample.Now.AddHours(-2));
    private readonly StripeServer _server;

    public StripeBackfillTests() => _server = new StripeServer(_time);

    public static TheoryData<int, int> Ages => new() { { 0, 0 }, { 0, 20 }, { 20, 20 }, { 40, 0 }, { 40, 7 }, { 40, 20 }, { 40, 13 } };

    public void Dispose() => _server.Dispose();

    [Theory, MemberData(nameof(Ages))]
    public async Task Webhooks_first_then_backfill_and_the_rest_of_the_webhooks_count_once(int days, int delivered)
    {
        using var host = await StartAsync(days);
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

    [Theory]
    [InlineData(0, false)]
    [InlineData(40, false)]
    [InlineData(0, true)]
    [InlineData(40, true)]
    public async Task Webhooks_between_the_pages_of_a_backfill_count_once(int days, bool isBackwards)
    {
        using var host = await StartAsync(days);
        var bodies = new Queue<byte[]>(isBackwards ? Story.Reverse() : Story);
        _server.Instead = (_, _) =>
        {
            // Delivered while the back-fill waits for its page.
            if (bodies.TryDequeue(out var body))
            {
                host.DeliverAsync(body).GetAwaiter().GetResult();
            }

            return null;
        };

        await host.BackfillAsync(Sample.Now.AddDays(-1));
        while (bodies.TryDequeue(out var late))
        {
            await host.DeliverAsync(late);
        }

        Assert.Equal(await InOrderAsync(), await host.EndAsync());
    }

    [Fact]
    public async Task The_same_backfill_again_finds_everything_known()
    {
        using var host = await StartAsync(days: 40);
        var first = await host.BackfillAsync(Sample.Now.AddDays(-1));

        var again = await host.BackfillAsync(Sample.Now.AddDays(-1));

        Assert.Equal((0, first.Applied + first.Known), (again.Applied, again.Known));
        Assert.Equal(await InOrderAsync(), await host.EndAsync());
    }

    [Theory]
    [InlineData("/v1/invoices")]
    [InlineData("/v1/refunds")]
    [InlineData("/v1/checkout/sessions")]
    public async Task Killed_half_way_another_instance_goes_on_where_it_was(string path)
    {
        using var host = await StartAsync(days: 40);
        var run = await host.Backfill.StartAsync("stripe", Sample.Now.AddDays(-1));
        using var kill = new CancellationTokenSource();
        var pages = 0;
        _server.Instead = (asked, _) =>
        {
            pages += asked == path ? 1 : 0;
            if (pages == 2)
            {
                kill.Cancel();
            }

            return null;
        };
        await host.KillAsync(kill.Token);
        var half = (await host.Backfill.FindAsync(run.Id))!;
        _server.Instead = null;
        using var restarted = StripeHost.Start(_time, _server, host.Store);
        var seen = _server.Http.Calls.Count;

        await restarted.WorkAsync();

        var done = (await restarted.Backfill.FindAsync(run.Id))!;
        Assert.Equal((PaymentBackfillState.Running, PaymentBackfillState.Completed), (half.State, done.State));
        Assert.NotNull(half.Cursor);
        Assert.DoesNotContain(_server.Http.Calls.Skip(seen), call => call.Path.StartsWith("/v1/coupons", StringComparison.Ordinal));
        Assert.Equal(await InOrderAsync(), await restarted.EndAsync());
    }

    [Fact]
    public async Task Progress_is_told_and_one_runs_at_a_time()
    {
        using var host = await StartAsync(days: 0);
        var from = Sample.Now.AddDays(-1);
        var run = await host.Backfill.StartAsync("stripe", from);

        var same = await host.Backfill.StartAsync("stripe", from);
        var other = await Assert.ThrowsAsync<AffiliateConflictException>(() => host.Backfill.StartAsync("stripe", from.AddDays(-1)));
        await host.WorkAsync();
        var told = new List<PaymentBackfillRun>();
        var done = await host.Backfill.WaitAsync(run.Id, new Progress(told));

        Assert.Equal((run.Id, "backfill_running"), (same.Id, other.Code));
        Assert.Equal((PaymentBackfillState.Completed, done), (done.State, Assert.Single(told)));
        Assert.True(done.Pages > 3 && done.Messages > 0 && done.Messages == done.Applied + done.Known + done.Ignored);
        Assert.Equal(["backfill.completed", "backfill.running"], await EventsAsync(host));
    }

    [Fact]
    public async Task A_canceled_run_is_resumed_where_it_stopped()
    {
        using var host = await StartAsync(days: 40);
        var run = await host.Backfill.StartAsync("stripe", Sample.Now.AddDays(-1));
        var canceled = await host.Backfill.CancelAsync(run.Id);
        await host.WorkAsync();
        Assert.Empty(_server.Http.Calls);

        var resumed = await host.Backfill.ResumeAsync(run.Id);
        await host.WorkAsync();

        Assert.Equal((PaymentBackfillState.Canceled, PaymentBackfillState.Running), (canceled!.State, resumed!.State));
        Assert.Equal(PaymentBackfillState.Completed, (await host.Backfill.FindAsync(run.Id))!.State);
        Assert.Equal(await InOrderAsync(), await host.EndAsync());
    }

    [Fact]
    public async Task Without_a_key_nothing_is_read()
    {
        using var host = StripeHost.Start(_time, server: null);

        var refused = await Assert.ThrowsAsync<AffiliateConflictException>(() => host.Backfill.StartAsync("stripe", Sample.Now.AddDays(-3)));

        Assert.Equal("no_fetcher", refused.Code);
    }

    [Fact]
    public async Task Listed_accounts_are_read_with_their_header_and_kept_apart()
    {
        var connected = StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_9", Account = "acct_1", Metadata = PaymentMetadata.For("user-7") });
        var withoutAccount = JsonNode.Parse(connected)!.AsObject();
        withoutAccount.Remove("account");
        _server.Add(System.Text.Encoding.UTF8.GetBytes(withoutAccount.ToJsonString()));
        using var host = StripeHost.Start(_time, _server, configure: options =>
        {
            options.AcceptedAccounts = StripeAccounts.Listed;
            options.ListedAccounts.Add("acct_1");
        });
        _server.Instead = (_, _) => _server.Http.Calls.Last().Headers["Stripe-Account"] is null ? """{"data":[],"has_more":false}""" : null;
        await host.ReferAsync();

        await host.BackfillAsync(Sample.Now.AddDays(-1));
        Assert.Equal("Duplicate", await host.DeliverAsync(connected));

        Assert.Equal(new StoryEnd(1, 1_980), await host.EndAsync());
    }

    /// <summary>A subscription, a one-time purchase, refunds of both and a lost dispute.</summary>
    private static IEnumerable<byte[]> Purchase(int number) => new[]
    {
        StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Id = "cs_#", Mode = "subscription", PaymentIntent = null, Invoice = "in_#", Subscription = "sub_#", Customer = "cus_#",
            Metadata = PaymentMetadata.For("user-7"),
        }),
        StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_#", Subscription = "sub_#", Customer = "cus_#" }),
        ReversalPayloads.InvoicePayment(),
        ReversalPayloads.Refund("refund.created", 10, "succeeded", 990 * number),
        StripePayloads.CheckoutSessionCompleted(new StripeSession { Id = "cs_b#", PaymentIntent = "pi_b#", Metadata = PaymentMetadata.For("user-7") }),
    }.Select(body => StripeHost.Fill(body, number));

    private async Task<FetchHost> StartAsync(int days)
    {
        foreach (var body in Story)
        {
            _server.Add(body);
        }

        var host = StripeHost.Start(_time, _server);
        await host.ReferAsync();
        _time.Advance(TimeSpan.FromDays(days) + TimeSpan.FromMinutes(1));
        return host;
    }

    private static async Task<StoryEnd> InOrderAsync()
    {
        using var host = StripeHost.Start(new FakeTimeProvider(Sample.Now.AddHours(-2)), server: null);
        await host.ReferAsync();
        foreach (var body in Story)
        {
            await host.DeliverAsync(body);
        }

        return await host.EndAsync();
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(FetchHost host)
    {
        var types = new List<string>();
        await foreach (var logged in host.Store.ReadAsync(Query<LoggedEvent>.All, default))
        {
            types.Add(logged.Type);
        }

        return [.. types.Where(type => type.StartsWith("backfill.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private sealed class Progress(List<PaymentBackfillRun> told) : IProgress<PaymentBackfillRun>
    {
        public void Report(PaymentBackfillRun value) => told.Add(value);
    }
}
