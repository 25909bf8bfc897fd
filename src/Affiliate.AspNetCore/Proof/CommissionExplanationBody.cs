namespace Affiliate.AspNetCore;

/// <summary>Why a commission is what it is, as it is published.</summary>
internal sealed record CommissionExplanationBody(
    CommissionBody Commission, string Kind, string PartnerSlug, ExplainedSaleBody? Sale, ExplainedLeadBody? Lead, ExplainedClickBody? Click,
    ReferralBody? Referral, DecisionBody? Decision, ExplainedPlanBody? Plan, IReadOnlyList<RuleTrial> Rules,
    IReadOnlyList<ArithmeticBody> Arithmetic, long? UncappedAmountCents, IReadOnlyList<CapCutBody> Caps, HoldBody Hold,
    IReadOnlyList<ReversalBody> Reversals, IReadOnlyList<EntryBody> Entries, IReadOnlyList<ExplainedPayoutBody> Payouts,
    string? SourceCommissionId, IReadOnlyList<DifferenceBody> Differences)
{
    public static CommissionExplanationBody Of(CommissionExplanation explanation)
    {
        var (commission, basis) = (explanation.Commission, explanation.Basis);
        return new CommissionExplanationBody(
            CommissionBody.Of(new CommissionLine(commission, explanation.Sale?.TransactionId, explanation.Customer?.EmailMasked)),
            WireName.Of(commission.Kind), explanation.Partner.Slug,
            explanation.Sale is { } sale ? ExplainedSaleBody.Of(sale) : null,
            explanation.Lead is { } lead ? new ExplainedLeadBody(lead.Id.ToString(), lead.EventName, lead.CreatedAt) : null,
            explanation.Click is { } click ? ExplainedClickBody.Of(click, explanation.ClickCorrection) : null,
            explanation.Referral is { } referral ? ReferralBody.Of(referral) : null,
            explanation.Decision is { } decision ? DecisionBody.Of(decision) : null,
            explanation.PlanVersion is { } version ? ExplainedPlanBody.Of(version, explanation.Plan) : null,
            basis?.Trials ?? [], [.. explanation.Arithmetic.Select(ArithmeticBody.Of)], commission.UncappedMinorUnits,
            [.. (basis?.Caps ?? []).Select(CapCutBody.Of)], HoldBody.Of(commission),
            [.. explanation.Reversals.Select(ReversalBody.Of)], [.. explanation.Entries.Select(EntryBody.Of)],
            [.. explanation.Payouts.Select(ExplainedPayoutBody.Of)], explanation.Source?.Id.ToString(),
            [.. explanation.Differences.Select(DifferenceBody.Of)]);
    }
}

/// <summary>The sale of a commission.</summary>
internal sealed record ExplainedSaleBody(
    string Id, string TransactionId, string Provider, string SaleType, long GrossAmountCents, long AmountCents, long ReversedCents,
    long HeldCents, string Currency, string? ProductId, string? SubscriptionId, string? CouponId, DateTimeOffset OccurredAt)
{
    public static ExplainedSaleBody Of(Sale sale) => new(
        sale.Id.ToString(), sale.TransactionId, sale.Provider, WireName.Of(sale.Kind), sale.GrossMinorUnits, sale.AmountMinorUnits,
        sale.ReversedMinorUnits, sale.HeldMinorUnits, sale.Currency, sale.ProductId, sale.SubscriptionReference,
        sale.CouponId?.ToString(), sale.OccurredAt);
}

/// <summary>The lead of a commission.</summary>
internal sealed record ExplainedLeadBody(string Id, string EventName, DateTimeOffset CreatedAt);

/// <summary>The click of a commission.</summary>
internal sealed record ExplainedClickBody(
    string Id, string PartnerId, string Ref, string? Landing, string? Referrer, string? Source, string? UtmCampaign, string Device,
    string? Country, bool Qualified, bool Attributable, string? Reason, DateTimeOffset OccurredAt, ClickCorrectionBody? Correction)
{
    public static ExplainedClickBody Of(Click click, ClickCorrection? correction) => new(
        click.Id.ToString(), click.PartnerId.ToString(), click.Ref, click.Landing, click.Referrer, click.Source, click.UtmCampaign,
        WireName.Of(click.Device), click.Country, click.Qualified, click.Attributable, click.Reason, click.OccurredAt,
        correction is null ? null : ClickCorrectionBody.Of(correction));
}

/// <summary>The version of the plan that was in force.</summary>
internal sealed record ExplainedPlanBody(string? Id, string? Name, string VersionId, int Version, DateTimeOffset? ApplyFrom, DateTimeOffset CreatedAt)
{
    public static ExplainedPlanBody Of(PlanVersion version, Plan? plan) => new(
        version.PlanId.ToString(), plan?.Name, version.Id.ToString(), version.Number, version.AppliesFrom, version.CreatedAt);
}

/// <summary>One step of the arithmetic.</summary>
internal sealed record ArithmeticBody(string Step, string Text, long AmountCents)
{
    public static ArithmeticBody Of(ArithmeticStep step) => new(step.Step, step.Text, step.AmountMinorUnits);
}

/// <summary>A cap that cut the amount.</summary>
internal sealed record CapCutBody(string Owner, string Scope, string Period, long LimitCents, long LeftCents)
{
    public static CapCutBody Of(CapCut cut) => new(
        cut.Owner, WireName.Of(cut.Scope), WireName.Of(cut.Period), cut.LimitMinorUnits, cut.LeftMinorUnits);
}

/// <summary>What a commission waits for, or waited.</summary>
internal sealed record HoldBody(DateTimeOffset Until, bool AwaitsNextInvoice, bool Disputed, bool Manual, string? ReviewReason, DateTimeOffset? ApprovedAt)
{
    public static HoldBody Of(Commission commission) => new(
        commission.HoldUntil, commission.AwaitsNextInvoice, commission.IsOnHold, commission.IsManual, commission.ReviewReason, commission.ApprovedAt);
}

/// <summary>A refund or dispute of the sale.</summary>
internal sealed record ReversalBody(
    string Id, string Source, string Kind, string State, long? GrossAmountCents, long? BaseAmountCents, string? Currency, DateTimeOffset AsOf,
    string? Reason)
{
    public static ReversalBody Of(SaleReversal reversal) => new(
        reversal.Id.ToString(), reversal.Source, WireName.Of(reversal.Kind), WireName.Of(reversal.State), reversal.GrossMinorUnits,
        reversal.BaseMinorUnits, reversal.Currency, reversal.AsOf, reversal.Reason);
}

/// <summary>A payout that pays for the commission.</summary>
internal sealed record ExplainedPayoutBody(
    string Id, string Status, long? StatementNumber, DateTimeOffset? PaidAt, string? PayoutRef, IReadOnlyList<PaidLineBody> Lines)
{
    public static ExplainedPayoutBody Of(ExplainedPayout explained) => new(
        explained.Payout.Id.ToString(), WireName.Of(explained.Payout.Status), explained.StatementNumber, explained.Payout.PaidAt,
        explained.Payout.Reference, [.. explained.Lines.Select(line => new PaidLineBody(line.EntryId.ToString(), line.AmountMinorUnits))]);
}

/// <summary>A line of a payout's statement.</summary>
internal sealed record PaidLineBody(string EntryId, long AmountCents);

/// <summary>Where a stored commission is not what its inputs give.</summary>
internal sealed record DifferenceBody(string CommissionId, string Field, string Stored, string Computed)
{
    public static DifferenceBody Of(RederivedDifference difference) => new(
        difference.Commission.ToString(), difference.Field, difference.Stored, difference.Computed);
}

/// <summary>What a recomputation found.</summary>
internal sealed record RederivedBody(bool Ok, long Checked, IReadOnlyList<DifferenceBody> Differences, string? NextCursor)
{
    public static RederivedBody Of(Rederived found) => new(
        found.Differences.Count == 0, found.Checked, [.. found.Differences.Select(DifferenceBody.Of)], found.Next?.ToString());
}
