using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Affiliate.Conformance;

/// <summary>Outbound webhooks on several instances over one database (AH-44, TX-09, TX-20).</summary>
public abstract class WebhookConformance : StoreConformance
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly IOptions<AffiliateOptions> _options = Options.Create(new AffiliateOptions());

    /// <summary>Sets the secret that endpoint secrets are encrypted with.</summary>
    protected WebhookConformance() => _options.Value.Secrets["test"] = new string('0', 64);

    /// <summary>TX-09, T6: six attempts, at 0, 5, 15, 35, 75 and 155 seconds, then failed and visible.</summary>
    [ConditionalTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Six_attempts_fall_at_the_exact_times_with_any_number_of_dispatchers(int instances)
    {
        var delivery = await AddDeliveryAsync(await AddEndpointAsync("https://failing.example/hook"));
        var receiver = new Receiver(Time, _ => Receiver.Answer(HttpStatusCode.InternalServerError, "out of order"));
        await using var running = await StartAsync(instances, receiver);

        for (var passed = TimeSpan.Zero; passed <= TimeSpan.FromSeconds(200); passed += Step)
        {
            await SettleAsync(instances, receiver);
            Time.Advance(Step);
        }

        var sent = receiver.Sent.ToList();
        Assert.Equal([0, 5, 15, 35, 75, 155], sent.Select(one => (one.At - Sample.Now).TotalSeconds));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], sent.Select(one => one.Attempt));
        Assert.Single(sent.Select(one => one.Id).Distinct());
        var failed = (await FindAsync(WebhookDelivery.ById(delivery.Id)))!;
        Assert.Equal((DeliveryState.Failed, 6, 500, "out of order"), (failed.State, failed.Attempts, failed.ResponseStatus!.Value, failed.ResponseStart));
        Assert.Null(failed.DueAt);
    }

    /// <summary>T1: a crash after sending and before writing it down sends again, with the same identifier.</summary>
    [ConditionalFact]
    public async Task A_crash_between_sending_and_recording_sends_the_same_message_again()
    {
        var endpoint = await AddEndpointAsync("https://receiver.example/hook");
        var delivery = await AddDeliveryAsync(endpoint);
        var receiver = new Receiver(Time, _ => Receiver.Answer(HttpStatusCode.OK, "thanks"));
        var claim = await new DeliveryClaims(Store, Time).ClaimAsync(endpoint.Id, 10, CancellationToken.None);
        Assert.Single(claim!.Deliveries);

        await using var running = await StartAsync(1, receiver);
        await SettleAsync(1, receiver, lostClaims: 1);
        Assert.Empty(receiver.Sent);
        Time.Advance(DeliveryClaims.Lease);
        await SettleAsync(1, receiver, lostClaims: 1);

        Assert.Equal(delivery.EventId.ToString(), Assert.Single(receiver.Sent).Id);
        Assert.Equal(DeliveryState.Delivered, (await FindAsync(WebhookDelivery.ById(delivery.Id)))!.State);
    }

    /// <summary>T20: whoever does not answer keeps nobody else waiting.</summary>
    [ConditionalFact]
    public async Task A_hanging_endpoint_delays_no_other()
    {
        var hanging = await AddEndpointAsync("https://hanging.example/hook");
        var working = await AddEndpointAsync("https://working.example/hook");
        for (var i = 0; i < 20; i++)
        {
            await AddDeliveryAsync(hanging);
            await AddDeliveryAsync(working);
        }

        var never = new TaskCompletionSource<HttpResponseMessage>();
        var receiver = new Receiver(
            Time, request => request.RequestUri!.Host == "hanging.example" ? never.Task : Receiver.Answer(HttpStatusCode.OK, ""));
        await using var running = await StartAsync(2, receiver);

        await UntilAsync(async () => await CountAsync(ToEndpoint(working).Equal(d => d.State, DeliveryState.Delivered)) == 20);

        Assert.True(receiver.Sent.Count(one => one.Host == "hanging.example") <= 8);
        never.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
    }

    /// <summary>I5: one delivery for each endpoint and event, however often and by whomever it is fanned out.</summary>
    [ConditionalFact]
    public async Task An_event_is_delivered_once_to_each_endpoint_that_wants_it()
    {
        var program = Sample.Id<ProgramId>();
        var all = await AddEndpointAsync("https://all.example/hook", program: program);
        var some = await AddEndpointAsync("https://some.example/hook", "partner.* sale.created", program);
        await AddEndpointAsync("https://other.example/hook", "sale.created", program);
        await AddEndpointAsync("https://stranger.example/hook");
        var logged = Sample.LoggedEvent(program);
        await AddAsync(logged);
        var item = WebhookFanout.ItemFor(logged.Id, Sample.Now);

        var fanningOut = Task.WhenAll(new[] { Store, CreateFurtherStore(), Store }.Select(store => Task.Run(
            () => new WebhookFanout(store, new UnitRunner(store, new WorkSignal(), Time), new DeliverySignal(), Time)
                .RunAsync(item, CancellationToken.None))));
        await fanningOut.WaitAsync(TestLimit);
        Assert.Equal(
            new[] { all.Id, some.Id }.Order(Comparer<WebhookEndpointId>.Create((x, y) => x.Value.CompareTo(y.Value))),
            (await ReadAsync(Query<WebhookDelivery>.All)).Select(one => one.EndpointId)
                .Order(Comparer<WebhookEndpointId>.Create((x, y) => x.Value.CompareTo(y.Value))));
    }

    /// <summary>410 switches an endpoint off at once, with an event; what waits for it is canceled.</summary>
    [ConditionalFact]
    public async Task An_endpoint_that_is_gone_is_switched_off()
    {
        var endpoint = await AddEndpointAsync("https://gone.example/hook");
        await AddDeliveryAsync(endpoint);
        var receiver = new Receiver(Time, _ => Receiver.Answer(HttpStatusCode.Gone, ""));
        await using var running = await StartAsync(1, receiver);
        await UntilAsync(async () => !(await FindAsync(WebhookEndpoint.ById(endpoint.Id)))!.IsActive);
        await AddDeliveryAsync(endpoint);

        await UntilAsync(async () =>
        {
            // The dispatcher may just have looked: it looks again a second later.
            Time.Advance(Step);
            return await CountAsync(ToEndpoint(endpoint).Equal(d => d.State, DeliveryState.Canceled)) == 1;
        });

        Assert.Single(receiver.Sent);
        Assert.Single(await ReadAsync(Query<LoggedEvent>.All.Equal(e => e.Type, "endpoint.disabled")));
        Assert.Equal("gone", (await FindAsync(WebhookEndpoint.ById(endpoint.Id)))!.DisabledReason);
    }

    private static Query<WebhookDelivery> ToEndpoint(WebhookEndpoint endpoint) =>
        Query<WebhookDelivery>.All.Equal(delivery => delivery.EndpointId, endpoint.Id);

    private async Task<WebhookEndpoint> AddEndpointAsync(string url, string events = "*", ProgramId? program = null)
    {
        var id = Sample.Id<WebhookEndpointId>();
        var endpoint = new WebhookEndpoint
        {
            Id = id,
            ProgramId = program ?? Sample.Id<ProgramId>(),
            Url = url,
            Events = events,
            IsActive = true,
            SealedSecret = await NewSealedText(Store).SealAsync(WebhookSecret.New(), WebhookSecret.PurposeOf(id), default),
            CreatedAt = Sample.Now,
        };
        await AddAsync(endpoint);
        return endpoint;
    }

    private async Task<WebhookDelivery> AddDeliveryAsync(WebhookEndpoint endpoint)
    {
        var logged = Sample.LoggedEvent(endpoint.ProgramId);
        var delivery = WebhookDelivery.Of(endpoint, logged.Id, logged.Type, Time.Now);
        await AddAsync(logged);
        await AddAsync(delivery);
        return delivery;
    }

    private SealedText NewSealedText(IAffiliateStore store) => new(new InstallationSecret(_options, store));

    private async Task<RunningDispatchers> StartAsync(int instances, Receiver receiver)
    {
        var dispatchers = Enumerable.Range(0, instances)
            .Select(i => NewDispatcher(i == 0 ? Store : CreateFurtherStore(), receiver)).ToList();
        foreach (var dispatcher in dispatchers)
        {
            await dispatcher.StartAsync(CancellationToken.None);
        }

        return new RunningDispatchers(dispatchers, Time);
    }

    private WebhookDispatcher NewDispatcher(IAffiliateStore store, Receiver receiver)
    {
        var signal = new DeliverySignal();
        var outage = new StoreOutage(NullLogger<StoreOutage>.Instance);
        var subscriptions = new WebhookSubscriptions(store, Time);
        var outbox = new EventOutbox(new EventSubscriptions([]), Time, subscriptions);
        var health = new EndpointHealth(store, outbox, subscriptions, Time, NullLogger<EndpointHealth>.Instance);
        return new WebhookDispatcher(
            new DeliveryClaims(store, Time),
            new DeliveryRecorder(store, health, signal, outage, Time, NullLogger<DeliveryRecorder>.Instance),
            new DeliverySchedule(_options), signal, new WebhookBodies(store), new WebhookSender(receiver, _options, Time),
            NewSealedText(store), outage, _options, Time, NullLogger<WebhookDispatcher>.Instance);
    }

    /// <summary>
    /// Waits until every dispatcher sleeps and everything sent is written down: a delivery is changed twice for each
    /// attempt, and once for each claim that came to nothing.
    /// </summary>
    private Task SettleAsync(int instances, Receiver receiver, int lostClaims = 0) => UntilAsync(async () =>
    {
        var deliveries = await ReadAsync(Query<WebhookDelivery>.All);
        var attempts = deliveries.Sum(delivery => delivery.Attempts);
        return Time.TimerCount == instances
            && deliveries.All(delivery => delivery.DueAt is null || delivery.DueAt > Time.Now)
            && attempts == receiver.Sent.Count
            && deliveries.Sum(delivery => delivery.Version) == (2 * attempts) + lostClaims
            && Time.TimerCount == instances;
    });

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TestLimit);
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }
    }

    private sealed record SentMessage(DateTimeOffset At, string Host, string Id, string Attempt);

    private sealed class Receiver(FakeTimeProvider time, Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public ConcurrentQueue<SentMessage> Sent { get; } = new();

        public static Task<HttpResponseMessage> Answer(HttpStatusCode status, string text) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(text) });

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Enqueue(new SentMessage(
                time.Now, request.RequestUri!.Host, request.Headers.GetValues("webhook-id").Single(),
                request.Headers.GetValues("X-Affiliate-Attempt").Single()));
            return answer(request).WaitAsync(cancellationToken);
        }
    }

    private sealed class RunningDispatchers(List<WebhookDispatcher> dispatchers, FakeTimeProvider time) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            var stopping = Task.WhenAll(dispatchers.Select(one => one.StopAsync(CancellationToken.None)));
            while (!stopping.IsCompleted)
            {
                await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(5)));
                time.Advance(TimeSpan.FromSeconds(1));
            }

            await stopping;
            dispatchers.ForEach(one => one.Dispose());
        }
    }
}
