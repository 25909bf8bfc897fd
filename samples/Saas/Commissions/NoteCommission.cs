using Affiliate;
using Microsoft.EntityFrameworkCore;
using Saas.Data;

namespace Saas.Commissions;

/// <summary>Writes a row of this application's own for every commission, once.</summary>
internal sealed partial class NoteCommission(AppDbContext db, ILogger<NoteCommission> logger)
    : IAffiliateEventHandler<CommissionCreated>
{
    public async Task HandleAsync(CommissionCreated affiliateEvent, CancellationToken cancellationToken)
    {
        var eventId = affiliateEvent.Id.ToString();
        LogHandling(logger, eventId);
        if (await db.CommissionNotes.AnyAsync(note => note.EventId == eventId, cancellationToken))
        {
            return;
        }

        db.CommissionNotes.Add(new CommissionNote
        {
            EventId = eventId,
            CommissionId = affiliateEvent.CommissionId.ToString(),
            PartnerId = affiliateEvent.PartnerId.ToString(),
            AmountCents = affiliateEvent.AmountCents,
            Currency = affiliateEvent.Currency,
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Noting the commission of {EventId}")]
    private static partial void LogHandling(ILogger logger, string eventId);
}
