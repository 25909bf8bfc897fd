namespace Affiliate;

/// <summary>Pays partners: generates payouts, confirms them, calls them off.</summary>
public sealed class PayoutDesk
{
    private readonly IAffiliateStore _store;
    private readonly UnitRunner _units;
    private readonly ProgramDirectory _programs;
    private readonly PayoutMoves _moves;
    private readonly PayoutSettlement _settlement;
    private readonly PayoutSender _sender;
    private readonly PayoutMaker _maker;
    private readonly TimeProvider _time;

    internal PayoutDesk(
        IAffiliateStore store, UnitRunner units, ProgramDirectory programs, PayoutMoves moves, PayoutSettlement settlement, PayoutSender sender,
        PayoutMaker maker, TimeProvider time)
    {
        _settlement = settlement;
        _sender = sender;
        _maker = maker;
        _time = time;
        _store = store;
        _units = units;
        _programs = programs;
        _moves = moves;
    }

    /// <summary>
    /// Gathers what is approved, nets what was taken back after it was paid, and makes one payout for each partner and
    /// currency that reaches the minimum (AH-32). What does not reach it rolls over.
    /// </summary>
    /// <remarks>
    /// Each partner and currency is a transaction of its own. Runs at the same time never take an entry twice (I14); one
    /// that finds nothing left makes nothing.
    /// </remarks>
    /// <returns>A line for each partner and currency with something to pay or to carry.</returns>
    /// <exception cref="ArgumentException">The program is unknown, the period ends before it starts, or the minimum is negative.</exception>
    public async Task<IReadOnlyList<PayoutLine>> GenerateAsync(PayoutRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.PeriodEnd <= run.PeriodStart || run.MinimumMinorUnits < 0 || !PayoutMinimum.AreValid(run.Minimums))
        {
            throw new ArgumentException("The period must end after it starts, and minimums be 0 or above.", nameof(run));
        }

        var program = await _programs.RequireAsync(run.Program, cancellationToken).ConfigureAwait(false);
        if (run.SettlementCurrency is { } wanted && !Currencies.IsKnown(wanted))
        {
            throw new ArgumentException($"Currency '{wanted}' is not an ISO 4217 code in upper case.", nameof(run));
        }

        return (await _maker.MakeAsync(program, run, length: null, cancellationToken).ConfigureAwait(false)).Lines;
    }

    /// <summary>Notes that the money has arrived, or is as good as that.</summary>
    /// <remarks>Again with the same reference it changes nothing.</remarks>
    /// <param name="payout">The payout.</param>
    /// <param name="reference">What the bank or provider calls the payment; at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The payout as it is now; <see langword="null"/> when there is none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">It is canceled, failed, or paid under another reference (<c>illegal_state</c>).</exception>
    public Task<Payout?> ConfirmAsync(PayoutId payout, string? reference, CancellationToken cancellationToken = default) =>
        _settlement.ConfirmAsync(payout, reference, isByProvider: false, cancellationToken);

    /// <summary>Calls a payout off; its entries and commissions are free for the next one.</summary>
    /// <remarks>Again it changes nothing. One that a provider took and has not decided on is called off there first.</remarks>
    /// <returns>The payout as it is now; <see langword="null"/> when there is none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">It is paid (<c>illegal_state</c>), or on its way (<c>payout_in_flight</c>).</exception>
    public async Task<Payout?> CancelAsync(PayoutId payout, string? reason, CancellationToken cancellationToken = default)
    {
        var known = await _store.FindAsync(Payout.ById(payout), cancellationToken).ConfigureAwait(false);
        var isByProvider = known is not null && await _sender.TryCancelAsync(known, cancellationToken).ConfigureAwait(false);
        return await _units.RunAsync(
            (unit, ct) => _moves.ReleaseAsync(unit, payout, PayoutStatus.Canceled, reason, isByProvider, ct), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Notes that money which was sent came back, for example because the account is closed.</summary>
    /// <remarks>
    /// The payout stays paid and says when it came back; the money is on the partner's balance again by an entry of its own, which
    /// the next payout pays. Again it changes nothing.
    /// </remarks>
    /// <param name="payout">The payout.</param>
    /// <param name="reason">Why, at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The payout as it is now; <see langword="null"/> when there is none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">It is not paid (<c>illegal_state</c>).</exception>
    public Task<Payout?> ReturnAsync(PayoutId payout, string? reason, CancellationToken cancellationToken = default) =>
        _units.RunAsync((unit, ct) => _settlement.ReturnAsync(unit, payout, reason, ct), cancellationToken);

    /// <summary>Takes a provider's word on a payout that it was handed, for example from its webhook.</summary>
    /// <remarks>
    /// Sent confirms it, a refusal fails it, and a refusal of money that was sent means that it came back. Again it changes
    /// nothing.
    /// </remarks>
    /// <param name="payout">The payout.</param>
    /// <param name="sending">The provider's word.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The payout as it is now; <see langword="null"/> when there is none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">It ended before, in another way (<c>illegal_state</c>).</exception>
    public Task<Payout?> SettleAsync(PayoutId payout, PayoutSending sending, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sending);
        return _settlement.SettleAsync(payout, sending, cancellationToken);
    }

    /// <summary>Notes that the money could not be sent; its entries and commissions are free for the next payout.</summary>
    /// <remarks>Again it changes nothing.</remarks>
    /// <returns>The payout as it is now; <see langword="null"/> when there is none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">It is paid or canceled (<c>illegal_state</c>).</exception>
    public Task<Payout?> FailAsync(PayoutId payout, string? reason, CancellationToken cancellationToken = default) =>
        _units.RunAsync((unit, ct) => _moves.ReleaseAsync(unit, payout, PayoutStatus.Failed, reason, isByProvider: false, ct), cancellationToken);

    /// <summary>A partner asks for what is approved (AH-34): as <see cref="GenerateAsync"/> for one partner, in the state requested.</summary>
    /// <remarks>It is confirmed, canceled and sent like any other payout.</remarks>
    /// <param name="program">The id or key of the program; <see langword="null"/> for the default one.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A line for each currency; its reason says why nothing can be asked for yet.</returns>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public Task<IReadOnlyList<PayoutLine>> RequestAsync(
        string? program, PartnerId partner, CancellationToken cancellationToken = default) =>
        GenerateAsync(new PayoutRun { Program = program, PartnerId = partner, IsRequested = true }, cancellationToken);

    /// <summary>Has a provider send the money. It is confirmed or failed by the provider's answer, also after a crash.</summary>
    /// <remarks>Again with the same provider it changes nothing: the money is sent once.</remarks>
    /// <param name="payout">The payout.</param>
    /// <param name="provider">The name of an <see cref="IPayoutProvider"/>, for example <c>stripe</c>.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The payout as it is now; <see langword="null"/> when there is none with that identifier.</returns>
    /// <exception cref="AffiliateConflictException">
    /// It is not open (<c>illegal_state</c>), the provider is unknown (<c>no_payout_provider</c>), or the partner's account is
    /// not one of the provider's (<c>no_payout_account</c>).
    /// </exception>
    public Task<Payout?> SendAsync(PayoutId payout, string provider, CancellationToken cancellationToken = default) =>
        _sender.StartAsync(payout, provider, cancellationToken);

    /// <summary>What the program pays by itself (<see cref="ProgramOptions.PayoutSchedule"/>): the next run and what it would pay now.</summary>
    /// <remarks>
    /// Periods end at midnight UTC. A run is announced by an event a day before it is due, and made once, on one instance. It pays
    /// what is approved then and was earned before the end of the period; what is below the minimum rolls over. The payouts are
    /// pending: somebody sends the money.
    /// </remarks>
    /// <param name="program">The id or key of the program; <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The program is unknown.</exception>
    public async Task<PayoutPlan> PlanAsync(string? program, CancellationToken cancellationToken = default)
    {
        var terms = await _programs.RequireAsync(program, cancellationToken).ConfigureAwait(false);
        var schedule = terms.PayoutSchedule ?? PayoutSchedule.OnRequest;
        var known = await _store.ListAsync(
            Query<PayoutBatch>.All.Equal(b => b.ProgramId, terms.Id).Descending(b => b.PeriodEnd).Take(PayoutPlan.MostPast), cancellationToken)
            .ConfigureAwait(false);
        var past = known.Where(batch => batch.IsEnded).ToList();
        if (!PayoutCalendar.IsOn(terms) || terms.Id.IsTest())
        {
            return new PayoutPlan(schedule, terms.PayoutNetDays, null, false, [], past);
        }

        var announced = known.LastOrDefault(batch => !batch.IsEnded);
        var next = announced ?? PayoutCalendar.Next(terms, known, _time.GetUtcMilliseconds());
        var tried = await _maker.MakeAsync(terms, next.ToRun(isDry: true) with { Batch = null }, length: null, cancellationToken).ConfigureAwait(false);
        return new PayoutPlan(schedule, terms.PayoutNetDays, next, announced is not null, tried.Lines, past);
    }
}
