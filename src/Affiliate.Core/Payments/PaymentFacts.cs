namespace Affiliate;

/// <summary>Applies the facts of one message, each to its program, all in one transaction.</summary>
internal sealed class PaymentFacts(ProgramDirectory programs, SaleRecorder recorder)
{
    /// <summary>Finds the programs before the transaction begins. An unknown program is the default one.</summary>
    /// <remarks>What happened in a provider's test mode goes to the program's twin: it must never become payable.</remarks>
    public async Task<PreparedFacts> PrepareAsync(IReadOnlyList<PaymentFact> facts, CancellationToken ct)
    {
        var fallback = await programs.GetDefaultAsync(ct).ConfigureAwait(false);
        var prepared = new List<(PaymentFact Fact, AffiliateProgram Program)>(facts.Count);
        foreach (var fact in facts)
        {
            var program = fact.Program is null
                ? null
                : await programs.FindAsync(fact.Program, host: null, ct).ConfigureAwait(false);
            prepared.Add((fact, fact.IsTest ? (program ?? fallback).Twin : program ?? fallback));
        }

        return new PreparedFacts(prepared, prepared.Count > 0 ? prepared[0].Program.Id : fallback.Id);
    }

    public async Task ApplyAsync(IAffiliateUnit unit, PreparedFacts prepared, CancellationToken ct)
    {
        foreach (var (fact, program) in prepared.Facts)
        {
            switch (fact)
            {
                case Payment payment:
                    await recorder.RecordAsync(unit, program, payment, ct).ConfigureAwait(false);
                    break;
                case PaymentLink link:
                    await recorder.LinkAsync(unit, program, link, ct).ConfigureAwait(false);
                    break;
            }
        }

        // A record is written once per transaction, so what one message says of one payment is applied in one go.
        var reversals = prepared.Facts.Where(item => item.Fact is Reversal)
            .GroupBy(item => (item.Program, ((Reversal)item.Fact).Target), item => (Reversal)item.Fact);
        foreach (var ofOnePayment in reversals)
        {
            await recorder.ReverseAsync(unit, ofOnePayment.Key.Program, [.. ofOnePayment], ct).ConfigureAwait(false);
        }
    }
}

/// <summary>Facts with their programs, and the program that the message itself is filed under.</summary>
internal sealed record PreparedFacts(
    IReadOnlyList<(PaymentFact Fact, AffiliateProgram Program)> Facts, ProgramId Program);
