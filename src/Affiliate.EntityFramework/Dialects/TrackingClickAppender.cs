using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Any database, and any mapping: Entity Framework inserts.</summary>
internal sealed class TrackingClickAppender : IClickAppender
{
    public async Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken)
    {
        context.AddRange(batch.Clicks);
        context.AddRange(batch.Tallies);
        context.AddRange(batch.Events);
        context.AddRange(batch.Work);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }
}
