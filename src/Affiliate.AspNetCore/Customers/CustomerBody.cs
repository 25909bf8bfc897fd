namespace Affiliate.AspNetCore;

/// <summary>A customer as published, with everything that is held on one; events the newest hundred.</summary>
internal sealed record CustomerBody(
    string Id, string ProgramId, string CustomerKey, string? EmailMasked, IReadOnlyList<string> PaymentFingerprints, DateTimeOffset CreatedAt, ReferralBody? Referral,
    IReadOnlyList<DecisionBody> Decisions, IReadOnlyList<JourneyClickBody> Clicks, IReadOnlyList<JourneyLeadBody> Leads,
    IReadOnlyList<JourneySaleBody> Sales, IReadOnlyList<CommissionBody> Commissions, IReadOnlyList<PayoutBody> Payouts,
    IReadOnlyList<EventBody> Events)
{
    public static CustomerBody Of(CustomerJourney journey, ReferralExplanation? explanation, IReadOnlyList<EventLine> events)
    {
        var (customer, sales) = (journey.Customer, journey.Sales.ToDictionary(sale => sale.Id));
        return new CustomerBody(
            customer.Id.ToString(), customer.ProgramId.ToString(), customer.Key, customer.EmailMasked, customer.FingerprintList, customer.CreatedAt,
            journey.Referral is { } referral ? ReferralBody.Of(referral) : null,
            [.. (explanation?.Decisions ?? []).Select(DecisionBody.Of)],
            [.. journey.Clicks.Select(JourneyClickBody.Of)],
            [.. journey.Leads.Select(JourneyLeadBody.Of)],
            [.. journey.Sales.Select(JourneySaleBody.Of)],
            [.. journey.Commissions.Select(commission => CommissionBody.Of(new CommissionLine(
                commission, commission.SaleId is { } sale ? sales.GetValueOrDefault(sale)?.TransactionId : null, customer.EmailMasked)))],
            [.. journey.Payouts.Select(PayoutBody.Of)],
            [.. events.Select(EventBody.Of)]);
    }
}

/// <summary>A click on the way.</summary>
internal sealed record JourneyClickBody(
    string Id, string PartnerId, string? Ref, string? Landing, string? Referrer, string? Country, string DeviceType, bool Qualified,
    bool Attributable, DateTimeOffset OccurredAt)
{
    public static JourneyClickBody Of(Click click) => new(
        click.Id.ToString(), click.PartnerId.ToString(), click.Ref, click.Landing, click.Referrer, click.Country,
        WireName.Of(click.Device), click.Qualified, click.Attributable, click.OccurredAt);
}

/// <summary>A step on the way.</summary>
internal sealed record JourneyLeadBody(
    string Id, string EventName, string? PartnerId, string? ClickId, string? Reason, DateTimeOffset CreatedAt)
{
    public static JourneyLeadBody Of(Lead lead) => new(
        lead.Id.ToString(), lead.EventName, lead.PartnerId?.ToString(), lead.ClickId?.ToString(), lead.Reason, lead.CreatedAt);
}

/// <summary>A payment on the way.</summary>
internal sealed record JourneySaleBody(
    string Id, string TransactionId, string Provider, string Kind, long AmountCents, long ReversedCents, string Currency,
    string? PartnerId, string? ClickId, string? Reason, DateTimeOffset OccurredAt)
{
    public static JourneySaleBody Of(Sale sale) => new(
        sale.Id.ToString(), sale.TransactionId, sale.Provider, WireName.Of(sale.Kind), sale.AmountMinorUnits, sale.ReversedMinorUnits,
        sale.Currency, sale.PartnerId?.ToString(), sale.ClickId?.ToString(), sale.Reason, sale.OccurredAt);
}
