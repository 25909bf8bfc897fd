using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Any database, and any mapping: Entity Framework inserts.</summary>
internal sealed class TrackingClickAppender : IClickAppender
{
    public async Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken)
    {
        context.AddRange(batch.Clicks);
        context.AddRange(batch.Events);
        context.AddRange(batch.Work);
        foreach (var tally in batch.Tallies)
        {
            if (await context.FindAsync<ClickTally>([tally.Id], cancellationToken).ConfigureAwait(false) is { } stored)
            {
                context.Entry(stored).CurrentValues.SetValues(stored.Plus(tally) with { Version = stored.Version + 1 });
            }
            else
            {
                context.Add(tally);
            }
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }
}
