using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Affiliate.EntityFramework;

/// <summary>Does work again after a failure that goes away by itself (C9).</summary>
internal sealed class TransientRetry(TimeProvider time, ILogger logger)
{
    private const int MaxAttempts = 5;

    private const int ShortestPause = 10;

    private const int LongestPause = 200;

    // A busy SQLite file or a command that timed out has waited long already.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (Exception failure) when (attempt < MaxAttempts && IsWorthAnotherTry(failure, start))
            {
                var pause = RandomNumberGenerator.GetInt32(ShortestPause, LongestPause + 1);
                Log.TriesAgain(logger, attempt, pause, failure);
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // When the host's own strategy has given up, it has tried often enough.
    private bool IsWorthAnotherTry(Exception failure, long start) =>
        failure is not RetryLimitExceededException
        && TransientFailure.Is(failure)
        && time.GetElapsedTime(start) < Patience;
}
