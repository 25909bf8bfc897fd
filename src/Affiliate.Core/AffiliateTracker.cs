namespace Affiliate;

/// <summary>What a host calls: enrol a partner, refer a customer, record a payment.</summary>
/// <remarks>Every call commits by itself before it returns. To commit together with the host's own changes, see <c>Within</c>.</remarks>
public sealed class AffiliateTracker
{
    private readonly Enrollment _enrollment;
    private readonly UnitRunner _units;
    private readonly SaleRecorder _recorder;
    private readonly EmailHash _emails;
    private readonly TimeProvider _time;

    internal AffiliateTracker(
        Enrollment enrollment, Leads leads, UnitRunner units, ProgramDirectory programs, SaleRecorder recorder,
        EmailHash emails, TimeProvider time)
    {
        _enrollment = enrollment;
        _units = units;
        _recorder = recorder;
        _emails = emails;
        _time = time;
        Leads = leads;
        Programs = programs;
    }

    internal Leads Leads { get; }

    internal ProgramDirectory Programs { get; }

    internal DateTimeOffset Now => _time.GetUtcMilliseconds();

    /// <summary>Enrols a partner, with a default link under the partner's slug.</summary>
    /// <exception cref="ArgumentException">The e-mail address, the slug or the program is not valid.</exception>
    /// <exception cref="AffiliateConflictException">The address (<c>email_taken</c>) or slug (<c>slug_taken</c>) exists in the program.</exception>
    public Task<Partner> EnrollAsync(NewPartner partner, CancellationToken cancellationToken = default) =>
        _enrollment.EnrollAsync(partner, cancellationToken);

    /// <summary>Records a sign-up and binds the customer to the partner who sent the visitor.</summary>
    /// <remarks>Safe to repeat: a customer is bound once, and a further call gives the same binding.</remarks>
    /// <param name="customer">The host's own key of the customer.</param>
    /// <param name="visit">What the host knows of the visitor; <see langword="null"/> when nothing.</param>
    /// <param name="email">The customer's e-mail address, kept as a keyed hash and masked; optional.</param>
    /// <param name="cancellationToken">Gives up; nothing is stored then.</param>
    /// <returns>The binding, or <see langword="null"/> when nobody sent the visitor.</returns>
    /// <exception cref="ArgumentException">The program of the visit is unknown.</exception>
    public async Task<Referral?> ReferAsync(
        CustomerKey customer, Visit? visit, string? email = null, CancellationToken cancellationToken = default)
    {
        var lead = await SignUpAsync(customer, visit, email, cancellationToken).ConfigureAwait(false);
        return (await Leads.RecordAsync(lead, cancellationToken).ConfigureAwait(false)).Referral;
    }

    /// <summary>Records a payment and accrues the commission, if its customer was referred.</summary>
    /// <remarks>
    /// Safe to repeat: the same <see cref="Payment.Source"/> gives <see cref="RecordOutcome.AlreadyRecorded"/>, and with
    /// another amount, currency, kind, customer or click <see cref="RecordOutcome.Conflict"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The amount is negative or too large, a name is not valid, or the program is unknown.</exception>
    public async Task<Recorded> RecordAsync(Payment payment, CancellationToken cancellationToken = default)
    {
        PaymentRules.Check(payment);
        var program = await Programs.RequireAsync(payment.Program, cancellationToken).ConfigureAwait(false);
        return await _units.RunAsync(
            (unit, ct) => _recorder.RecordAsync(unit, program, payment, ct), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back what a refund, a dispute or a credit leaves unearned, or gives it again.</summary>
    /// <remarks>
    /// Computed from all reversals of the sale together (I12): safe to repeat, in any order, also before the sale. What was
    /// paid out already is taken from the next payout.
    /// </remarks>
    /// <exception cref="ArgumentException">An amount is negative or too large, a name is not valid, or the program is unknown.</exception>
    public async Task<Reversed> ReverseAsync(Reversal reversal, CancellationToken cancellationToken = default)
    {
        PaymentRules.Check(reversal);
        var program = await Programs.RequireAsync(reversal.Program, cancellationToken).ConfigureAwait(false);
        return await _units.RunAsync(
            (unit, ct) => _recorder.ReverseAsync(unit, program, [reversal], ct), cancellationToken).ConfigureAwait(false);
    }

    internal async Task<NewLead> SignUpAsync(
        CustomerKey customer, Visit? visit, string? email, CancellationToken cancellationToken)
    {
        var program = await Programs.FindAsync(visit?.Program, visit?.Host, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no program '{visit?.Program}'.", nameof(visit));
        return new NewLead
        {
            ProgramId = program.Id,
            Customer = customer,
            ClickId = visit?.ClickId,
            VisitorId = visit?.VisitorId,
            Email = email is null ? null : await _emails.OfAsync(email, cancellationToken).ConfigureAwait(false),
        };
    }
}
