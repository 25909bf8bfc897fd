namespace Affiliate.Stripe;

/// <summary>
/// Reads one kind of object that takes money back. Every message about one shows its state at that time, so the
/// message itself says nothing that the object does not.
/// </summary>
internal sealed class ReversalReader
{
    private readonly string _name;
    private readonly ReversalKind _kind;
    private readonly string _amount;
    private readonly Dictionary<string, (ReversalState State, int Rank)> _states = new(StringComparer.Ordinal);

    private ReversalReader(string name, ReversalKind kind, string amount, params ReadOnlySpan<string> states)
    {
        (_name, _kind, _amount) = (name, kind, amount);
        for (var rank = 0; rank < states.Length; rank++)
        {
            var parts = states[rank].Split(' ');
            foreach (var status in parts[1..])
            {
                _states.Add(status, (Enum.Parse<ReversalState>(parts[0]), rank));
            }
        }
    }

    /// <summary>Refunds. The earliest ones had no status and were done when they were there.</summary>
    public static ReversalReader Refunds { get; } = new(
        "refund", ReversalKind.Refund, "amount",
        "Held pending",
        "Held requires_action",
        "Effective succeeded",
        "Released canceled",
        "Released failed")
    { StatusWithoutOne = "succeeded" };

    /// <summary>
    /// Disputes. An inquiry moves no money, and a dispute is in doubt until it is closed. What refunds prevented is told
    /// by those refunds.
    /// </summary>
    public static ReversalReader Disputes { get; } = OfDisputes(atOnce: false);

    /// <summary>Disputes that count once the funds were withdrawn, not only once they are lost.</summary>
    public static ReversalReader DisputesAtOnce { get; } = OfDisputes(atOnce: true);

    /// <summary>What credit notes gave back outside Stripe.</summary>
    public static ReversalReader CreditNotes { get; } = new(
        "credit-note", ReversalKind.Credit, "out_of_band_amount",
        "Effective issued",
        "Released void");

    private bool TellsWithdrawal { get; init; }

    private bool CountsWhenWithdrawn { get; init; }

    private string StatusWithoutOne { get; init; } = "";

    private static ReversalReader OfDisputes(bool atOnce) => new(
        "dispute", ReversalKind.Dispute, "amount",
        "Held warning_needs_response warning_under_review",
        "Held needs_response",
        "Held under_review",
        "Held appeal_needs_response appeal_under_review",
        "Effective lost",
        "Released won warning_closed prevented charge_refunded")
    { TellsWithdrawal = true, CountsWhenWithdrawn = atOnce };

    /// <summary>Reads the object of an event.</summary>
    public WebhookReading Read(StripeEvent stripeEvent)
    {
        var (reversal, fault) = Read(stripeEvent, stripeEvent.Object, PaymentNames.Of(stripeEvent, stripeEvent.Object));
        return reversal is null ? fault! : stripeEvent.Accept(reversal);
    }

    /// <summary>Reads an object that an event includes.</summary>
    /// <param name="stripeEvent">The event.</param>
    /// <param name="value">The object.</param>
    /// <param name="payment">The names of the payment it belongs to.</param>
    public (Reversal? Reversal, WebhookReading? Fault) Read(
        StripeEvent stripeEvent, WebhookJson value, IReadOnlyList<string> payment)
    {
        // The earliest disputes had no id: a charge had at most one.
        var source = stripeEvent.SourceOf(_name, value) ?? stripeEvent.SourceOf(_name, value["charge"]);
        if (source is null)
        {
            return (null, WebhookReading.Rejected(WebhookReason.BadEnvelope));
        }

        if (payment.Count == 0)
        {
            return (null, WebhookReading.Ignored("no-payment", stripeEvent.Message));
        }

        if (!_states.TryGetValue(value["status"].Text ?? StatusWithoutOne, out var known))
        {
            return (null, WebhookReading.Quarantined("unknown-status", stripeEvent.Message));
        }

        var isWithdrawn = TellsWithdrawal && known is { State: ReversalState.Held, Rank: > 0 } && IsWithdrawn(stripeEvent, value);
        if (CountsWhenWithdrawn)
        {
            known = (isWithdrawn ? ReversalState.Effective : known.State, (2 * known.Rank) + (isWithdrawn ? 1 : 0));
        }

        if (StripeAmounts.In(value["currency"]) is not { } amounts)
        {
            return (null, WebhookReading.Quarantined(WebhookReason.BadCurrency, stripeEvent.Message));
        }

        var gross = amounts.Read(value[_amount], least: 0);
        return amounts.AreCredible
            ? (new Reversal
            {
                Source = source,
                Target = payment[0],
                Aliases = [.. payment.Skip(1)],
                PaymentNames = PaymentNames.WithoutInvoice(stripeEvent, payment),
                Provider = StripeWebhook.Name,
                Kind = _kind,
                State = known.State,
                IsWithdrawn = isWithdrawn,
                Rank = known.Rank,
                Gross = amounts.MoneyOf(gross),
                AsOf = stripeEvent.CreatedAt,
            }, null)
            : (null, WebhookReading.Quarantined(WebhookReason.BadAmount, stripeEvent.Message));
    }

    /// <summary>
    /// Whether the money was taken. It stays so when some is given again while the dispute is open: how much is told in the currency
    /// of the balance, so its end decides.
    /// </summary>
    private static bool IsWithdrawn(StripeEvent stripeEvent, WebhookJson dispute) =>
        stripeEvent.Type is "charge.dispute.funds_withdrawn" or "charge.dispute.funds_reinstated"
        || dispute["balance_transactions"].Items.Any();
}
