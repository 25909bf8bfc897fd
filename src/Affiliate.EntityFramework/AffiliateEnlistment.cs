namespace Affiliate.EntityFramework;

/// <summary>The verbs that can be part of the host's own transaction. Nothing happens before the host saves.</summary>
public sealed class AffiliateEnlistment
{
    private readonly AffiliateTracker _tracker;
    private readonly IAffiliateUnit _unit;

    internal AffiliateEnlistment(AffiliateTracker tracker, IAffiliateUnit unit)
    {
        _tracker = tracker;
        _unit = unit;
    }

    /// <summary>Adds a sign-up, and the binding to the partner who sent the visitor, to the host's context.</summary>
    /// <remarks>
    /// A lost race, for example the same customer signed up twice at once, surfaces as the host's own
    /// <see cref="Microsoft.EntityFrameworkCore.DbUpdateException"/> when it saves.
    /// </remarks>
    /// <param name="customer">The host's own key of the customer.</param>
    /// <param name="visit">What the host knows of the visitor; <see langword="null"/> when nothing.</param>
    /// <param name="email">The customer's e-mail address, kept as a keyed hash and masked; optional.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The binding as it will be, or <see langword="null"/> when nobody sent the visitor.</returns>
    public async Task<Referral?> ReferAsync(
        CustomerKey customer, Visit? visit, string? email = null, CancellationToken cancellationToken = default)
    {
        var lead = await _tracker.SignUpAsync(customer, visit, email, cancellationToken).ConfigureAwait(false);
        var program = await _tracker.Programs.RequireAsync(lead.ProgramId, cancellationToken).ConfigureAwait(false);
        return (await _tracker.Leads.RecordAsync(_unit, program, lead, cancellationToken).ConfigureAwait(false)).Referral;
    }

    /// <summary>Adds a payment to the host's context; the commission follows within a second of the host's commit.</summary>
    /// <remarks>Exactly once per <see cref="Payment.Source"/>, however often it is added.</remarks>
    /// <exception cref="ArgumentException">The payment cannot be recorded; the message says why.</exception>
    public void Record(Payment payment)
    {
        var (entry, work) = HostPayments.Enclose(payment, _tracker.Now);
        _unit.Add(entry);
        _unit.Add(work);
    }
}
