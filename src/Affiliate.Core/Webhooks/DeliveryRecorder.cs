using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Writes down what came of deliveries, in groups: those that end while the last group is committed are the next.</summary>
internal sealed class DeliveryRecorder(
    IAffiliateStore store, EndpointHealth health, DeliverySignal signal, StoreOutage outage, TimeProvider time,
    ILogger<DeliveryRecorder> logger)
{
    private const int LargestGroup = 256;
    private const int MostTries = 20;

    private static readonly TimeSpan PauseWhileAway = TimeSpan.FromSeconds(1);

    private readonly Channel<SettledDelivery> _settled =
        Channel.CreateUnbounded<SettledDelivery>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(SettledDelivery settled) => _settled.Writer.TryWrite(settled);

    /// <summary>No more come.</summary>
    public void Complete() => _settled.Writer.TryComplete();

    /// <summary>Ends when all that came is written.</summary>
    public async Task RunAsync()
    {
        var group = new List<SettledDelivery>(LargestGroup);
        while (await _settled.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < LargestGroup && _settled.Reader.TryRead(out var settled))
            {
                group.Add(settled);
            }

            try
            {
                await WriteAsync(group).ConfigureAwait(false);
                await health.NoteAsync(group).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.LoopFailed(logger, exception);
            }

            Leave(group);
        }
    }

    private void Leave(List<SettledDelivery> group)
    {
        var mayHaveMore = false;
        foreach (var settled in group)
        {
            settled.Lane.Leave(settled.Attempt?.Duration);
            mayHaveMore |= settled.Lane.MayHaveMore;
        }

        if (mayHaveMore)
        {
            signal.Set();
        }
    }

    /// <summary>While the store is away this waits; what cannot be written at all is sent again when its lease ends.</summary>
    private async Task WriteAsync(List<SettledDelivery> group)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (!await TrySaveAsync(group).ConfigureAwait(false))
                {
                    foreach (var one in group.Where(_ => group.Count > 1))
                    {
                        await TrySaveAsync([one]).ConfigureAwait(false);
                    }
                }

                outage.Recover();
                return;
            }
            catch (Exception exception) when (tries < MostTries)
            {
                outage.Report(exception);
                await Task.Delay(PauseWhileAway, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TrySaveAsync(List<SettledDelivery> group)
    {
        // A delivery sent again by hand may end twice within one group: only what was taken last can still be written.
        var newest = group.GroupBy(settled => settled.Delivery.Id).Select(same => same.Last()).ToList();
        try
        {
            return await store.ExecuteAsync(
                (unit, _) =>
                {
                    foreach (var settled in newest)
                    {
                        unit.Save(settled.Delivery);
                    }

                    return Task.FromResult(true);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            // Sent again by hand meanwhile, or the lease ended and another instance has it: that one counts (C4).
            if (group.Count == 1)
            {
                Log.DeliveryLost(logger, group[0].Delivery.Id);
            }

            return false;
        }
    }
}

/// <summary>A delivery as it is to be written, at the version that was taken.</summary>
/// <param name="Lane">Whose turn it was.</param>
/// <param name="Endpoint">Where it went, as it was when it was taken.</param>
/// <param name="Delivery">What is written.</param>
/// <param name="Attempt">What came of the attempt; <see langword="null"/> when none was made.</param>
internal sealed record SettledDelivery(
    DeliveryLane Lane, WebhookEndpoint Endpoint, WebhookDelivery Delivery, DeliveryAttempt? Attempt);
