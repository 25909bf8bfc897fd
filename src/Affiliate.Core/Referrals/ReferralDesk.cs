namespace Affiliate;

/// <summary>Explains who is credited for a customer, and lets a person correct it.</summary>
public sealed class ReferralDesk
{
    /// <summary>The reason of a binding that a person decided.</summary>
    internal const string ByHand = "correction";

    private const int MostDecisions = 100;

    private readonly UnitRunner _units;
    private readonly IAffiliateStore _store;
    private readonly ProgramDirectory _programs;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal ReferralDesk(
        UnitRunner units, IAffiliateStore store, ProgramDirectory programs, EventOutbox outbox, TimeProvider time)
    {
        _units = units;
        _store = store;
        _programs = programs;
        _outbox = outbox;
        _time = time;
    }

    /// <summary>Credits another partner, or nobody, for the sales of a customer that are still to come.</summary>
    /// <remarks>
    /// Sales that are recorded already keep their partner (I8). Writes a <c>referral.changed</c> event with actor and reason.
    /// The same correction again changes nothing, but that it lets a customer's payments earn again whose first commission was rejected.
    /// </remarks>
    /// <returns>The binding as it is now; <see langword="null"/> when the customer is unknown.</returns>
    /// <exception cref="ArgumentException">Actor or reason are empty or too long, or program or partner are unknown.</exception>
    public async Task<Referral?> CorrectAsync(ReferralCorrection correction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(correction);
        HandDecision.Check("correction", correction.Actor, correction.Reason, nameof(correction));
        var program = await _programs.RequireAsync(correction.Program, cancellationToken).ConfigureAwait(false);
        return await _units.RunAsync(
            (unit, ct) => CorrectAsync(unit, program, correction, ct), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who is credited for a customer and why: every decision with all candidates and why each other lost.</summary>
    /// <param name="customer">The host's key of the customer.</param>
    /// <param name="program">The id or key of the program. Default: the default program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The explanation; <see langword="null"/> when the customer is unknown.</returns>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public async Task<ReferralExplanation?> ExplainAsync(
        CustomerKey customer, string? program = null, CancellationToken cancellationToken = default)
    {
        var own = await _programs.RequireAsync(program, cancellationToken).ConfigureAwait(false);
        var known = await _store.FindAsync(Customer.ByKey(own.Id, customer), cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            return null;
        }

        var referral = await _store.FindAsync(Referral.ByCustomer(known.Id), cancellationToken).ConfigureAwait(false);
        var decisions = await _store
            .ListAsync(ReferralDecision.Of(known.Id).Take(MostDecisions), cancellationToken).ConfigureAwait(false);
        var click = referral?.ClickId is { } id
            ? await _store.FindAsync(Click.ById(id), cancellationToken).ConfigureAwait(false)
            : null;
        var explained = decisions.ConvertAll(decision =>
        {
            var candidates = decision.ReadCandidates();
            return new ExplainedDecision(decision, candidates.Clicks, candidates.Coupon);
        });
        return new ReferralExplanation(referral, explained)
        {
            Click = click,
            Corrections = await CorrectionsAsync(explained, referral?.ClickId, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<IReadOnlyList<ClickCorrection>> CorrectionsAsync(
        IEnumerable<ExplainedDecision> decisions, ClickId? winner, CancellationToken ct)
    {
        var clicks = decisions.SelectMany(decision => decision.Clicks).Select(verdict => AffiliateId.Parse<ClickId>(verdict.ClickId))
            .Concat(winner is { } won ? [won] : []).Distinct().ToList();
        return clicks.Count == 0
            ? []
            : await _store.ListAsync(
                Query<ClickCorrection>.All.In(one => one.Id, clicks).Ascending(one => one.CorrectedAt).Ascending(one => one.Id), ct)
                .ConfigureAwait(false);
    }

    /// <summary>Who is credited for a sale at a time; corrections by hand may have a time from which they count.</summary>
    internal static async Task<PartnerId?> InEffectAsync(
        IAffiliateUnit unit, Referral referral, DateTimeOffset at, CancellationToken ct)
    {
        if (referral.CorrectedFrom is null)
        {
            return referral.PartnerId;
        }

        var decisions = await unit.ListAsync(ReferralDecision.Of(referral.CustomerId).Equal(d => d.IsBinding, true), ct)
            .ConfigureAwait(false);
        return decisions.FirstOrDefault(d => d.EffectiveFrom is not { } from || from <= at)?.PartnerId;
    }

    private async Task<Referral?> CorrectAsync(
        IAffiliateUnit unit, AffiliateProgram program, ReferralCorrection correction, CancellationToken ct)
    {
        var now = _time.GetUtcMilliseconds();
        var customer = await unit.FindAsync(Customer.ByKey(program.Id, correction.Customer), ct).ConfigureAwait(false);
        if (customer is null)
        {
            return null;
        }

        if (correction.Partner is { } wanted
            && (await unit.FindAsync(Partner.ById(wanted), ct).ConfigureAwait(false))?.ProgramId != program.Id)
        {
            throw new ArgumentException($"There is no partner '{wanted}'.", nameof(correction));
        }

        var from = correction.From?.ToUtcMilliseconds() ?? now;
        var known = await unit.FindAsync(Referral.ByCustomer(customer.Id), ct).ConfigureAwait(false);
        if (known is not null && correction.Partner is not null
            && await unit.FindAsync(ReferralProgress.Of(known.Id), ct).ConfigureAwait(false) is { StoppedAt: not null } stopped)
        {
            unit.Save(stopped with { StoppedAt = null });
        }

        if (IsRepeat(known, correction, from))
        {
            return known;
        }

        var corrected = Corrected(known, customer, correction, from, now);
        if (corrected is null)
        {
            return null;
        }

        if (known is null)
        {
            unit.Add(corrected);
        }
        else
        {
            unit.Save(corrected);
        }

        await NoteAsync(unit, corrected, known, correction, now, ct).ConfigureAwait(false);
        return known is null ? corrected : corrected with { Version = known.Version + 1 };
    }

    private static bool IsRepeat(Referral? known, ReferralCorrection correction, DateTimeOffset from) =>
        known is not null && known.Credited == correction.Partner
        && (known.CorrectedFrom is null || correction.From is null || known.CorrectedFrom == from);

    private static Referral? Corrected(
        Referral? known, Customer customer, ReferralCorrection correction, DateTimeOffset from, DateTimeOffset now)
    {
        // To credit nobody for somebody nobody is credited for needs no row.
        if ((correction.Partner ?? known?.PartnerId) is not { } partner)
        {
            return null;
        }

        var referral = known ?? new Referral
        {
            Id = AffiliateId.New<ReferralId>(now),
            ProgramId = customer.ProgramId,
            CustomerId = customer.Id,
            PartnerId = partner,
            Reason = ByHand,
            CreatedAt = now,
        };
        return referral with
        {
            PartnerId = partner,
            SharedWith = null,
            SharedRate = null,
            Reason = ByHand,
            Review = null,
            CorrectedFrom = from,
            IsDetached = correction.Partner is null,
        };
    }

    private async Task NoteAsync(
        IAffiliateUnit unit, Referral corrected, Referral? known, ReferralCorrection correction, DateTimeOffset now, CancellationToken ct)
    {
        // The latest decision counts, so that it is later than the one before, also within a millisecond or by a clock that is behind.
        if (await unit.ListAsync(ReferralDecision.Of(corrected.CustomerId).Take(1), ct).ConfigureAwait(false) is [var before]
            && before.CreatedAt >= now)
        {
            now = before.CreatedAt + TimeSpan.FromMilliseconds(1);
        }

        unit.Add(new ReferralDecision
        {
            Id = AffiliateId.New<ReferralDecisionId>(now),
            ProgramId = corrected.ProgramId,
            CustomerId = corrected.CustomerId,
            Cause = ReferralCause.Correction,
            IsBinding = true,
            PartnerId = correction.Partner,
            ClickId = corrected.ClickId,
            Reason = corrected.Reason,
            EffectiveFrom = corrected.CorrectedFrom,
            Actor = correction.Actor,
            Note = correction.Reason,
            Candidates = "{}",
            CreatedAt = now,
        });
        _outbox.Publish(unit, ReferralChanged.Of(corrected, known?.Credited, correction.Actor, correction.Reason));
    }
}

/// <summary>Who is credited for a customer, and why.</summary>
/// <param name="Referral">The binding; <see langword="null"/> when nobody is credited.</param>
/// <param name="Decisions">All decisions, newest first, at most 100.</param>
public sealed record ReferralExplanation(Referral? Referral, IReadOnlyList<ExplainedDecision> Decisions)
{
    /// <summary>The click that won, with all it carries: the customer's sales inherit it (CP-03). Missing once clicks are deleted.</summary>
    public Click? Click { get; init; }

    /// <summary>What persons decided about the clicks that competed, whenever they did.</summary>
    public IReadOnlyList<ClickCorrection> Corrections { get; init; } = [];
}

/// <summary>One decision with its candidates.</summary>
/// <param name="Decision">What was decided.</param>
/// <param name="Clicks">The clicks that competed, newest first.</param>
/// <param name="Coupon">The coupon that competed.</param>
public sealed record ExplainedDecision(ReferralDecision Decision, IReadOnlyList<ClickVerdict> Clicks, CouponVerdict? Coupon);
