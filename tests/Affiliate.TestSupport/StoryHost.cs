using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Affiliate.TestSupport;

/// <summary>
/// A started host with the in-memory store that is told what happened to one payment, in every order. The customer
/// <c>user-7</c> was referred; the program pays 20 %.
/// </summary>
public sealed class StoryHost : IAsyncDisposable
{
    private const int OrdersPerHost = 48;
    private readonly IHost _host;
    private readonly FakeTimeProvider _time;
    private readonly string _provider;
    private readonly Func<byte[], DateTimeOffset, WebhookRequest> _sign;
    private readonly HashSet<SaleId> _seen = [];
    private int _number;

    private StoryHost(
        IHost host, FakeTimeProvider time, string provider, Func<byte[], DateTimeOffset, WebhookRequest> sign)
    {
        _host = host;
        _time = time;
        _provider = provider;
        _sign = sign;
    }

    private IAffiliateStore Store => _host.Services.GetRequiredService<IAffiliateStore>();

    /// <summary>Starts a host with one provider.</summary>
    /// <param name="configure">Adds the provider.</param>
    /// <param name="provider">Its name.</param>
    /// <param name="sign">Makes a signed request of a body.</param>
    public static async Task<StoryHost> StartAsync(
        Action<AffiliateBuilder> configure, string provider, Func<byte[], DateTimeOffset, WebhookRequest> sign)
    {
        var time = FakeTimeProvider.ForHost(Sample.Now.AddHours(-2));
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        builder.Services.AddLogging();
        builder.Services.AddAffiliateTracking(configure);
        var host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        var story = new StoryHost(host, time, provider, sign);
        await story.ReferAsync().ConfigureAwait(false);
        return story;
    }

    /// <summary>
    /// Tells the events in every order, each time of a new payment: once, again, and once more under other event ids.
    /// </summary>
    /// <param name="events">Bodies; <c>#</c> in them is replaced by the number of the payment.</param>
    /// <returns>How every order ended.</returns>
    /// <exception cref="InvalidOperationException">Two orders ended differently, or a ledger does not add up.</exception>
    public Task<StoryEnd> TellAsync(params byte[][] events) => TellAsync(events, Orders(events.Length));

    /// <summary>Tells the events once, in the order given, and lets no time pass: for what is to happen only later.</summary>
    public async Task<StoryEnd> TellAtOnceAsync(params byte[][] events)
    {
        _number++;
        foreach (var body in events)
        {
            await DeliverAsync(System.Text.Encoding.UTF8.GetString(body), "evt_a").ConfigureAwait(false);
        }

        return await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Tells events in every order like the other one, with a fresh host now and then: for stories of many events.</summary>
    public static async Task<StoryEnd> TellAsync(Func<Task<StoryHost>> startAsync, params byte[][] events)
    {
        StoryEnd? end = null;
        foreach (var orders in Orders(events.Length).Chunk(OrdersPerHost))
        {
            var host = await startAsync().ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var now = await host.TellAsync(events, orders).ConfigureAwait(false);
                end = now == (end ?? now) ? now : throw new InvalidOperationException($"{now} and {end}");
            }
        }

        return end!;
    }

    /// <summary>Tells the events in every order, each once only: a repeat may mend what the first time missed.</summary>
    public Task<StoryEnd> TellOnceAsync(params byte[][] events) => TellAsync(events, Orders(events.Length), "evt_a");

    private Task<StoryEnd> TellAsync(byte[][] events, IEnumerable<int[]> orders) => TellAsync(events, orders, "evt_a", "evt_a", "evt_b");

    private async Task<StoryEnd> TellAsync(byte[][] events, IEnumerable<int[]> orders, params string[] prefixes)
    {
        StoryEnd? end = null;
        foreach (var order in orders)
        {
            _number++;
            foreach (var prefix in prefixes)
            {
                foreach (var index in order)
                {
                    await DeliverAsync(System.Text.Encoding.UTF8.GetString(events[index]), prefix).ConfigureAwait(false);
                }
            }

            await FinishAsync().ConfigureAwait(false);
            var now = await EndAsync().ConfigureAwait(false);
            if (now != (end ??= now))
            {
                throw new InvalidOperationException($"Order {string.Join(' ', order)} ended with {now}, others with {end}.");
            }
        }

        var violations = await _host.Services.GetRequiredService<LedgerAudit>().VerifyAsync().ConfigureAwait(false);
        return violations.Count == 0 ? end! : throw new InvalidOperationException(string.Join("; ", violations));
    }

    /// <summary>What became of the messages, as <c>type state reason</c>.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync() => (await ListAsync<InboxEntry>().ConfigureAwait(false))
        .ConvertAll(entry => $"{entry.EventType} {entry.State} {entry.Reason}".TrimEnd());

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var stopping = _host.StopAsync();
        while (!stopping.IsCompleted)
        {
            // Work in flight may be in one of its pauses, which only the clock ends.
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await stopping.ConfigureAwait(false);
        _host.Dispose();
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(
            rest => Enumerable.Range(0, count).Select(at => (int[])[.. rest[..at], count - 1, .. rest[at..]]));

    private async Task ReferAsync()
    {
        var tracker = _host.Services.GetRequiredService<AffiliateTracker>();
        var partner = await tracker.EnrollAsync(
            new NewPartner { Email = "alpha@example.com", Slug = "alpha" }).ConfigureAwait(false);
        var links = await ListAsync(Query<Link>.All.Equal(l => l.PartnerId, partner.Id)).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var click = Sample.Click(partner) with { LinkId = links[0].Id, OccurredAt = now };
        await Store.AppendClicksAsync(new ClickBatch([click], [], [], []), CancellationToken.None).ConfigureAwait(false);
        _time.Advance(TimeSpan.FromHours(1));
        await tracker.ReferAsync("user-7", new Visit { VisitorId = click.VisitorId }).ConfigureAwait(false);
        _time.Advance(TimeSpan.FromHours(1));
    }

    private async Task DeliverAsync(string body, string eventPrefix)
    {
        var text = body
            .Replace("#", _number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("\"evt_", $"\"{eventPrefix}_", StringComparison.Ordinal);
        text = eventPrefix == "evt_b" ? Reworded(text) : text;
        var request = _sign(System.Text.Encoding.UTF8.GetBytes(text), _time.GetUtcNow());
        var receiving = _host.Services.GetRequiredService<PaymentIntake>()
            .ReceiveAsync(_provider, request, CancellationToken.None);
        while (!receiving.IsCompleted)
        {
            // Having lost a race against the worker it pauses, which only the clock ends.
            await YieldAsync().ConfigureAwait(false);
            if (!receiving.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }
        }

        var answer = await receiving.ConfigureAwait(false);
        var isSetAside = answer is { Result: IntakeResult.Quarantined, Reason: WebhookReason.BadCurrency };
        if (!isSetAside && answer.Result is not (IntakeResult.Received or IntakeResult.Duplicate or IntakeResult.Ignored))
        {
            throw new InvalidOperationException($"{answer.Result} {answer.Reason}: {text}");
        }
    }

    /// <summary>The same in other words, so that only what it is about tells that it was told before.</summary>
    private static string Reworded(string body)
    {
        var root = JsonNode.Parse(body)!;
        (root["data"]?["object"] as JsonObject ?? root["data"] as JsonObject)?.Add("told", "again");
        return root.ToJsonString();
    }

    /// <summary>Lets time pass until nothing waits that could change how the payment ends.</summary>
    private async Task FinishAsync()
    {
        var open = Query<WorkItem>.All.In(w => w.Kind, [WorkKind.Credit, WorkKind.Inbox]).NotEqual(w => w.DueAt, null);
        while ((await ListAsync(open).ConfigureAwait(false)).Count > 0)
        {
            // What is claimed has a lease ahead, and jumping over it would cancel the work.
            var due = (await ListAsync(open).ConfigureAwait(false)).Min(w => w.DueAt) - _time.GetUtcNow();
            _time.Advance(due > WorkRunner.Lease ? due.Value : TimeSpan.FromMilliseconds(20));
            await YieldAsync().ConfigureAwait(false);
        }

        foreach (var stuck in await ListAsync(Query<InboxEntry>.All.In(e => e.State, [InboxState.Received, InboxState.Failed])).ConfigureAwait(false))
        {
            var error = await _host.Services.GetRequiredService<PaymentInbox>().LastErrorAsync(stuck.Id).ConfigureAwait(false);
            throw new InvalidOperationException($"{stuck.EventType} {stuck.ProviderEventId} was not applied: {error}");
        }
    }

    private static async Task YieldAsync()
    {
        for (var i = 0; i < 50; i++)
        {
            await Task.Yield();
        }
    }

    private async Task<StoryEnd> EndAsync()
    {
        var sales = (await ListAsync<Sale>().ConfigureAwait(false)).Where(s => _seen.Add(s.Id)).ToList();
        var counted = sales.FindAll(s => s.Reason != SaleReasons.Merged);
        var ids = sales.ConvertAll(s => s.Id);
        var commissions = await ListAsync(Query<Commission>.All.In(c => c.SaleId, ids.ConvertAll(id => (SaleId?)id))).ConfigureAwait(false);
        var entries = await ListAsync(
            Query<LedgerEntry>.All.In(e => e.CommissionId, commissions.ConvertAll(c => (CommissionId?)c.Id))).ConfigureAwait(false);
        return new StoryEnd(
            counted.Count,
            entries.Sum(e => e.AmountMinorUnits),
            counted.Sum(s => s.ReversedMinorUnits),
            counted.Sum(s => s.HeldMinorUnits),
            commissions.Exists(c => c.IsOnHold));
    }

    private async Task<List<T>> ListAsync<T>(Query<T>? query = null) where T : class, IRecord<T>
    {
        var records = new List<T>();
        await foreach (var record in Store.ReadAsync(query ?? Query<T>.All, CancellationToken.None).ConfigureAwait(false))
        {
            records.Add(record);
        }

        return records;
    }
}

/// <summary>How a payment ended.</summary>
/// <param name="Sales">How many sales came of it.</param>
/// <param name="Earned">What the partner has of it, in minor units.</param>
/// <param name="Reversed">The base that is gone, in minor units.</param>
/// <param name="Held">The base in doubt, in minor units.</param>
/// <param name="IsOnHold">Whether the commission is on hold.</param>
public sealed record StoryEnd(int Sales, long Earned, long Reversed = 0, long Held = 0, bool IsOnHold = false);
