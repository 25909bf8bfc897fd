namespace Affiliate;

/// <summary>A commission as a replay would have made it, for what refunds leave of it. Pure; it is never stored.</summary>
internal static class ReplayCommission
{
    public static Commission Of(Sale sale, Partner partner, Derived derived) => new()
    {
        Id = default,
        ProgramId = sale.ProgramId,
        PartnerId = partner.Id,
        SaleId = sale.Id,
        Rule = derived.Verdict.Rule,
        Rate = derived.Verdict.Rate,
        IsProportional = derived.IsProportional,
        KeptUpToMinorUnits = derived.KeptUpTo(sale.AmountMinorUnits),
        BaseMinorUnits = derived.Verdict.BaseMinorUnits,
        AmountMinorUnits = derived.Clamped.AmountMinorUnits,
        Currency = sale.Currency,
        Status = CommissionStatus.Pending,
        HoldUntil = sale.OccurredAt,
        Provider = sale.Provider,
        CreatedAt = sale.CreatedAt,
    };

    /// <summary>What the reversals of the sale leave of it.</summary>
    public static Commission Left(Sale sale, Commission commission, Commission? source) => Rebooking.Of(
        sale, commission, new Takeback(sale.ReversedMinorUnits, sale.HeldMinorUnits, sale.IsReversalCapped), sale.CreatedAt, source)
        .Commission!;
}
