using Affiliate;
using Microsoft.EntityFrameworkCore;
using Saas.Data;

namespace Saas;

/// <summary>What a curious developer looks at, in Development only: these routes have no protection.</summary>
internal static class Diagnostics
{
    public static void MapDiagnostics(this WebApplication app)
    {
        var group = app.MapGroup("/diagnostics").ExcludeFromDescription();
        group.MapGet("/commission-notes", (AppDbContext db, CancellationToken cancellationToken) =>
            db.CommissionNotes.AsNoTracking().ToListAsync(cancellationToken));
        group.MapGet("/users", (AppDbContext db, CancellationToken cancellationToken) =>
            db.Users.AsNoTracking().Select(user => user.Id).ToListAsync(cancellationToken));
        group.MapGet("/ledger", (LedgerAudit audit, CancellationToken cancellationToken) =>
            audit.VerifyAsync(cancellationToken));
    }
}
