namespace Affiliate;

/// <summary>What a change of a sale or commission is published as.</summary>
internal static class SaleEvents
{
    public static void Publish(IAffiliateUnit unit, EventOutbox outbox, Sale? before, Sale? now)
    {
        SaleCounts.Note(unit, before, now);
        if (before is null && now is not null)
        {
            outbox.Publish(unit, new SaleCreated
            {
                ProgramId = now.ProgramId,
                SaleId = now.Id,
                TransactionId = now.TransactionId,
                AmountCents = now.AmountMinorUnits,
                Currency = now.Currency,
                Provider = now.Provider,
                CustomerId = now.CustomerId,
                PartnerId = now.PartnerId,
            });
        }

        if (now is not null && now.ReversedMinorUnits != (before?.ReversedMinorUnits ?? 0))
        {
            outbox.Publish(unit, new SaleReversed
            {
                ProgramId = now.ProgramId,
                SaleId = now.Id,
                TransactionId = now.TransactionId,
                AmountCents = now.ReversedMinorUnits,
                Currency = now.Currency,
                Provider = now.Provider,
                CustomerId = now.CustomerId,
                PartnerId = now.PartnerId,
            });
        }
    }

    /// <summary>Tells test endpoints of a new test row (TX-09); live sales are told by <c>sale.created</c> alone.</summary>
    public static async Task PublishTestAsync(IAffiliateUnit unit, EventOutbox outbox, Sale sale, CancellationToken ct)
    {
        if (!sale.ProgramId.IsTest())
        {
            return;
        }

        var click = sale.ClickId is { } id ? await unit.FindAsync(Click.ById(id), ct).ConfigureAwait(false) : null;
        outbox.Publish(unit, new ConversionTested
        {
            ProgramId = sale.ProgramId,
            SaleId = sale.Id,
            TransactionId = sale.TransactionId,
            ClickId = sale.ClickId,
            CampaignId = click?.CampaignId,
            AmountCents = sale.AmountMinorUnits,
            Value = new Money(sale.AmountMinorUnits, sale.Currency).InMajorUnits,
            Currency = sale.Currency,
            EventType = PlanJson.ReadMetadata(sale.Metadata).GetValueOrDefault(Payment.EventTypeName),
            PartnerId = sale.PartnerId,
            Reason = sale.Reason,
        });
    }

    public static void Publish(IAffiliateUnit unit, EventOutbox outbox, Commission? before, Commission? now)
    {
        if (before is null && now is not null)
        {
            SaleCounts.Note(unit, now);
            outbox.Publish(unit, new CommissionCreated
            {
                ProgramId = now.ProgramId,
                CommissionId = now.Id,
                PartnerId = now.PartnerId,
                AmountCents = now.AmountMinorUnits,
                TxnAmountCents = now.BaseMinorUnits,
                Currency = now.Currency,
                Provider = now.Provider,
                Status = now.Status,
                CustomerId = now.CustomerId,
            });
        }
        else if (before is not null && before != now)
        {
            outbox.Publish(unit, CommissionUpdated.Of(before, now!, ReasonOf(before, now!)));
        }
    }

    /// <summary>
    /// What the sale's refunds and disputes did to a commission (AF-24), or caps that were given back; <see langword="null"/> for
    /// anything else.
    /// </summary>
    private static string? ReasonOf(Commission before, Commission now) =>
        now.ReversedMinorUnits > before.ReversedMinorUnits
            ? now.Status is CommissionStatus.Processing or CommissionStatus.Paid ? "reversed_after_payout" : "reversed"
        : now.ReversedMinorUnits < before.ReversedMinorUnits ? "released"
        : now.AmountMinorUnits > before.AmountMinorUnits ? "raised"
        : now.IsOnHold != before.IsOnHold ? now.IsOnHold ? "hold_begun" : "hold_released"
        : null;
}
