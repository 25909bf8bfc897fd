namespace Affiliate;

/// <summary>Shows single clicks, and lets a person take back that one was left out (a bot that was none), or leave one out.</summary>
public sealed class ClickDesk
{
    /// <summary>The reason of a click that nothing was found about and that a person left out.</summary>
    internal const string ByHand = "by_hand";

    private readonly UnitRunner _units;
    private readonly IAffiliateStore _store;
    private readonly ProgramDirectory _programs;
    private readonly EventOutbox _outbox;
    private readonly ClickFigures _figures;
    private readonly ClickRewards _rewards;
    private readonly TimeProvider _time;

    internal ClickDesk(
        UnitRunner units, IAffiliateStore store, ProgramDirectory programs, EventOutbox outbox, CommissionDesk commissions, TimeProvider time)
    {
        _units = units;
        _store = store;
        _programs = programs;
        _outbox = outbox;
        _figures = new ClickFigures(store);
        _rewards = new ClickRewards(commissions, time);
        _time = time;
    }

    /// <summary>A click, with what a person decided about it.</summary>
    /// <param name="click">The click.</param>
    /// <param name="program">The id or key of the program. Default: the default program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The click; <see langword="null"/> when the program has none of that id, or it was deleted after its time.</returns>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public async Task<JudgedClick?> FindAsync(ClickId click, string? program = null, CancellationToken cancellationToken = default)
    {
        var own = await _programs.RequireAsync(program, cancellationToken).ConfigureAwait(false);
        return await _store.FindAsync(Click.ById(click), cancellationToken).ConfigureAwait(false) is { } found && found.ProgramId == own.Id
            ? new JudgedClick(found, await _store.FindAsync(ClickCorrection.Of(click), cancellationToken).ConfigureAwait(false))
            : null;
    }

    /// <summary>Decides whether a click counts, and whether it may bind sign-ups that are still to come.</summary>
    /// <remarks>
    /// All figures change with it in one transaction, those of days long over too. Who is bound already stays bound
    /// (<see cref="ReferralDesk.CorrectAsync(ReferralCorrection, CancellationToken)"/> moves them). Where clicks are paid for, one that counts
    /// again is paid as if it had just been made, and what one earned that counts no more waits in review unless it was approved already. A
    /// link's cap keeps what the click took of it. Writes a <c>click.corrected</c> event. The same decision again changes nothing.
    /// </remarks>
    /// <returns>The click as it is now; <see langword="null"/> when the program has none of that id.</returns>
    /// <exception cref="ArgumentException">Actor or reason are empty or too long, nothing is decided, or the program is unknown.</exception>
    /// <exception cref="AffiliateConflictException">
    /// <c>illegal_state</c>: the visitor had refused to be recognised, or staff acted as the customer. Nobody else can take that back.
    /// </exception>
    public async Task<JudgedClick?> CorrectAsync(ClickJudgement judgement, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        Check(judgement);
        var program = await _programs.RequireAsync(judgement.Program, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var mark = await _figures.MarkAsync(program.Id, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(judgement.Click, program.Id.ToString(), cancellationToken).ConfigureAwait(false) is not { } known)
            {
                return null;
            }

            CallScope.Current?.Expected?.Check(known.Correction ?? ClickCorrection.NoneOf(known.Click));
            var judged = Judge(known, judgement);
            if (IsSame(known.Click, judged))
            {
                return known;
            }

            var change = await _figures.ChangeAsync(mark, known.Click, judged, cancellationToken).ConfigureAwait(false);
            var corrected = await _units.RunAsync(
                (unit, ct) => TryCorrectAsync(unit, known, judged, change, judgement, ct), cancellationToken).ConfigureAwait(false);
            if (corrected is not null)
            {
                return corrected;
            }
        }
    }

    /// <returns><see langword="null"/> when somebody else changed a click of the program or counted some meanwhile.</returns>
    private async Task<JudgedClick?> TryCorrectAsync(
        IAffiliateUnit unit, JudgedClick known, Click judged, FiguresChange change, ClickJudgement judgement, CancellationToken ct)
    {
        // Comes first, and orders everybody who changes clicks of the program: what was read before is as it was when this holds.
        if (!await change.TryWriteAsync(unit, _time.GetUtcNow(), ct).ConfigureAwait(false))
        {
            return null;
        }

        var last = known.Correction ?? ClickCorrection.NoneOf(known.Click);
        var correction = last with { Actor = judgement.Actor, Reason = judgement.Reason, CorrectedAt = _time.GetUtcMilliseconds() };
        var written = correction with { Version = last.Version + 1 };
        unit.Save(judged);
        if (known.Correction is null)
        {
            unit.Add(written);
        }
        else
        {
            unit.Save(correction);
        }

        await _rewards.FollowAsync(unit, known.Click, judged, ct).ConfigureAwait(false);
        _outbox.Publish(unit, ClickCorrected.Of(judged, known.Click, judgement.Actor, judgement.Reason));
        return new JudgedClick(judged with { Version = judged.Version + 1 }, written);
    }

    private static Click Judge(JudgedClick known, ClickJudgement judgement)
    {
        var click = known.Click;
        var found = known.Correction;
        var (qualified, attributable) = (judgement.Qualified ?? click.Qualified, judgement.Attributable ?? click.Attributable);
        if (attributable && !click.Attributable && click.NotAttributableReason is "no_consent" or "impersonated")
        {
            throw new AffiliateConflictException(
                "illegal_state", $"The click binds nobody ({click.NotAttributableReason}), which nobody else can take back.");
        }

        return click with
        {
            Qualified = qualified,
            NotQualifiedReason = qualified ? null : click.NotQualifiedReason ?? found?.FoundNotQualified ?? ByHand,
            Attributable = attributable,
            NotAttributableReason = attributable ? null : click.NotAttributableReason ?? found?.FoundNotAttributable ?? ByHand,
        };
    }

    private static bool IsSame(Click click, Click judged) =>
        click.Qualified == judged.Qualified && click.Attributable == judged.Attributable;

    private static void Check(ClickJudgement judgement)
    {
        if (judgement.Qualified is null && judgement.Attributable is null)
        {
            throw new ArgumentException("A judgement says whether the click is qualified, attributable, or both.", nameof(judgement));
        }

        HandDecision.Check("judgement", judgement.Actor, judgement.Reason, nameof(judgement));
    }
}
