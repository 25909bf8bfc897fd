namespace Affiliate;

/// <summary>Makes the rows of what messages say. Pure.</summary>
internal static class SaleRows
{
    public static Sale Sale(SaleId id, AffiliateProgram program, Payment payment, DateTimeOffset now) => new()
    {
        Id = id,
        ProgramId = program.Id,
        TransactionId = payment.Source,
        Provider = payment.Provider,
        Kind = payment.Kind,
        AmountMinorUnits = payment.Amount.MinorUnits,
        GrossMinorUnits = (payment.Gross ?? payment.Amount).MinorUnits,
        FeeMinorUnits = payment.Fee?.MinorUnits ?? 0,
        Currency = payment.Amount.Currency,
        ChargedMinorUnits = payment.Charged?.MinorUnits,
        ChargedCurrency = payment.Charged?.Currency,
        SubscriptionReference = payment.SubscriptionReference,
        ProductId = payment.ProductId,
        Lines = PlanJson.Write(payment.Lines),
        HasUnknownLines = payment.HasUnknownLines,
        Metadata = PlanJson.Write(payment.Metadata),
        SubscriptionInterval = payment.SubscriptionInterval,
        ReviewReason = payment.ReviewReason,
        Reason = payment.Amount.MinorUnits > 0 ? SaleReasons.Unattributed : SaleReasons.ZeroAmount,
        OccurredAt = payment.OccurredAt?.ToUtcMilliseconds() ?? now,
        CreatedAt = now,
    };

    public static SaleReversal Reversal(
        SaleId sale, AffiliateProgram program, Reversal reversal, DateTimeOffset now)
    {
        // Of two messages of one second and status, the one that knows of the withdrawal stands, whichever comes first.
        var isAtOnce = program.ReversesDisputesAtOnce && reversal.Kind == ReversalKind.Dispute;
        var isGone = isAtOnce && reversal is { State: ReversalState.Held, IsWithdrawn: true };
        var source = FactScope.Of(reversal.Source, reversal.Provider, program);
        return new SaleReversal
        {
            Id = AffiliateId.New<SaleReversalId>(now),
            ProgramId = program.Id,
            Lookup = LookupKey.Of(source),
            Source = source,
            SaleId = sale,
            Kind = reversal.Kind,
            State = isGone ? ReversalState.Effective : reversal.State,
            GrossMinorUnits = reversal.Gross?.MinorUnits,
            BaseMinorUnits = reversal.Base?.MinorUnits,
            Currency = (reversal.Base ?? reversal.Gross)?.Currency ?? reversal.Currency,
            Reason = reversal.Reason,
            AsOf = reversal.AsOf?.ToUtcMilliseconds() ?? now,
            Rank = isAtOnce ? (2 * reversal.Rank) + (isGone ? 1 : 0) : reversal.Rank,
            CreatedAt = now,
        }.Named(reversal.PaymentNames.Select(LookupKey.Of));
    }
}
