namespace Affiliate;

/// <summary>Makes the payouts of a run, one transaction for each partner and currency.</summary>
internal sealed class PayoutMaker(
    IAffiliateStore store, UnitRunner units, PayoutMoves moves, TimeProvider time, IExchangeRates? rates)
{
    /// <summary>Goes through everybody who may have something to be paid.</summary>
    /// <param name="program">The program.</param>
    /// <param name="run">What is to be paid.</param>
    /// <param name="length">After how long it stops; what is left is for another call. Default: never.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<MadePayouts> MakeAsync(AffiliateProgram program, PayoutRun run, TimeSpan? length, CancellationToken ct)
    {
        var startedAt = time.GetTimestamp();
        var ratesByCurrency = new Dictionary<string, ExchangeRate?>(StringComparer.Ordinal);
        var lines = new List<PayoutLine>();
        foreach (var (partner, currency) in await CandidatesAsync(program, run, ct).ConfigureAwait(false))
        {
            if (length is { } most && time.GetElapsedTime(startedAt) > most)
            {
                return new MadePayouts(lines, IsComplete: false);
            }

            if (!ratesByCurrency.TryGetValue(currency, out var rate))
            {
                ratesByCurrency[currency] = rate = await RateAsync(currency, run.SettlementCurrency, ct).ConfigureAwait(false);
            }

            var line = await units.RunAsync(
                (unit, token) => moves.GenerateAsync(unit, program, partner, currency, run, rate, token), ct).ConfigureAwait(false);
            if (line is not null)
            {
                lines.Add(line);
            }
        }

        return new MadePayouts(lines, IsComplete: true);
    }

    private async Task<ExchangeRate?> RateAsync(string from, string? to, CancellationToken ct)
    {
        if (to is null || to == from || rates is null)
        {
            return null;
        }

        var rate = await rates.FindAsync(from, to, ct).ConfigureAwait(false);
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
        var owed = await store.SumAsync(query.GroupBy(c => c.PartnerId, c => c.Currency).Sum(c => c.UnsettledMinorUnits), ct)
            .ConfigureAwait(false);

        // What came back is paid again, whether or not there is anything new.
        var returned = Query<Payout>.All.Equal(p => p.ProgramId, program.Id).NotEqual(p => p.ReturnedAt, null);
        returned = run.PartnerId is { } one ? returned.Equal(p => p.PartnerId, one) : returned;
        var back = await store.SumAsync(returned.GroupBy(p => p.PartnerId, p => p.Currency), ct).ConfigureAwait(false);

        // So is what was in reserve.
        var reserved = Query<Payout>.All.Equal(p => p.ProgramId, program.Id).NotEqual(p => p.ReserveReleasedAt, null);
        reserved = run.PartnerId is { } own ? reserved.Equal(p => p.PartnerId, own) : reserved;
        var released = await store.SumAsync(reserved.GroupBy(p => p.PartnerId, p => p.Currency), ct).ConfigureAwait(false);

        // A scheduled run need not tell who stays below the minimum: more than what is approved is never paid.
        var worthwhile = run.Batch is null ? owed : owed.Where(row => row.Totals[0] >= PayoutMinimum.Of(program, run, (string)row.Group[1]!));
        return [.. worthwhile.Concat(back).Concat(released).Select(row => ((PartnerId)row.Group[0]!, (string)row.Group[1]!)).Distinct()
            .OrderBy(pair => pair.Item1.Value).ThenBy(pair => pair.Item2, StringComparer.Ordinal)];
    }
}

/// <summary>What a run made, or would make.</summary>
/// <param name="Lines">A line for each partner and currency with something to pay or to carry.</param>
/// <param name="IsComplete">Whether it came to the end.</param>
internal sealed record MadePayouts(IReadOnlyList<PayoutLine> Lines, bool IsComplete);
