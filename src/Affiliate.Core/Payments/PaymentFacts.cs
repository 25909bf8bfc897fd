namespace Affiliate;

/// <summary>Applies the facts of one message, each to its program, all in one transaction.</summary>
internal sealed class PaymentFacts(
    ProgramDirectory programs, SaleRecorder sales, LinkRecorder links, PaymentCoupons coupons, PaymentAlerts alerts, PayoutSettlement settlement, TrialLeads trials,
    BuyerPrivacy privacy)
{
    /// <summary>Finds the programs before the transaction begins.</summary>
    /// <remarks>What happened in a provider's test mode goes to the program's twin: it must never become payable.</remarks>
    /// <exception cref="UnknownProgramException">A fact names a program that does not exist: it is not booked to another (I17).</exception>
    public async Task<PreparedFacts> PrepareAsync(IReadOnlyList<PaymentFact> facts, CancellationToken ct)
    {
        var fallback = await programs.GetDefaultAsync(ct).ConfigureAwait(false);
        var prepared = new List<(PaymentFact Fact, AffiliateProgram Program)>(facts.Count);
        foreach (var fact in facts)
        {
            var program = fact.Program is null
                ? fallback
                : await programs.FindAsync(fact.Program, host: null, ct).ConfigureAwait(false)
                    ?? throw new UnknownProgramException(fact.Program);
            program = fact.IsTest ? program.Twin : program;
            prepared.Add((await privacy.HideAsync(program.Id, fact, ct).ConfigureAwait(false), program));
        }

        return new PreparedFacts(prepared, prepared.Count > 0 ? prepared[0].Program.Id : fallback.Id);
    }

    /// <summary>Applies them.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="prepared">The facts.</param>
    /// <param name="isRipe">Whether candidates waited long enough; before, they only tell which names belong together.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Why a person must look at what was applied, as a code; <see langword="null"/> when nobody must.</returns>
    public async Task<string?> ApplyAsync(IAffiliateUnit unit, PreparedFacts prepared, bool isRipe, CancellationToken ct)
    {
        foreach (var (fact, program) in prepared.Facts)
        {
            await (fact switch
            {
                Payment payment when payment.CandidateDelay > TimeSpan.Zero => isRipe
                    ? sales.RecordCandidateAsync(unit, program, payment, ct)
                    : links.LinkAsync(unit, program, PaymentLink.Of(payment), ct),
                Payment payment => sales.RecordAsync(unit, program, payment, ct),
                PaymentLink link => links.LinkAsync(unit, program, link, ct),
                CouponKnown coupon => coupons.LearnAsync(unit, program, coupon, ct),
                PaymentAlert alert => alerts.RaiseAsync(unit, program, alert, ct),
                PayoutReturn back => settlement.ReturnAsync(unit, back, ct),
                TrialStarted trial => trials.NoteAsync(unit, program, trial, ct),
                CustomerRemoved removed => links.ForgetAsync(unit, program, removed, ct),
                _ => Task.CompletedTask,
            }).ConfigureAwait(false);
        }

        // A record is written once per transaction, so what one message says of one payment is applied in one go.
        var reversals = prepared.Facts.Where(item => item.Fact is Reversal reversal && (isRipe || reversal.CandidateDelay == TimeSpan.Zero))
            .GroupBy(item => (item.Program, ((Reversal)item.Fact).Target), item => (Reversal)item.Fact);
        string? doubt = null;
        foreach (var ofOnePayment in reversals)
        {
            var reversed = await sales.ReverseAsync(unit, ofOnePayment.Key.Program, [.. ofOnePayment], ct).ConfigureAwait(false);
            doubt = reversed.Outcome == ReverseOutcome.Conflict ? WebhookReason.OtherPayment
                : reversed.IsForeign ? WebhookReason.BadCurrency
                : doubt;
        }

        return doubt;
    }
}

/// <summary>Facts with their programs, and the program that the message itself is filed under.</summary>
internal sealed record PreparedFacts(
    IReadOnlyList<(PaymentFact Fact, AffiliateProgram Program)> Facts, ProgramId Program)
{
    /// <summary>How long the candidates among them wait; zero when there are none.</summary>
    public TimeSpan CandidateDelay => Facts
        .Select(item => (item.Fact as Payment)?.CandidateDelay ?? (item.Fact as Reversal)?.CandidateDelay ?? default).DefaultIfEmpty().Max();
}

/// <summary>A message names a program that does not exist.</summary>
internal sealed class UnknownProgramException(string program) : Exception($"There is no program '{program}'.");
