namespace Affiliate;

/// <summary>Money of a payment that goes back, is disputed, or comes again: what is known of it so far.</summary>
/// <remarks>
/// A reversal is a state, not a step: the same <see cref="Source"/> again replaces what was known, unless it is older.
/// What a partner loses is computed from all reversals of the payment together, so order and repeats do not matter (I7).
/// </remarks>
public sealed record Reversal : PaymentFact
{
    /// <summary>What the reversal is called, unique for ever, for example <c>refund:re_1…</c>.</summary>
    public required string Source { get; init; }

    /// <summary>A name of the payment it belongs to. The payment may come later.</summary>
    public required string Target { get; init; }

    /// <summary>
    /// Names of the one payment that the money goes back on, where a purchase may be paid by several: a
    /// <see cref="ReversalKind.RefundTotal"/> is compared with the refunds of its own payment. The first 8 count. Default: none, the
    /// purchase has one payment.
    /// </summary>
    public IReadOnlyList<string> PaymentNames { get; init; } = [];

    /// <summary>What kind of reversal it is.</summary>
    public ReversalKind Kind { get; init; }

    /// <summary>Whether money moved. Default: <see cref="ReversalState.Effective"/>.</summary>
    public ReversalState State { get; init; } = ReversalState.Effective;

    /// <summary>
    /// Whether the money of a dispute in doubt was withdrawn already: a program that
    /// <see cref="AffiliateProgram.ReversesDisputesAtOnce"/> counts it as gone.
    /// </summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>
    /// The gross amount, in the currency of the payment or of its <see cref="Payment.Charged"/>; <see langword="null"/> for all of it.
    /// </summary>
    public Money? Gross { get; init; }

    /// <summary>
    /// The commission base of it, where the provider says so; else it follows from the gross amount. Of a correction the base that is
    /// left.
    /// </summary>
    public Money? Base { get; init; }

    /// <summary>
    /// The ISO 4217 code where neither amount is known; another one than the payment's sets the message aside for a person.
    /// </summary>
    public string? Currency { get; init; }

    /// <summary>Why, in the words of the host or a code of the provider; at most 255 characters. Kept for who asks; it decides nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>When the provider says that this was so. Default: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Decides between two messages of the same time: the higher one stands. Default: 0.</summary>
    public int Rank { get; init; }

    /// <summary>How long to wait whether something else says the same, before it counts; zero for what counts at once.</summary>
    public TimeSpan CandidateDelay { get; init; }

    /// <summary>Who reports it. Default: <c>api</c>, whose names are unique per program.</summary>
    public string Provider { get; init; } = Payment.HostProvider;
}

/// <summary>What kind of reversal it is.</summary>
public enum ReversalKind
{
    /// <summary>Money given back.</summary>
    Refund,

    /// <summary>
    /// The total given back on the payment so far; counts where it is above the refunds known one by one. Of several payments of one
    /// purchase <see cref="Reversal.PaymentNames"/> say which it is of.
    /// </summary>
    RefundTotal,

    /// <summary>A chargeback.</summary>
    Dispute,

    /// <summary>A credit outside the provider, for example a credit note paid by bank.</summary>
    Credit,

    /// <summary>A dispute's money that came back; taken off the disputes.</summary>
    DisputeReturned,

    /// <summary>A dispute that is said to be over; taken off the disputes unless its money's return is told by itself.</summary>
    DisputeLapsed,

    /// <summary>
    /// The payment was corrected after it was made: its base became <see cref="Reversal.Base"/>. A lower one takes the difference
    /// back, a higher one changes nothing.
    /// </summary>
    Correction,
}

/// <summary>Whether the money of a reversal moved.</summary>
public enum ReversalState
{
    /// <summary>Not decided: the share is not payable meanwhile.</summary>
    Held,

    /// <summary>The money is gone.</summary>
    Effective,

    /// <summary>It came to nothing.</summary>
    Released,
}
