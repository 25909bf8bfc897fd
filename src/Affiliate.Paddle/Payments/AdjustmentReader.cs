namespace Affiliate.Paddle;

/// <summary>
/// Reads adjustments. The action says what happened and gives the sign, the status says whether it counts; whether it
/// is told as created or updated says nothing.
/// </summary>
internal sealed class AdjustmentReader(PaddleOptions options)
{
    private static readonly TimeSpan ReverseDelay = TimeSpan.FromHours(24);

    // In the order that one adjustment goes through them.
    private static readonly string[] Statuses = ["pending_approval", "approved", "rejected", "reversed"];

    public WebhookReading Read(PaddleEvent paddleEvent)
    {
        var adjustment = paddleEvent.Data;
        var rank = Array.IndexOf(Statuses, adjustment["status"].Text);
        if (paddleEvent.ReferenceOf(adjustment["transaction_id"]) is not { } transaction)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        // Credit lowers what is due now or later, and shows there.
        var action = adjustment["action"].Text;
        if (action is "credit" or "credit_reverse")
        {
            return WebhookReading.Ignored("credit", paddleEvent.Message);
        }

        if (rank < 0 || KindOf(action) is not { } kind)
        {
            return WebhookReading.Quarantined(rank < 0 ? "unknown-status" : "unknown-action", paddleEvent.Message);
        }

        return Read(paddleEvent, new Reversal
        {
            Source = paddleEvent.Reference,
            Target = transaction,
            Provider = PaddleWebhook.Name,
            Kind = kind,
            State = StateOf(action, Statuses[rank]),
            Rank = rank,
            AsOf = paddleEvent.OccurredAt,
        });
    }

    private WebhookReading Read(PaddleEvent paddleEvent, Reversal reversal)
    {
        var adjustment = paddleEvent.Data;
        var totals = adjustment[options.SettleInPayoutCurrency ? "payout_totals" : "totals"];
        var currency = totals["currency_code"].Text ?? (options.SettleInPayoutCurrency ? null : adjustment["currency_code"].Text);
        var isAll = reversal.Kind == ReversalKind.Refund && adjustment["type"].Text == "full";
        if (isAll || (totals.IsNothing && reversal.State == ReversalState.Held))
        {
            // Everything, however the totals were rounded; or as much as it may be, until the totals are there.
            return paddleEvent.Accept(reversal with { Currency = currency is not null && Currencies.IsKnown(currency) ? currency : null });
        }

        if (currency is null || !Currencies.IsKnown(currency))
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, paddleEvent.Message);
        }

        var amounts = new PaddleAmounts(totals);
        var (commissionBase, gross) = amounts.ReadAdjusted(options.Basis);
        if (!amounts.AreCredible)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, paddleEvent.Message);
        }

        reversal = reversal with { Base = new Money(commissionBase, currency), Gross = new Money(gross, currency) };
        return adjustment["action"].Text == "chargeback" && adjustment["status"].Text == "reversed"
            ? paddleEvent.Accept(reversal, Lapsed(reversal))
            : paddleEvent.Accept(reversal);
    }

    /// <summary>
    /// A reversed chargeback is told twice: by its own status, and by an adjustment that gives the money again. The status alone
    /// counts when no such adjustment came within a day.
    /// </summary>
    private static Reversal Lapsed(Reversal chargeback) => chargeback with
    {
        Source = chargeback.Source + ":reversed",
        Kind = ReversalKind.DisputeLapsed,
        CandidateDelay = ReverseDelay,
    };

    private static ReversalKind? KindOf(string? action) => action switch
    {
        "refund" => ReversalKind.Refund,
        "chargeback" or "chargeback_warning" => ReversalKind.Dispute,
        "chargeback_reverse" or "chargeback_warning_reverse" => ReversalKind.DisputeReturned,
        _ => null,
    };

    private static ReversalState StateOf(string? action, string status) => (action, status) switch
    {
        // A warning moves no money, so its end takes off what is in doubt and not what is gone.
        ("chargeback_warning", "pending_approval" or "approved") => ReversalState.Held,
        ("chargeback_warning_reverse", "approved") => ReversalState.Held,
        ("chargeback_warning" or "chargeback_warning_reverse", _) => ReversalState.Released,

        ("chargeback_reverse", "pending_approval") => ReversalState.Released,
        (_, "pending_approval") => ReversalState.Held,
        (_, "approved") => ReversalState.Effective,

        // Told twice: the adjustment that reverses it takes the chargeback off.
        ("chargeback", "reversed") => ReversalState.Effective,
        _ => ReversalState.Released,
    };
}
