using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>
/// Lets the writers of this process queue up for a database that takes one at a time. Its own wait sleeps 150 ms between
/// looks, and blocks a thread; here the next one starts when the last one ends.
/// </summary>
internal sealed class WriteGate(bool hasOneWriter)
{
    // It orders the writers, no more: whoever waited that long asks the database itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn to write, which ends when the result is disposed.</summary>
    public async ValueTask<Turn> EnterAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (!hasOneWriter)
        {
            return default;
        }

        var turns = _turns.GetOrAdd(context.Database.GetDbConnection().DataSource, _ => new SemaphoreSlim(1));
        return new Turn(await turns.WaitAsync(Patience, cancellationToken).ConfigureAwait(false) ? turns : null);
    }

    /// <summary>A turn to write.</summary>
    public readonly struct Turn(SemaphoreSlim? turns) : IDisposable
    {
        public void Dispose() => turns?.Release();
    }
}
