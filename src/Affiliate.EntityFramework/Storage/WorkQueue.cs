using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Takes and gives back work with conditional updates only, which every database has (C3, C4).</summary>
internal static class WorkQueue
{
    public static async Task<IReadOnlyList<WorkItem>> ClaimAsync(
        DbContext context, WorkKind kind, int most, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        var items = context.Set<WorkItem>().AsNoTracking();
        Guid? claim = Guid.CreateVersion7(now);
        DateTimeOffset? leaseEnd = now + lease;
        while (true)
        {
            var due = await items
                .Where(item => item.Kind == kind && item.DueAt <= now)
                .OrderBy(item => item.DueAt)
                .Select(item => item.Id)
                .Take(most)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            if (due.Count == 0)
            {
                return [];
            }

            // Others may have chosen the same items. The condition on the time lets only the first of us change each;
            // whoever gets none chooses again.
            var chosen = items.Where(item => due.Contains(item.Id) && item.DueAt <= now);
            var taken = await WriteAsync(context, () => chosen.ExecuteUpdateAsync(
                set => set
                    .SetProperty(item => item.DueAt, leaseEnd)
                    .SetProperty(item => item.Attempt, item => item.Attempt + 1)
                    .SetProperty(item => item.Tries, item => item.Tries + 1)
                    .SetProperty(item => item.ClaimedBy, claim),
                cancellationToken), cancellationToken).ConfigureAwait(false);
            if (taken > 0)
            {
                var claimed = await items.Where(item => item.ClaimedBy == claim)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                return [.. claimed.OrderBy(item => due.IndexOf(item.Id))];
            }
        }
    }

    public static async Task<bool> CompleteAsync(DbContext context, WorkItem item, CancellationToken cancellationToken)
    {
        var held = Held(context, item);
        return await WriteAsync(
            context, () => held.ExecuteDeleteAsync(cancellationToken), cancellationToken).ConfigureAwait(false) == 1;
    }

    public static async Task<bool> RescheduleAsync(
        DbContext context, WorkItem item, DateTimeOffset? dueAt, string? error, CancellationToken cancellationToken)
    {
        var held = Held(context, item);
        var changed = await WriteAsync(context, () => held.ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.DueAt, dueAt)
                .SetProperty(row => row.LastError, error)
                .SetProperty(row => row.Tries, row => error == null ? 0 : row.Tries),
            cancellationToken), cancellationToken).ConfigureAwait(false);
        return changed == 1;
    }

    private static IQueryable<WorkItem> Held(DbContext context, WorkItem item) => context.Set<WorkItem>()
        .Where(row => row.Id == item.Id && row.Attempt == item.Attempt);

    private static async Task<int> WriteAsync(
        DbContext context, Func<Task<int>> write, CancellationToken cancellationToken)
    {
        var gate = StoreModel.Of(context).Dialect.Writing;
        using var turn = await gate.EnterAsync(context, cancellationToken).ConfigureAwait(false);
        return await write().ConfigureAwait(false);
    }
}
