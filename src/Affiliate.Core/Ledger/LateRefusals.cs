namespace Affiliate;

/// <summary>
/// Refuses what partners earned on customers who turn out to be themselves, as it would have been refused had that been known first: so it
/// does not matter what is told first (I7; semantics, "Self-referral").
/// </summary>
internal sealed class LateRefusals(SelfReferrals selfReferrals, CommissionDesk desk, EventOutbox outbox)
{
    /// <summary>The item that has all that was earned on a customer looked at again.</summary>
    public static WorkItem ItemFor(Customer customer, Sale sale, DateTimeOffset now) =>
        WorkItem.New(WorkKind.DueHold, $"{customer.Id}:{sale.Id}:{AffiliateId.New<WorkItemId>(now)}", now);

    /// <summary>What is earned on a customer and not refused yet.</summary>
    public static Query<Commission> Earned(CustomerId customer) => Query<Commission>.All.Equal(c => c.CustomerId, customer)
        .NotEqual(c => c.Status, CommissionStatus.Rejected).NotEqual(c => c.Status, CommissionStatus.Reversed);

    /// <summary>What is known by now that makes the customer of a commission its partner.</summary>
    public async Task<SelfReferral> FindAsync(
        IAffiliateUnit unit, AffiliateProgram program, Commission commission, CancellationToken ct)
    {
        if (commission is not { Kind: CommissionKind.Sale or CommissionKind.Shared or CommissionKind.Lead, CustomerId: { } id }
            || await unit.FindAsync(Customer.ById(id), ct).ConfigureAwait(false) is not { } customer
            || await unit.FindAsync(Partner.ById(commission.PartnerId), ct).ConfigureAwait(false) is not { } partner)
        {
            return default;
        }

        var found = await selfReferrals.CheckAllAsync(unit, program, partner, customer, address: null, ct).ConfigureAwait(false);
        if (found.Refusal is not null || commission is not { Kind: CommissionKind.Shared, SourceCommissionId: { } from }
            || await unit.FindAsync(Commission.ById(from), ct).ConfigureAwait(false) is not { } source
            || await unit.FindAsync(Partner.ById(source.PartnerId), ct).ConfigureAwait(false) is not { } credited)
        {
            return found;
        }

        // Where the credited partner earns nothing, there is nothing to have a part of.
        var whole = await selfReferrals.CheckAsync(unit, program, credited, customer, ct).ConfigureAwait(false);
        return whole.Refusal is null ? found : whole;
    }

    /// <summary>
    /// Rejects a commission that nobody approved, and tells of one that is approved or paid, once. What a person let go on although
    /// that was known stays.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> ApplyAsync(IAffiliateUnit unit, Commission commission, string refusal, CancellationToken ct)
    {
        var isDecided = commission.Status != CommissionStatus.Review && commission.ReviewReason == refusal;
        if (isDecided || commission.Status is CommissionStatus.Rejected or CommissionStatus.Reversed)
        {
            return false;
        }

        if (CommissionMoves.ObstacleToReject(commission) is null)
        {
            await desk.RefuseAsync(unit, commission, refusal, ct).ConfigureAwait(false);
        }
        else
        {
            unit.Save(commission with { ReviewReason = refusal });
        }

        if (commission is { Kind: CommissionKind.Sale, SaleId: { } id }
            && await unit.FindAsync(Sale.ById(id), ct).ConfigureAwait(false) is { } sale)
        {
            outbox.Publish(unit, PaymentAlerts.Flag(sale, refusal));
        }

        return true;
    }
}
