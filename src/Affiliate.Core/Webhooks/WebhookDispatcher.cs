using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>
/// Sends what is due. Every instance does: a delivery belongs to whoever takes it first, and a slow endpoint keeps only
/// its own deliveries waiting.
/// </summary>
internal sealed class WebhookDispatcher(
    DeliveryClaims claims,
    DeliveryRecorder recorder,
    DeliverySchedule schedule,
    DeliverySignal signal,
    WebhookBodies bodies,
    WebhookSender sender,
    SealedText sealedText,
    StoreOutage outage,
    IOptions<AffiliateOptions> options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    /// <summary>How long requests may go on after the host was told to stop.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);

    private readonly WebhookOptions _options = options.Value.Webhooks;
    private readonly ConcurrentDictionary<WebhookEndpointId, DeliveryLane> _lanes = new();
    private readonly ConcurrentDictionary<WebhookDeliveryId, Task> _running = new();
    private readonly CancellationTokenSource _grace = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Endpoints that fail wait for one another, not the others for them.</summary>
    private readonly SemaphoreSlim _forWorking = new(options.Value.Webhooks.Requests);
    private readonly SemaphoreSlim _forFailing = new(options.Value.Webhooks.Requests);

    /// <inheritdoc />
    public override void Dispose()
    {
        _grace.Dispose();
        _forWorking.Dispose();
        _forFailing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var recording = Task.Run(recorder.RunAsync, CancellationToken.None);
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before looking, so that what is added while we look wakes us.
            var wake = signal.Next;
            var pause = await LookOrReportAsync(stoppingToken).ConfigureAwait(false);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(wake, Task.Delay(pause, time, waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
        }

        _grace.CancelAfter(StopGrace);
        await Task.WhenAll(_running.Values).ConfigureAwait(false);
        recorder.Complete();
        await recording.ConfigureAwait(false);
    }

    private async Task<TimeSpan> LookOrReportAsync(CancellationToken stoppingToken)
    {
        try
        {
            var pause = await LookAsync(stoppingToken).ConfigureAwait(false);
            outage.Recover();
            return pause;
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                outage.Report(exception);
            }

            return LookInterval;
        }
    }

    /// <summary>Takes what is due and begins to send it.</summary>
    /// <returns>How long nothing will be due, at most a second: other instances add too.</returns>
    private async Task<TimeSpan> LookAsync(CancellationToken stoppingToken)
    {
        foreach (var id in await claims.FindEndpointsAsync(stoppingToken).ConfigureAwait(false))
        {
            var lane = _lanes.GetOrAdd(id, _ => new DeliveryLane(_options.RequestsPerEndpoint));
            if (lane.Free is > 0 and var free)
            {
                await TakeAsync(lane, id, free, stoppingToken).ConfigureAwait(false);
            }
        }

        var next = await claims.FindNextAsync(stoppingToken).ConfigureAwait(false);
        var pause = next - time.GetUtcNow() ?? LookInterval;
        return pause < ShortestPause ? ShortestPause : pause < LookInterval ? pause : LookInterval;
    }

    private async Task TakeAsync(DeliveryLane lane, WebhookEndpointId id, int free, CancellationToken stoppingToken)
    {
        var claim = await claims.ClaimAsync(id, free, stoppingToken).ConfigureAwait(false);
        if (claim is not { Endpoint: { } endpoint })
        {
            lane.Take(free, 0, lostRace: true);
            if (claim is null || claim.Found == free)
            {
                signal.Set();
            }

            return;
        }

        lane.Take(free, claim.Deliveries.Count, lostRace: false);
        var claimedAt = time.GetUtcMilliseconds();
        Dictionary<AffiliateEventId, byte[]>? bodiesById = null;
        IReadOnlyList<string> secrets = [];
        try
        {
            bodiesById = await bodies.ReadAsync(claim.Deliveries.Select(one => one.EventId), stoppingToken).ConfigureAwait(false);
            secrets = await SecretsOfAsync(endpoint, stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var delivery in claim.Deliveries)
            {
                if (bodiesById is null)
                {
                    recorder.Add(new SettledDelivery(lane, endpoint, delivery, null));
                }
                else if (secrets.Count > 0 && bodiesById.TryGetValue(delivery.EventId, out var body))
                {
                    Begin(new DeliveryInHand(lane, endpoint, delivery, secrets, body, claimedAt), stoppingToken);
                }
                else
                {
                    var reason = secrets.Count == 0 ? DeliveryErrors.Secret : DeliveryErrors.EventGone;
                    recorder.Add(new SettledDelivery(lane, endpoint, DeliveryClaims.Canceled(delivery, reason), null));
                }
            }
        }
    }

    private void Begin(DeliveryInHand inHand, CancellationToken stoppingToken)
    {
        var id = inHand.Delivery.Id;
        var begun = new TaskCompletionSource();
        _running[id] = RunAsync();
        begun.SetResult();

        async Task RunAsync()
        {
            await begun.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var settled = inHand.Settle(inHand.Delivery, null);
            try
            {
                settled = await DeliverInTurnAsync(inHand, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The host stops; another instance sends it, or this one after its start.
            }
            catch (Exception exception)
            {
                Log.LoopFailed(logger, exception);
            }

            recorder.Add(settled);
            _running.TryRemove(id, out _);
        }
    }

    private async Task<SettledDelivery> DeliverInTurnAsync(DeliveryInHand inHand, CancellationToken stoppingToken)
    {
        var all = inHand.Endpoint.FailingSince is null ? _forWorking : _forFailing;
        await inHand.Lane.Slots.WaitAsync(stoppingToken).ConfigureAwait(false);
        try
        {
            await all.WaitAsync(stoppingToken).ConfigureAwait(false);
            try
            {
                return time.GetUtcNow() - inHand.ClaimedAt < DeliveryClaims.StartLimit
                    ? await DeliverAsync(inHand).ConfigureAwait(false)
                    : inHand.Settle(inHand.Delivery, null);
            }
            finally
            {
                all.Release();
            }
        }
        finally
        {
            inHand.Lane.Slots.Release();
        }
    }

    private async Task<SettledDelivery> DeliverAsync(DeliveryInHand inHand)
    {
        var startedAt = time.GetUtcMilliseconds();
        var attempt = await sender.SendAsync(inHand.NextMessage(), _grace.Token).ConfigureAwait(false);
        return inHand.Settle(Next(inHand.Delivery, attempt, startedAt), attempt);
    }

    private WebhookDelivery Next(WebhookDelivery delivery, DeliveryAttempt attempt, DateTimeOffset startedAt)
    {
        var tried = delivery with
        {
            Attempts = delivery.Attempts + 1,
            Tries = delivery.Tries + 1,
            FirstTriedAt = delivery.FirstTriedAt ?? startedAt,
            LastTriedAt = startedAt,
            DurationMilliseconds = (int)attempt.Duration.TotalMilliseconds,
            ResponseStatus = attempt.Status,
            ResponseStart = attempt.ResponseStart,
            Error = attempt.Error,
            DueAt = null,
            State = DeliveryState.Delivered,
        };
        if (attempt.Error is null)
        {
            return tried;
        }

        var dueAt = attempt.IsGone
            ? null
            : schedule.Next(tried.FirstTriedAt!.Value, tried.Tries, time.GetUtcNow(), attempt.RetryAfter);
        return tried with { DueAt = dueAt, State = dueAt is null ? DeliveryState.Failed : DeliveryState.Pending };
    }

    /// <summary>The secrets that count now, newest first; none when the newest cannot be read.</summary>
    private async Task<IReadOnlyList<string>> SecretsOfAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var purpose = WebhookSecret.PurposeOf(endpoint.Id);
        var current = await sealedText.OpenAsync(endpoint.SealedSecret, purpose, cancellationToken).ConfigureAwait(false);
        var previous = endpoint is { PreviousSealedSecret: { } last, PreviousSecretEndsAt: { } end } && end > time.GetUtcNow()
            ? await sealedText.OpenAsync(last, purpose, cancellationToken).ConfigureAwait(false)
            : null;
        return current is null ? [] : previous is null ? [current] : [current, previous];
    }
}
