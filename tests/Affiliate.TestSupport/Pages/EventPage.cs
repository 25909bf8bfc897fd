namespace Affiliate.TestSupport;

/// <summary>The tables of <c>docs/payment-rules.md</c> that say what becomes of each type of event.</summary>
public static class EventPage
{
    /// <summary>The rows of the table under a heading, each as it is written.</summary>
    public static IReadOnlyList<string> Rows(string heading) =>
    [
        .. File.ReadLines(Path.Combine(RepositoryFolder.Path, "docs", "payment-rules.md"))
            .SkipWhile(line => line != "## " + heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
    ];

    /// <summary>The row that an event must have.</summary>
    /// <param name="type">The type of event.</param>
    /// <param name="when">When it is so; empty for always.</param>
    /// <param name="reading">What the adapter makes of it.</param>
    public static string Row(string type, string when, WebhookReading reading) => $"| `{type}` | {(when.Length == 0 ? "" : when + " ")}| {ResultOf(reading)} |";

    private static string ResultOf(WebhookReading reading) => reading.Verdict switch
    {
        WebhookVerdict.Accepted => string.Join("; ", reading.Facts.Select(ResultOf)),
        WebhookVerdict.Ignored => $"ignored: `{reading.Reason}`",
        WebhookVerdict.Quarantined => $"set aside: `{reading.Reason}`",
        _ => $"refused: `{reading.Reason}`",
    };

    private static string ResultOf(PaymentFact fact) => fact switch
    {
        Payment { CandidateDelay: var delay } when delay > TimeSpan.Zero => "sale, unless something else claims the money",
        Payment payment => (payment.Amount.MinorUnits == 0 ? "sale of nothing" : "sale") + CollectedOf(payment),
        PaymentLink => "names and evidence" + CollectedOf(fact),
        Reversal reversal => $"{NameOf(reversal.Kind)} {reversal.State.ToString().ToLowerInvariant()}{(reversal.CandidateDelay == default ? "" : " after a day")}",
        CouponKnown coupon => coupon.IsActive ? "code known" : "code gone",
        CustomerRemoved => "customer forgotten",
        PaymentAlert alert => $"alert `{alert.Reason}`{(alert.ReviewUntil is null ? "" : ", what is pending goes into review")}",
        TrialStarted => "lead `trial`",
        PayoutReturn => "payout came back",
        _ => fact.GetType().Name,
    };

    private static string CollectedOf(PaymentFact fact) => fact.Reversals switch
    {
        [] => "",
        [{ State: ReversalState.Held }] => ", held until it is collected",
        _ => ", collected",
    };

    private static string NameOf(ReversalKind kind) => kind switch
    {
        ReversalKind.RefundTotal => "total of refunds",
        ReversalKind.DisputeReturned => "dispute's money returned:",
        ReversalKind.DisputeLapsed => "end of the dispute:",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
