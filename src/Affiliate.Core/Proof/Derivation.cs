namespace Affiliate;

/// <summary>Computes again what rules and caps came to, from what was stored when something was earned. Pure.</summary>
internal static class Derivation
{
    /// <summary>What rules and caps come to, with the rooms of caps that the basis noted.</summary>
    /// <param name="basis">What was stored.</param>
    /// <param name="terms">The plan's version of that moment.</param>
    /// <param name="question">The sale, lead or click; what the basis knows better is taken from there.</param>
    /// <param name="subject">What the caps add up by; without it only the amounts are right, not the names of counters.</param>
    public static Derived Of(CommissionBasis basis, PlanTerms? terms, CommissionQuestion question, CapSubject? subject = null)
    {
        var verdict = RuleEngine.Decide(terms, Asked(basis, terms, question), OfferOf(basis));
        terms ??= PlanTerms.None;
        var counters = CapClamp.Counters(
            verdict, terms, subject ?? new CapSubject("", "", question.PartnerId, question.OccurredAt, question.Currency));
        return new Derived(verdict, CapClamp.Clamp(verdict, terms, counters, Rooms(basis, counters)), terms);
    }

    /// <summary>The question as it was asked then: also who was what may be another today, or be forgotten.</summary>
    public static CommissionQuestion Asked(CommissionBasis basis, PlanTerms? terms, CommissionQuestion question) => (question.In(basis.Exchange) with
    {
        Sequence = basis.Sequence,
        FirstPaidAt = basis.FirstPaidAt ?? question.OccurredAt,
        Group = basis.Group ?? question.Group,
        PartnerSlug = basis.PartnerSlug ?? question.PartnerSlug,
        ProgramRate = RateAt(basis, 0) ?? question.ProgramRate,
        GroupRate = basis.Rates.Count > 0 ? RateAt(basis, 1) : question.GroupRate,
        PartnerRate = basis.Rates.Count > 0 ? RateAt(basis, 2) : question.PartnerRate,
        Answers = AnswersOf(basis, terms),
    }).Under(terms);

    /// <summary>What a rule of the host's own offered: it is taken at its word, because its code may be another today.</summary>
    public static (string Name, CommissionOffer Offer)? OfferOf(CommissionBasis basis) =>
        basis is { Parts: [var part], Trials: [{ Result: "won" } trial] } && trial.Rule == part.Rule && trial.Name == part.Rule
        && part.Rule is not (Accrual.PartnerRule or Accrual.GroupRule or Accrual.DefaultRule)
        && !AffiliateId.TryParse<FlowId>(part.Rule, out _)
            ? (part.Rule, new CommissionOffer(part.Rate, part.Rate is null ? part.AmountMinorUnits : 0))
            : null;

    private static Rate? RateAt(CommissionBasis basis, int index) => basis.Rates.Count > index ? basis.Rates[index] : null;

    private static Dictionary<FlowCondition, bool>? AnswersOf(CommissionBasis basis, PlanTerms? terms)
    {
        var asked = terms is null ? [] : FlowMatch.Personal(terms);
        return basis.Personal is { } answers && answers.Count == asked.Count
            ? new(asked.Zip(answers, KeyValuePair.Create), ReferenceEqualityComparer.Instance)
            : null;
    }

    /// <summary>A cap that cut noted how much was left of it; one that did not cut had enough.</summary>
    private static Dictionary<string, long> Rooms(CommissionBasis basis, IReadOnlyList<CapCounter> counters) =>
        counters.GroupBy(counter => counter.Name, StringComparer.Ordinal).ToDictionary(
            counter => counter.Key,
            counter => basis.Caps.Where(cut => counter.Any(one => IsOf(cut, one))).Select(cut => cut.LeftMinorUnits)
                .DefaultIfEmpty(long.MaxValue).Min(),
            StringComparer.Ordinal);

    private static bool IsOf(CapCut cut, CapCounter counter) =>
        cut.Owner == (counter.Rule ?? CapClamp.PlanOwner) && cut.Scope == counter.Cap.Scope && cut.Period == counter.Cap.Period;
}

/// <summary>What rules and caps come to, computed again.</summary>
internal sealed record Derived(Verdict Verdict, Clamped Clamped, PlanTerms Terms)
{
    public long? UncappedMinorUnits => Clamped.Cuts.Count > 0 ? Verdict.AmountMinorUnits : null;

    /// <inheritdoc cref="Commission.IsProportional"/>
    public bool IsProportional => RefundRules.IsProportional(Verdict, Terms);

    /// <inheritdoc cref="Commission.KeptUpToMinorUnits"/>
    public long? KeptUpTo(long saleBase) => RefundRules.KeptUpTo(Verdict, Terms, saleBase);
}
