using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Affiliate;

/// <summary>Makes the programs when the host starts. Should that fail, the first request that needs one tries again.</summary>
internal sealed class ProgramStart(
    ProgramDirectory programs, IAffiliateStore store, ILogger<ProgramStart> logger, IHostEnvironment? environment = null) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is InMemoryAffiliateStore && environment?.IsDevelopment() != true)
        {
            Log.KeptInMemory(logger);
        }

        try
        {
            await programs.GetDefaultAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stopped before it was up.
        }
        catch (Exception exception)
        {
            Log.ProgramsNotReady(logger, exception);
        }
    }
}
