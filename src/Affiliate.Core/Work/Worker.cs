using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Does what must happen later: one loop for each kind, so that a slow kind delays no other.</summary>
internal sealed class Worker(
    IEnumerable<IWorkHandler> handlers,
    IAffiliateStore store,
    WorkSignal signal,
    WorkRunner runner,
    RecurringWork recurring,
    StoreOutage outage,
    TimeProvider time,
    ILogger<Worker> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(handlers.Select(handler => RunLoopAsync(handler, stoppingToken)));

    private async Task RunLoopAsync(IWorkHandler handler, CancellationToken stoppingToken)
    {
        using var loop = new WorkLoop(handler, store, signal, runner, recurring, outage, time, logger);
        await loop.RunAsync(stoppingToken).ConfigureAwait(false);
    }
}
