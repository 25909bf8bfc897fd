namespace Affiliate;

/// <summary>What rules decide by: one payment, lead or click of a partner.</summary>
public sealed record CommissionQuestion
{
    /// <summary>What happened, as <see cref="Flow.Event"/> names it.</summary>
    public string Event { get; init; } = Flow.TransactionCompleted;

    /// <summary>The name of the lead.</summary>
    public string? EventName { get; init; }

    /// <summary>The commission base in minor units; 0 for leads and clicks.</summary>
    public long AmountMinorUnits { get; init; }

    /// <summary>What the customer was charged in all, in minor units.</summary>
    public long GrossMinorUnits { get; init; }

    /// <summary>What the provider keeps, in minor units.</summary>
    public long FeeMinorUnits { get; init; }

    /// <summary>The ISO 4217 code; the program's for leads and clicks.</summary>
    public required string Currency { get; init; }

    /// <summary>What kind of payment it is.</summary>
    public SaleKind Kind { get; init; }

    /// <summary>Who reports the payment: <c>stripe</c>, <c>paddle</c>, another adapter's name, or <c>api</c> (the default) for the host.</summary>
    public string Provider { get; init; } = Payment.HostProvider;

    /// <summary>The product, when the payment has no lines.</summary>
    public string? ProductId { get; init; }

    /// <summary>The lines; what they lack of the base is a line without product.</summary>
    public IReadOnlyList<SaleLine> Lines { get; init; } = [];

    /// <summary>The host's own data about the payment.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The host's key of the customer.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>The addresses among the rules' values that are the customer's: only a keyed hash is kept of it.</summary>
    public IReadOnlyCollection<string> KnownEmails { get; init; } = [];

    /// <summary>The partner who would earn.</summary>
    public PartnerId PartnerId { get; init; }

    /// <summary>The partner's slug.</summary>
    public string PartnerSlug { get; init; } = "";

    /// <summary>The name of the partner's group.</summary>
    public string Group { get; init; } = PartnerGroup.DefaultName;

    /// <summary>Which paid sale of the customer it is, from 1.</summary>
    public int Sequence { get; init; } = 1;

    /// <summary>When the first paid sale of the customer happened.</summary>
    public DateTimeOffset FirstPaidAt { get; init; }

    /// <summary>When the payment, lead or click happened, which may be long before it is decided on.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The share that the program pays where neither group nor partner has one.</summary>
    public Rate ProgramRate { get; init; }

    /// <summary>The share of the partner's group at <see cref="OccurredAt"/>; <see langword="null"/> when it has none of its own.</summary>
    public Rate? GroupRate { get; init; }

    /// <summary>The partner's own share, which goes before the others; <see langword="null"/> for none.</summary>
    public Rate? PartnerRate { get; init; }

    /// <summary>What conditions on the customer came to then; <see langword="null"/> to ask them now.</summary>
    internal IReadOnlyDictionary<FlowCondition, bool>? Answers { get; init; }

    /// <summary>What a sale says by itself.</summary>
    internal static CommissionQuestion Of(Sale sale) => new()
    {
        AmountMinorUnits = sale.AmountMinorUnits,
        GrossMinorUnits = sale.GrossMinorUnits,
        FeeMinorUnits = sale.FeeMinorUnits,
        Currency = sale.Currency,
        Kind = sale.Kind,
        Provider = sale.Provider,
        ProductId = sale.ProductId,
        Lines = PlanJson.ReadLines(sale.Lines),
        Metadata = PlanJson.ReadMetadata(sale.Metadata),
        OccurredAt = sale.OccurredAt,
    };

    /// <summary>The question in the currency that the commission is booked in.</summary>
    internal CommissionQuestion In(SaleExchange? exchange) => exchange is null ? this : WithBase(exchange.Convert(AmountMinorUnits, Currency)) with
    {
        GrossMinorUnits = exchange.Convert(GrossMinorUnits, Currency),
        FeeMinorUnits = exchange.Convert(FeeMinorUnits, Currency),
        Currency = exchange.Currency,
    };

    /// <summary>The question as terms want it asked: of their base.</summary>
    internal CommissionQuestion Under(PlanTerms? terms) => terms?.Base switch
    {
        BaseKind.Gross => WithBase(GrossMinorUnits),
        BaseKind.NetOfFees => WithBase(Math.Max(0, AmountMinorUnits - FeeMinorUnits)),
        _ => this,
    };

    /// <summary>The same payment with another base; its lines keep their shares of it.</summary>
    private CommissionQuestion WithBase(long amount)
    {
        var lines = Lines.Count == 0 ? [] : RuleEngine.LinesOf(this);
        var parts = lines.Count == 0 ? [] : Allocation.Split(amount, [.. lines.Select(line => (Int128)line.Amount)]);
        return this with
        {
            AmountMinorUnits = amount,
            Lines = [.. lines.Select((line, i) => new SaleLine(line.Product, 1, parts[i]) { IsProration = line.IsProration })],
        };
    }

    /// <summary>In which calendar month (UTC) since the first paid sale it happened, from 1.</summary>
    public int Month => CalendarMonths.Since(FirstPaidAt, OccurredAt) + 1;
}

/// <summary>Counts calendar months in UTC. A month from the 31st ends on the last day of a shorter month.</summary>
internal static class CalendarMonths
{
    /// <summary>How many whole months lie between two instants; 0 when the second one is earlier.</summary>
    public static int Since(DateTimeOffset start, DateTimeOffset end)
    {
        var (from, to) = (start.UtcDateTime, end.UtcDateTime);
        var months = Math.Max(0, (to.Year - from.Year) * 12 + to.Month - from.Month);
        return months > 0 && from.AddMonths(months) > to ? months - 1 : months;
    }

    /// <summary>Whether an instant is within so many months of the start; the instant at their end is not.</summary>
    public static bool IsWithin(DateTimeOffset start, int months, DateTimeOffset instant) =>
        instant.UtcDateTime < start.UtcDateTime.AddMonths(months);
}
