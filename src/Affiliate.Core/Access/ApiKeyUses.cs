using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Notes when a key was last used, at most once a minute and instance.</summary>
internal sealed class ApiKeyUses(IAffiliateStore store, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _notedAt = new(StringComparer.Ordinal);

    /// <summary>Notes a use. The call that the key came with does not fail for it.</summary>
    public async ValueTask NoteAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        if (now - key.LastUsedAt < Interval || (_notedAt.TryGetValue(key.Lookup, out var noted) && now - noted < Interval))
        {
            return;
        }

        _notedAt[key.Lookup] = now;
        try
        {
            await store.ExecuteAsync(
                async (unit, ct) =>
                {
                    if (await unit.FindAsync(ApiKey.ById(key.Id), ct).ConfigureAwait(false) is { } found)
                    {
                        unit.Save(found with { LastUsedAt = now });
                    }

                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Another instance noted it, or the store is away: then the call itself finds out.
        }
    }
}
