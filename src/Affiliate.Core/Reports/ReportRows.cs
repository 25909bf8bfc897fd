namespace Affiliate;

/// <summary>The rows that reports count: what is credited to a partner.</summary>
internal static class ReportRows
{
    public static Query<Lead> Leads(ProgramId program, ReportPeriod period, PartnerId? partner = null)
    {
        var query = Query<Lead>.All.Equal(lead => lead.ProgramId, program).Within(period, lead => lead.CreatedAt);
        return partner is null ? query.NotEqual(lead => lead.PartnerId, null) : query.Equal(lead => lead.PartnerId, partner);
    }

    /// <summary>A payment of nothing is no purchase: a trial or a fully discounted invoice, for example.</summary>
    public static Query<Sale> Sales(ProgramId program, ReportPeriod period, PartnerId? partner = null)
    {
        var query = Query<Sale>.All.Equal(sale => sale.ProgramId, program)
            .Above(sale => sale.AmountMinorUnits, 0)
            .Within(period, sale => sale.OccurredAt);
        return partner is null ? query.NotEqual(sale => sale.PartnerId, null) : query.Equal(sale => sale.PartnerId, partner);
    }

    public static Query<Commission> Commissions(ProgramId program, ReportPeriod period, PartnerId? partner = null)
    {
        var query = Query<Commission>.All.Equal(commission => commission.ProgramId, program)
            .NotEqual(commission => commission.Status, CommissionStatus.Rejected)
            .Within(period, commission => commission.CreatedAt);
        return partner is { } known ? query.Equal(commission => commission.PartnerId, known) : query;
    }

    /// <summary>The daily sums of whole days.</summary>
    public static Query<ClickTally> Tallies(ProgramId program, ReportPeriod period, PartnerId? partner = null)
    {
        var query = Query<ClickTally>.All.Equal(tally => tally.ProgramId, program);
        query = period.From is { } from ? query.AtLeast(tally => tally.Day, DayOf(from)) : query;
        query = period.Before is { } before ? query.Below(tally => tally.Day, DayOf(before)) : query;
        return partner is { } known ? query.Equal(tally => tally.PartnerId, known) : query;
    }

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);
}
