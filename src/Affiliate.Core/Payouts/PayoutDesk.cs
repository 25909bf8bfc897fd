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
    private readonly IExchangeRates? _rates;

    internal PayoutDesk(
        IAffiliateStore store, UnitRunner units, ProgramDirectory programs, PayoutMoves moves, PayoutSettlement settlement, PayoutSender sender,
        IExchangeRates? rates)
    {
        _settlement = settlement;
        _sender = sender;
        _rates = rates;
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

        var rates = new Dictionary<string, ExchangeRate?>(StringComparer.Ordinal);
        var lines = new List<PayoutLine>();
        foreach (var (partner, currency) in await CandidatesAsync(program, run, cancellationToken).ConfigureAwait(false))
        {
            if (!rates.TryGetValue(currency, out var rate))
            {
                rates[currency] = rate = await RateAsync(currency, run.SettlementCurrency, cancellationToken).ConfigureAwait(false);
            }

            var line = await _units.RunAsync(
                (unit, ct) => _moves.GenerateAsync(unit, program, partner, currency, run, rate, ct), cancellationToken)
                .ConfigureAwait(false);
            if (line is not null)
            {
                lines.Add(line);
            }
        }

        return lines;
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

    private async Task<ExchangeRate?> RateAsync(string from, string? to, CancellationToken ct)
    {
        if (to is null || to == from || _rates is null)
        {
            return null;
        }

        var rate = await _rates.FindAsync(from, to, ct).ConfigureAwait(false);
        return rate is null or { Rate: > 0, Source.Length: <= 100 }
            ? rate
            : throw new ArgumentException($"The rate from {from} to {to} must be above zero, with a source of at most 100 characters.");
    }

    private async Task<IReadOnlyList<(PartnerId Partner, string Currency)>> CandidatesAsync(
        AffiliateProgram program, PayoutRun run, CancellationToken ct)
    {
        var query = Query<Commission>.All.Equal(c => c.ProgramId, program.Id).NotEqual(c => c.UnsettledMinorUnits, 0)
            .In(c => c.Status, [CommissionStatus.Approved, CommissionStatus.Processing, CommissionStatus.Paid]);
        query = run.PartnerId is { } partner ? query.Equal(c => c.PartnerId, partner) : query;
        var rows = await _store.SumAsync(query.GroupBy(c => c.PartnerId, c => c.Currency), ct).ConfigureAwait(false);

        // What came back is paid again, whether or not there is anything new.
        var returned = Query<Payout>.All.Equal(p => p.ProgramId, program.Id).NotEqual(p => p.ReturnedAt, null);
        returned = run.PartnerId is { } one ? returned.Equal(p => p.PartnerId, one) : returned;
        rows = [.. rows, .. await _store.SumAsync(returned.GroupBy(p => p.PartnerId, p => p.Currency), ct).ConfigureAwait(false)];
        return [.. rows.Select(row => ((PartnerId)row.Group[0]!, (string)row.Group[1]!)).Distinct()
            .OrderBy(pair => pair.Item1.Value).ThenBy(pair => pair.Item2, StringComparer.Ordinal)];
    }
}
