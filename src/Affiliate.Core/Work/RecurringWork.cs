namespace Affiliate;

/// <summary>Keeps the one work item of each recurring job in the store.</summary>
internal sealed class RecurringWork(IAffiliateStore store, TimeProvider time)
{
    /// <summary>Makes the item when it is missing.</summary>
    public async Task EnsureAsync(WorkKind kind, string subject, CancellationToken cancellationToken)
    {
        try
        {
            await store.ExecuteAsync(
                async (unit, token) =>
                {
                    var existing = await unit.FindAsync(WorkItem.BySubject(kind, subject), token).ConfigureAwait(false);
                    if (existing is null)
                    {
                        unit.Add(FirstItem(kind, subject));
                    }

                    return existing is null;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreConflictException)
        {
            // Another instance made it at the same moment.
        }
    }

    private WorkItem FirstItem(WorkKind kind, string subject)
    {
        var now = time.GetUtcMilliseconds();
        return WorkItem.New(kind, subject, now);
    }
}
