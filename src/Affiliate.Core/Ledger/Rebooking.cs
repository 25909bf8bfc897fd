namespace Affiliate;

/// <summary>Brings a sale and its commission to what their reversals leave of them. Pure; a repeat changes nothing.</summary>
/// <param name="Sale">The sale as it must be.</param>
/// <param name="Commission">The commission as it must be.</param>
/// <param name="Entry">The ledger entry of the difference; <see langword="null"/> when there is none.</param>
internal sealed record Rebooking(Sale Sale, Commission? Commission, LedgerEntry? Entry)
{
    /// <param name="sale">The sale.</param>
    /// <param name="commission">The commission, if there is one.</param>
    /// <param name="takeback">What is left of the sale.</param>
    /// <param name="now">The time.</param>
    /// <param name="source">The commission that this one is a share or a part of, as it is left.</param>
    public static Rebooking Of(
        Sale sale, Commission? commission, Takeback takeback, DateTimeOffset now, Commission? source = null)
    {
        sale = sale with
        {
            ReversedMinorUnits = takeback.GoneMinorUnits,
            HeldMinorUnits = takeback.HeldMinorUnits,
            IsReversalCapped = takeback.IsCapped,
        };
        if (commission is null or { Status: CommissionStatus.Rejected })
        {
            return new Rebooking(sale, commission, null);
        }

        var reversed = commission.AmountMinorUnits - Kept(commission, sale, source);
        var difference = reversed - commission.ReversedMinorUnits;
        var entry = difference == 0 ? null : EntryOf(commission, difference, now);
        commission = commission with
        {
            ReversedMinorUnits = reversed,
            UnsettledMinorUnits = commission.UnsettledMinorUnits - difference,
            IsOnHold = takeback.HeldMinorUnits > 0,
        };
        return new Rebooking(sale, WithStatus(commission), entry);
    }

    private static long Kept(Commission commission, Sale sale, Commission? source)
    {
        if (commission.Kind == CommissionKind.Shared && source is not null)
        {
            return Parts(source, sale)[1];
        }

        if (source is { AmountMinorUnits: > 0 })
        {
            var left = source.Status == CommissionStatus.Rejected ? 0 : source.KeptMinorUnits;
            return (long)((Int128)commission.AmountMinorUnits * left / source.AmountMinorUnits);
        }

        return Parts(commission, sale)[0];
    }

    /// <summary>
    /// What the credited partner keeps and what another one keeps of what was cut out for them: together what all of it would keep,
    /// whichever refunds led there.
    /// </summary>
    private static long[] Parts(Commission own, Sale sale) => own.SharedMinorUnits == 0
        ? [Left(own, own.AmountMinorUnits, sale), 0]
        : Allocation.Split(
            Left(own, checked(own.AmountMinorUnits + own.SharedMinorUnits), sale), [own.AmountMinorUnits, own.SharedMinorUnits]);

    /// <summary>What the rest of the base still earns: rounded toward zero, so a full refund leaves exactly nothing.</summary>
    private static long Left(Commission commission, long earned, Sale sale)
    {
        if (sale.ReversedMinorUnits < sale.AmountMinorUnits && sale.ReversedMinorUnits <= commission.KeptUpToMinorUnits)
        {
            return earned;
        }

        if (commission is { Rate: null, IsProportional: false })
        {
            // A flat reward is kept until at least half is gone (semantics 8).
            return (Int128)sale.ReversedMinorUnits * 2 >= sale.AmountMinorUnits ? 0 : earned;
        }

        var rest = sale.AmountMinorUnits - sale.ReversedMinorUnits;
        return (long)((Int128)earned * rest / sale.AmountMinorUnits);
    }

    private static LedgerEntry EntryOf(Commission commission, long difference, DateTimeOffset now) => new()
    {
        Id = AffiliateId.New<LedgerEntryId>(now),
        ProgramId = commission.ProgramId,
        PartnerId = commission.PartnerId,
        CommissionId = commission.Id,
        Kind = difference > 0 ? LedgerEntryKind.Reversed : LedgerEntryKind.Released,
        AmountMinorUnits = -difference,
        Currency = commission.Currency,

        // Two bookings computed from the same history have the same key, and one of them loses.
        SourceKey = $"reversal:{commission.Id}:{commission.Version}:{commission.ReversedMinorUnits}",
        CreatedAt = now,
    };

    /// <summary>A commission in a payout, or paid, stays there: the entry is for the next payout (semantics 3).</summary>
    private static Commission WithStatus(Commission commission) => commission switch
    {
        { Status: CommissionStatus.Processing or CommissionStatus.Paid } => commission,
        { Status: CommissionStatus.Reversed, KeptMinorUnits: > 0 } => commission with
        {
            Status = commission.StatusBeforeReversal ?? CommissionStatus.Pending,
            StatusBeforeReversal = null,
        },
        { Status: not CommissionStatus.Reversed, KeptMinorUnits: 0 } => commission with
        {
            Status = CommissionStatus.Reversed,
            StatusBeforeReversal = commission.Status,
        },
        _ => commission,
    };
}
