namespace Affiliate;

/// <summary>Cuts what rules pay to what their caps leave. Pure.</summary>
internal static class CapClamp
{
    /// <summary>Whose the caps of the whole plan are, where cuts are noted.</summary>
    public const string PlanOwner = "plan";

    /// <summary>The counters that caps of a verdict are kept in, each with its limit.</summary>
    public static IReadOnlyList<CapCounter> Counters(Verdict verdict, PlanTerms terms, CapSubject subject) =>
    [
        // Of two caps over the same things the lower one is the limit.
        .. All(verdict, terms, subject).GroupBy(counter => counter.Name, StringComparer.Ordinal)
            .Select(same => same.MinBy(counter => counter.Cap.AmountMinorUnits)!),
    ];

    private static IEnumerable<CapCounter> All(Verdict verdict, PlanTerms terms, CapSubject subject) =>
    [
        .. terms.Caps.Where(IsCounted).Select(cap => Counter(cap, subject.Plan, null, subject)),
        .. verdict.Flows.SelectMany(flow => flow.Value.Caps.Where(IsCounted)
            .Select(cap => Counter(cap, flow.Key, flow.Key, subject))),
    ];

    /// <summary>What is left to pay, and how much of it each counter takes.</summary>
    /// <param name="verdict">What the rules pay.</param>
    /// <param name="terms">The caps.</param>
    /// <param name="counters">From <see cref="Counters"/>.</param>
    /// <param name="left">What is left of each counter's limit.</param>
    public static Clamped Clamp(
        Verdict verdict, PlanTerms terms, IReadOnlyList<CapCounter> counters, IReadOnlyDictionary<string, long> left)
    {
        var cuts = new List<CapCut>();
        var amounts = verdict.Parts.ToDictionary(part => part.Rule, part => part.AmountMinorUnits, StringComparer.Ordinal);
        foreach (var (rule, flow) in verdict.Flows.Where(flow => amounts.ContainsKey(flow.Key)))
        {
            foreach (var cap in flow.Caps.Where(cap => cap is { Scope: CapScope.Sale, IsSoft: false }))
            {
                Cut(rule, new CapCut(rule, cap.Scope, cap.Period, cap.AmountMinorUnits, cap.AmountMinorUnits));
            }

            foreach (var counter in counters.Where(counter => counter.Rule == rule))
            {
                Cut(rule, new CapCut(rule, counter.Cap.Scope, counter.Cap.Period, counter.Cap.AmountMinorUnits, left[counter.Name]));
            }
        }

        foreach (var cut in terms.Caps.Where(cap => cap is { Scope: CapScope.Sale, IsSoft: false })
            .Select(cap => new CapCut(PlanOwner, cap.Scope, cap.Period, cap.AmountMinorUnits, cap.AmountMinorUnits))
            .Concat(counters.Where(counter => counter.Rule is null).Select(counter =>
                new CapCut(PlanOwner, counter.Cap.Scope, counter.Cap.Period, counter.Cap.AmountMinorUnits, left[counter.Name]))))
        {
            CutAll(cut);
        }

        // Flat amounts may come to more than any amount may be.
        CutAll(new CapCut(PlanOwner, CapScope.Sale, CapPeriod.Ever, Money.MaxMinorUnits, Money.MaxMinorUnits));
        var takes = counters.ToDictionary(
            counter => counter.Name,
            counter => counter.Rule is { } rule ? amounts.GetValueOrDefault(rule) : amounts.Values.Sum());
        return new Clamped(amounts.Values.Sum(), cuts, takes) { Amounts = amounts };

        void Cut(string rule, CapCut cut)
        {
            if (amounts[rule] > cut.LeftMinorUnits)
            {
                amounts[rule] = cut.LeftMinorUnits;
                cuts.Add(cut);
            }
        }

        void CutAll(CapCut cut)
        {
            if (amounts.Values.Sum() > cut.LeftMinorUnits)
            {
                var rules = amounts.Keys.Order(StringComparer.Ordinal).ToList();
                var parts = Allocation.Split(cut.LeftMinorUnits, rules.ConvertAll(rule => (Int128)amounts[rule]));
                rules.ForEach(rule => amounts[rule] = parts[rules.IndexOf(rule)]);
                cuts.Add(cut);
            }
        }
    }

    private static bool IsCounted(CommissionCap cap) => cap is { IsSoft: false, Scope: not CapScope.Sale };

    /// <summary>The counter of a cap for what a subject is about.</summary>
    public static CapCounter Counter(CommissionCap cap, string owner, string? rule, CapSubject subject)
    {
        var scope = cap.Scope switch
        {
            CapScope.Customer => subject.Customer,
            CapScope.Partner => subject.Partner.ToString(),
            _ => "all",
        };
        var day = DateOnly.FromDateTime(subject.OccurredAt.UtcDateTime);
        var period = cap.Period switch
        {
            CapPeriod.Day => day.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture),
            CapPeriod.Month => day.ToString("yyyyMM", System.Globalization.CultureInfo.InvariantCulture),
            CapPeriod.Year => day.ToString("yyyy", System.Globalization.CultureInfo.InvariantCulture),
            _ => "ever",
        };
        return new CapCounter(LookupKey.Of($"{(cap.IsSoft ? "soft" : "cap")}:{owner}:{cap.Scope}:{scope}:{period}:{subject.Currency}"), cap, rule);
    }
}

/// <summary>What caps add up by.</summary>
/// <param name="Plan">The plan; its versions share their caps.</param>
/// <param name="Customer">The customer, or what stands for one.</param>
/// <param name="Partner">The partner.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Currency">The currency; each has a counter of its own.</param>
internal sealed record CapSubject(string Plan, string Customer, PartnerId Partner, DateTimeOffset OccurredAt, string Currency);

/// <summary>A counter of a cap: of one flow, or of the whole plan.</summary>
internal sealed record CapCounter(string Name, CommissionCap Cap, string? Rule);

/// <summary>What caps leave, which of them cut, and how much each counter takes.</summary>
internal sealed record Clamped(long AmountMinorUnits, IReadOnlyList<CapCut> Cuts, IReadOnlyDictionary<string, long> Takes)
{
    /// <summary>What caps leave of each rule.</summary>
    public required IReadOnlyDictionary<string, long> Amounts { get; init; }

    /// <summary>The takes as a commission keeps them.</summary>
    public IReadOnlyDictionary<string, long>? Noted => Takes.Values.Any(amount => amount > 0) ? Takes : null;
}
