namespace Affiliate;

/// <summary>What a host calls: enrol a partner, refer a customer, record a payment.</summary>
/// <remarks>Every call commits by itself before it returns. To commit together with the host's own changes, see <c>Within</c>.</remarks>
public sealed class AffiliateTracker
{
    private static readonly TimeSpan ShortestContext = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestContext = TimeSpan.FromDays(400);

    private readonly Enrollment _enrollment;
    private readonly UnitRunner _units;
    private readonly SaleRecorder _recorder;
    private readonly LinkRecorder _links;
    private readonly ErasedKeys _erased;
    private readonly EmailHash _emails;
    private readonly BuyerPrivacy _privacy;
    private readonly ContextTokens _contexts;
    private readonly SignUpTokens _signUps;
    private readonly TimeProvider _time;

    internal AffiliateTracker(
        Enrollment enrollment, Leads leads, UnitRunner units, ProgramDirectory programs, SaleRecorder recorder, LinkRecorder links,
        ErasedKeys erased, EmailHash emails, BuyerPrivacy privacy, ContextTokens contexts, SignUpTokens signUps,
        TimeProvider time)
    {
        _enrollment = enrollment;
        _units = units;
        _recorder = recorder;
        _links = links;
        _erased = erased;
        _emails = emails;
        _privacy = privacy;
        _contexts = contexts;
        _signUps = signUps;
        _time = time;
        Leads = leads;
        Programs = programs;
    }

    internal Leads Leads { get; }

    internal ProgramDirectory Programs { get; }

    internal bool IsInMemory => _units.IsInMemory;

    internal DateTimeOffset Now => _time.GetUtcMilliseconds();

    /// <summary>Finds a program: reports, keys and desks ask for its <see cref="AffiliateProgram.Id"/>.</summary>
    /// <param name="program">The id or key of the program. Default: the default program, which is made if need be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The program as it was at most ten seconds ago, or <see langword="null"/> when none is called so.</returns>
    public async Task<AffiliateProgram?> FindProgramAsync(string? program = null, CancellationToken cancellationToken = default) =>
        await Programs.FindAsync(program, host: null, cancellationToken).ConfigureAwait(false);

    /// <summary>Enrols a partner, with a default link under the partner's slug.</summary>
    /// <exception cref="ArgumentException">The e-mail address, the slug or the program is not valid.</exception>
    /// <exception cref="AffiliateConflictException">The address (<c>email_taken</c>), slug (<c>slug_taken</c>) or user key (<c>user_key_taken</c>) exists in the program.</exception>
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

    /// <summary>Adds a visit to a known customer who signs in: clicks made before they signed up, on another device for example.</summary>
    /// <remarks>
    /// Binds a customer whom nobody is credited for yet; a binding stays. Clicks made after the customer was known win nobody
    /// over. With <see cref="Visit.IsImpersonated"/> nothing happens. Safe to repeat.
    /// </remarks>
    /// <param name="customer">The host's own key of the customer.</param>
    /// <param name="visit">What the host knows of the visitor.</param>
    /// <param name="customerSince">When the account was made, if that was before this library heard of it.</param>
    /// <param name="cancellationToken">Gives up; nothing is stored then.</param>
    /// <returns>The binding, or <see langword="null"/> when nobody sent the visitor.</returns>
    /// <exception cref="ArgumentException">The program of the visit is unknown.</exception>
    public async Task<Referral?> SignInAsync(
        CustomerKey customer, Visit? visit, DateTimeOffset? customerSince = null,
        CancellationToken cancellationToken = default)
    {
        if (visit is null || visit.IsImpersonated)
        {
            return null;
        }

        var lead = await SignUpAsync(customer, visit, email: null, cancellationToken).ConfigureAwait(false);
        return await Leads.SignInAsync(
            lead with { Cause = ReferralCause.SignIn, CustomerSince = customerSince }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records a payment and accrues the commission, if its customer was referred.</summary>
    /// <remarks>
    /// Safe to repeat: the same <see cref="Payment.Source"/> gives <see cref="RecordOutcome.AlreadyRecorded"/>, and with
    /// another amount, currency, kind, customer or click <see cref="RecordOutcome.Conflict"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The amount is negative or too large, a name is not valid, the time is more than 5 minutes ahead, or the program is unknown.
    /// </exception>
    public async Task<Recorded> RecordAsync(Payment payment, CancellationToken cancellationToken = default)
    {
        PaymentRules.Check(payment, Now);
        var program = await Programs.RequireAsync(payment.Program, cancellationToken).ConfigureAwait(false);
        payment = await _privacy.HideAsync(program.Id, payment, cancellationToken).ConfigureAwait(false);
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

    /// <summary>
    /// Says that a subscription of the host's own ended. Plans with <see cref="PlanTerms.StopsAtCancellation"/> then pay for nothing later;
    /// Stripe and Paddle tell it by themselves.
    /// </summary>
    /// <remarks>
    /// Safe to repeat, the first time stays; also before the subscription's first payment is known. Writes a <c>subscription.ended</c> event.
    /// </remarks>
    /// <param name="subscription">The subscription, as in <see cref="PaymentFact.SubscriptionReference"/> of its payments.</param>
    /// <param name="endedAt">When it ended. Default: now.</param>
    /// <param name="program">The id or key of the program. Default: the default program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">
    /// The name is empty or longer than 255 characters, the end is more than 5 minutes ahead, or the program is unknown.
    /// </exception>
    public async Task EndSubscriptionAsync(
        string subscription, DateTimeOffset? endedAt = null, string? program = null, CancellationToken cancellationToken = default)
    {
        PaymentRules.CheckName(subscription, nameof(subscription));
        PaymentRules.CheckTime(endedAt, Now, nameof(endedAt));
        var own = await Programs.RequireAsync(program, cancellationToken).ConfigureAwait(false);
        await _units.RunAsync(
            (unit, ct) => _links.EndAsync(unit, own, subscription, endedAt ?? Now, ct), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a context token (<c>ctx</c>) of a visit, to be put into a link, a form or a call instead of a cookie.</summary>
    /// <remarks>
    /// Signed under <see cref="AffiliateOptions.Secrets"/>, fit for addresses as it is, some 100 characters long, with random
    /// numbers and times only. It can be used until it expires, any number of times. A visit that came by a token of its
    /// own never gets one that lasts longer.
    /// </remarks>
    /// <param name="visit">The visit, for example <c>context.GetAffiliateVisit()</c>.</param>
    /// <param name="lifetime">Between 1 minute and 400 days. Default: the program's cookie window.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token, or <see langword="null"/> when the visit names neither visitor nor click, or is not the customer's own.</returns>
    /// <exception cref="ArgumentException">The program of the visit is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is out of its range.</exception>
    public async Task<string?> IssueContextAsync(
        Visit visit, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (lifetime is { } given && (given < ShortestContext || given > LongestContext))
        {
            throw new ArgumentOutOfRangeException(
                nameof(lifetime), lifetime, $"Must be between {ShortestContext} and {LongestContext}.");
        }

        var program = await ProgramOfAsync(visit, cancellationToken).ConfigureAwait(false);
        var came = (await _contexts.ReadAsync(visit.Context, program.Id, cancellationToken).ConfigureAwait(false)).Context;
        var (click, visitor) = (visit.ClickId ?? came?.ClickId, visit.VisitorId ?? came?.VisitorId);
        if (visit.IsImpersonated || (click is null && visitor is null))
        {
            return null;
        }

        var expires = Now + (lifetime ?? program.CookieWindow);
        return await _contexts.WriteAsync(
            new VisitContext
            {
                ProgramId = program.Id,
                ClickId = click,
                VisitorId = visitor,
                IssuedAt = Now,
                ExpiresAt = came is not null && came.ExpiresAt < expires ? came.ExpiresAt : expires,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes the token that a page hands to <c>affiliate.signup(customerKey, email, token)</c>: proof that the host vouches for
    /// this customer key, without which a sign-up from a browser is evidence only (semantics 12).
    /// </summary>
    /// <remarks>Render it on the page that a customer sees right after signing up, for nobody else.</remarks>
    /// <param name="customer">The host's own key of the customer.</param>
    /// <param name="program">The id or key of the program. Default: the default program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A text fit for an attribute or script; it counts for one hour.</returns>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public async Task<string> IssueSignUpTokenAsync(
        CustomerKey customer, string? program = null, CancellationToken cancellationToken = default)
    {
        var own = await Programs.RequireAsync(program, cancellationToken).ConfigureAwait(false);
        return await _signUps.WriteAsync(own.Id, customer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a context token. Never throws for what somebody sent.</summary>
    /// <param name="context">The token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says, or why it does not count.</returns>
    public async Task<ContextReading> ReadContextAsync(string? context, CancellationToken cancellationToken = default) =>
        await _contexts.ReadAsync(context, program: null, cancellationToken).ConfigureAwait(false);

    internal async Task<NewLead> SignUpAsync(
        CustomerKey customer, Visit? visit, string? email, CancellationToken cancellationToken)
    {
        var program = await ProgramOfAsync(visit, cancellationToken).ConfigureAwait(false);
        visit = visit is { IsImpersonated: true } ? null : visit;
        var context = visit?.Context is { } text
            ? await _contexts.ReadAsync(text, program.Id, cancellationToken).ConfigureAwait(false)
            : null;
        var lead = new NewLead
        {
            ProgramId = program.Id,
            Customer = customer,
            ClickId = visit?.ClickId,
            VisitorId = visit?.VisitorId,
            Context = context,
            Address = visit?.Address,
            Email = email is null ? null : await _emails.OfAsync(email, cancellationToken).ConfigureAwait(false),
        };
        return await _erased.CleanAsync(lead, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AffiliateProgram> ProgramOfAsync(Visit? visit, CancellationToken cancellationToken) =>
        await Programs.FindAsync(visit?.Program, visit?.Host, cancellationToken).ConfigureAwait(false)
        ?? throw new ArgumentException($"There is no program '{visit?.Program}'.", nameof(visit));
}
