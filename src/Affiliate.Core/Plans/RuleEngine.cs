namespace Affiliate;

/// <summary>
/// Decides what a payment, lead or click earns before caps: flows by priority, specificity and id, then the partner's,
/// the group's and the program's share (AH-23). Pure: the same question and terms give the same verdict.
/// </summary>
internal static class RuleEngine
{
    public const string Lines = "lines";

    private const string Proration = "proration";

    /// <summary>What came of a product that earns nothing.</summary>
    public const string ExcludedProduct = "excluded_product";

    public static Verdict Decide(PlanTerms? terms, CommissionQuestion question, (string Name, CommissionOffer Offer)? host = null)
    {
        terms ??= PlanTerms.None;
        var flows = terms.Flows.OrderByDescending(flow => flow.Priority).ThenByDescending(flow => flow.Specificity())
            .ThenBy(flow => flow.Id.ToString(), StringComparer.Ordinal).ToList();
        if (host is var (name, offer))
        {
            var won = new Winner(name, offer.Rate, offer.AmountMinorUnits, null);
            return Verdict.Of([(won, question.AmountMinorUnits)], terms, question, [new RuleTrial(name, name, "won")], isOver: false);
        }

        var results = new Dictionary<FlowId, string>();
        var winners = new List<(Winner Winner, long Base)>();
        var isOver = false;
        var excluded = new List<string>();
        foreach (var (product, amount, isProration) in LinesOf(question))
        {
            if (isProration && terms.IgnoresProrations)
            {
                excluded.Add(Proration);
                continue;
            }

            if (product is not null && terms.ExcludedProducts.Contains(product, StringComparer.Ordinal))
            {
                excluded.Add(product);
                continue;
            }

            winners.AddRange(Choose(flows, terms, question, product, amount, results, ref isOver).Select(winner => (winner, amount)));
        }

        var trials = flows.ConvertAll(flow => new RuleTrial(flow.Id.ToString(), flow.Name, results.GetValueOrDefault(flow.Id, ExcludedProduct)));
        trials.AddRange(excluded.Distinct(StringComparer.Ordinal).Select(product => new RuleTrial("excluded", product, ExcludedProduct)));
        trials.AddRange(winners.Where(won => won.Winner.Flow is null).Select(won => won.Winner.Rule).Distinct(StringComparer.Ordinal)
            .Select(rule => new RuleTrial(rule, rule, "won")));
        return Verdict.Of(winners, terms, question, trials, isOver);
    }

    /// <summary>The lines, cut or filled up so that they sum to the base; without lines the whole payment.</summary>
    public static IReadOnlyList<(string? Product, long Amount, bool IsProration)> LinesOf(CommissionQuestion question)
    {
        if (question.Lines.Count == 0)
        {
            return [(question.ProductId, question.AmountMinorUnits, false)];
        }

        var sum = question.Lines.Aggregate(Int128.Zero, (total, line) => total + line.AmountMinorUnits);
        if (sum > question.AmountMinorUnits)
        {
            var parts = Allocation.Split(question.AmountMinorUnits, [.. question.Lines.Select(line => (Int128)line.AmountMinorUnits)]);
            return [.. question.Lines.Select((line, i) => (line.ProductId, parts[i], line.IsProration))];
        }

        var rest = question.AmountMinorUnits - (long)sum;
        var lines = question.Lines.Select(line => (line.ProductId, line.AmountMinorUnits, line.IsProration));
        return rest == 0 ? [.. lines] : [.. lines, (question.ProductId, rest, false)];
    }

    private static List<Winner> Choose(
        List<Flow> flows, PlanTerms terms, CommissionQuestion question, string? product, long amount,
        Dictionary<FlowId, string> results, ref bool isOver)
    {
        var holding = new List<Winner>();
        var wasOver = false;
        foreach (var flow in flows)
        {
            var obstacle = FlowMatch.Obstacle(flow, question, product) ?? Limit(flow.DurationMonths, flow.MaxSales, terms, question);
            wasOver |= obstacle is "duration_over" or "count_over";
            if (obstacle is null)
            {
                holding.Add(WinnerOf(flow, question));
            }

            // What won a line stays the winner, whatever it is for the other lines.
            if (results.GetValueOrDefault(flow.Id) != "won")
            {
                results[flow.Id] = obstacle ?? "outranked";
            }
        }

        if (holding.Count > 0)
        {
            var winners = Select(holding, terms, amount);
            foreach (var won in winners)
            {
                results[won.Flow!.Id] = "won";
            }

            return winners;
        }

        if (question.Event != Flow.TransactionCompleted || wasOver || Limit(null, null, terms, question) is not null)
        {
            isOver |= question.Event == Flow.TransactionCompleted;
            return [];
        }

        return
        [
            question.PartnerRate is { } own ? new Winner(Accrual.PartnerRule, own, 0, null)
                : question.GroupRate is { } group ? new Winner(Accrual.GroupRule, group, 0, null)
                : new Winner(Accrual.DefaultRule, question.ProgramRate, 0, null),
        ];
    }

    /// <summary>Of those that hold, in their order, the ones that pay.</summary>
    private static List<Winner> Select(List<Winner> holding, PlanTerms terms, long amount) => terms.Selection switch
    {
        FlowSelection.StackAll => holding,
        FlowSelection.BestForPartner => [holding.MaxBy(winner => Worth(winner, amount, terms.Rounding))!],
        _ => [holding[0]],
    };

    private static string? Limit(int? months, int? sales, PlanTerms terms, CommissionQuestion question)
    {
        if (question.Event != Flow.TransactionCompleted)
        {
            return null;
        }

        var isOver = (months ?? terms.DurationMonths) switch
        {
            null => false,
            0 => question.Sequence > 1,
            { } count => !CalendarMonths.IsWithin(question.FirstPaidAt, count, question.OccurredAt),
        };
        return isOver ? "duration_over" : question.Sequence > (sales ?? terms.MaxSales) ? "count_over" : null;
    }

    private static Winner WinnerOf(Flow flow, CommissionQuestion question)
    {
        var reached = flow.StepsByMonth ? question.Month : question.Sequence;
        var step = flow.Steps.Where(one => one.From <= reached).MaxBy(one => one.From);
        return flow.Rate is not null
            ? new Winner(flow.Id.ToString(), step?.Rate ?? flow.Rate, 0, flow)
            : new Winner(flow.Id.ToString(), null, step?.AmountMinorUnits ?? flow.AmountMinorUnits ?? 0, flow);
    }

    private static long Worth(Winner winner, long amount, RoundingMode rounding) =>
        winner.Rate is { } rate ? rate.Of(amount, rounding) : winner.Flat;
}

/// <summary>The rule that pays for a line.</summary>
internal sealed record Winner(string Rule, Rate? Rate, long Flat, Flow? Flow);
