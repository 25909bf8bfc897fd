using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Inserts a batch of clicks in one transaction, with one commit.</summary>
internal interface IClickAppender
{
    Task AppendAsync(DbContext context, ClickBatch batch, CancellationToken cancellationToken);
}
