namespace Affiliate;

/// <summary>Sends the money of payouts. Implemented for Stripe Connect in <c>Affiliate.Stripe</c>, or by a host.</summary>
/// <remarks>
/// Registered with <c>AddPayoutProvider</c>. The same order is handed over again after a crash, a time-out or any other
/// exception, until the provider has answered: the money must move once for each <see cref="PayoutOrder.IdempotencyKey"/>.
/// A call with the same payout twice sends its money once. A provider that decides later answers
/// <see cref="PayoutSending.Pending"/>; it is asked again until it knows, and a host that hears of it earlier tells
/// <see cref="PayoutDesk.SettleAsync"/>.
/// </remarks>
public interface IPayoutProvider
{
    /// <summary>The name in lower-case letters, at most 32, for example <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>The method of payment it serves: partners with another one are refused.</summary>
    PayoutMethod Method { get; }

    /// <summary>Sends the money, or finds that it was sent.</summary>
    /// <returns>The provider's word: sent, or refused for good.</returns>
    /// <exception cref="Exception">Not known whether it was sent: asked again later with the same key.</exception>
    Task<PayoutSending> SendAsync(PayoutOrder order, CancellationToken cancellationToken);

    /// <summary>Asks what became of money that was <see cref="PayoutSending.Pending"/>.</summary>
    /// <remarks>Providers that decide at once need not implement it.</remarks>
    /// <param name="order">The order, as it was sent.</param>
    /// <param name="reference">What the provider calls it.</param>
    /// <param name="cancellationToken">Gives up; asked again later.</param>
    /// <exception cref="Exception">Not known: asked again later.</exception>
    Task<PayoutSending> FindAsync(PayoutOrder order, string reference, CancellationToken cancellationToken) =>
        SendAsync(order, cancellationToken);

    /// <summary>Calls off money that is <see cref="PayoutSending.Pending"/>.</summary>
    /// <remarks>A call twice gives the same answer. Providers that cannot need not implement it.</remarks>
    /// <param name="order">The order, as it was sent.</param>
    /// <param name="reference">What the provider calls it.</param>
    /// <param name="cancellationToken">Gives up; nothing is known then, and the payout stays on its way.</param>
    /// <returns>Whether the money will not be sent any more.</returns>
    Task<bool> TryCancelAsync(PayoutOrder order, string reference, CancellationToken cancellationToken) => Task.FromResult(false);
}

/// <summary>Money to be sent.</summary>
/// <param name="Payout">The payout.</param>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Amount">How much, in the currency that is paid.</param>
/// <param name="Destination">The address of the partner's account.</param>
/// <param name="IdempotencyKey">The same for every try of this payout, and for no other.</param>
/// <param name="IsRetry">Whether an earlier try may have sent it.</param>
public sealed record PayoutOrder(
    PayoutId Payout, ProgramId Program, PartnerId Partner, Money Amount, string Destination, string IdempotencyKey, bool IsRetry);

/// <summary>A provider's word on a payout.</summary>
/// <param name="Reference">What the provider calls the payment; <see langword="null"/> when it refused.</param>
/// <param name="Refusal">Why it refused for good, as a code of at most 200 characters.</param>
public sealed record PayoutSending(string? Reference, string? Refusal)
{
    /// <summary>Whether the provider took the order and will decide later.</summary>
    public bool IsPending { get; init; }

    /// <summary>The provider took the order; whether the money moves is known later.</summary>
    /// <param name="reference">What the provider calls it, at most 200 characters.</param>
    public static PayoutSending Pending(string reference) => new(reference, null) { IsPending = true };

    /// <summary>The money was sent.</summary>
    public static PayoutSending Sent(string reference) => new(reference, null);

    /// <summary>The money was not sent and will not be.</summary>
    public static PayoutSending Refused(string reason) => new(null, reason);
}
