namespace Affiliate.TestSupport;

public static partial class Sample
{
    /// <summary>A verified message of a payment provider.</summary>
    public static InboxEntry InboxEntry()
    {
        var number = Unique("evt");
        return new InboxEntry
        {
            Id = Id<InboxEntryId>(),
            Provider = "stripe",
            Endpoint = "",
            Lookup = LookupKey.Of("stripe::" + number),
            ContentLookup = LookupKey.Of("stripe::" + number),
            ProviderEventId = number,
            EventType = "invoice.paid",
            State = InboxState.Received,
            Body = [(byte)'{', (byte)'}'],
            OccurredAt = Now,
            ReceivedAt = Now,
        };
    }

    /// <summary>A single purchase of 99 US dollars.</summary>
    public static Sale Sale(ProgramId? program = null) => new()
    {
        Id = Id<SaleId>(),
        ProgramId = program ?? Id<ProgramId>(),
        TransactionId = Unique("transaction"),
        Provider = "api",
        Kind = SaleKind.OneTime,
        AmountMinorUnits = 9_900,
        GrossMinorUnits = 9_900,
        Currency = "USD",
        CustomerId = Id<CustomerId>(),
        PartnerId = Id<PartnerId>(),
        OccurredAt = Now,
        CreatedAt = Now,
    };

    /// <summary>What a sale earns its partner at 20 %.</summary>
    public static Commission Commission(Sale? sale = null)
    {
        var earnedOn = sale ?? Sale();
        var rate = new Rate(2_000);
        return new Commission
        {
            Id = Id<CommissionId>(),
            ProgramId = earnedOn.ProgramId,
            PartnerId = earnedOn.PartnerId ?? Id<PartnerId>(),
            SaleId = earnedOn.Id,
            Rule = "default",
            BaseMinorUnits = earnedOn.AmountMinorUnits,
            Rate = rate,
            AmountMinorUnits = rate.Of(earnedOn.AmountMinorUnits),
            Currency = earnedOn.Currency,
            Status = CommissionStatus.Pending,
            HoldUntil = Now + TimeSpan.FromDays(30),
            Provider = earnedOn.Provider,
            CreatedAt = Now,
        };
    }

    /// <summary>The entry that puts a commission on the partner's balance.</summary>
    public static LedgerEntry LedgerEntry(Commission? commission = null)
    {
        var earned = commission ?? Commission();
        return new LedgerEntry
        {
            Id = Id<LedgerEntryId>(),
            ProgramId = earned.ProgramId,
            PartnerId = earned.PartnerId,
            CommissionId = earned.Id,
            Kind = LedgerEntryKind.Earned,
            AmountMinorUnits = earned.AmountMinorUnits,
            Currency = earned.Currency,
            SourceKey = "earned:" + earned.Id,
            CreatedAt = Now,
        };
    }
}
