using System.Collections.Concurrent;

namespace Affiliate.Conformance;

/// <summary>A provider as a host would write one for a bank that takes orders and decides later.</summary>
internal sealed class GlobalBank : IPayoutProvider
{
    private readonly ConcurrentDictionary<PayoutId, string> _states = new();

    public string Name => "globalbank";

    public PayoutMethod Method => PayoutMethod.BankTransfer;

    /// <summary>What the next calls meet: nothing, <c>lost</c>, <c>away</c>; <c>refuse</c> counts once.</summary>
    public string? Fault { get; set; }

    /// <summary>The orders taken, each as <c>pending</c>, <c>posted</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public IReadOnlyDictionary<PayoutId, string> States => _states;

    public void Decide(PayoutId payout, string state) => _states[payout] = state;

    public Task<PayoutSending> SendAsync(PayoutOrder order, CancellationToken cancellationToken)
    {
        if (Fault == "away")
        {
            throw new HttpRequestException("The bank is away.");
        }

        if (Fault == "refuse")
        {
            Fault = null;
            return Task.FromResult(PayoutSending.Refused("unknown_account"));
        }

        // The bank knows the payout by its own number: the key can be forgotten, the number cannot be paid twice.
        _states.TryAdd(order.Payout, "pending");
        return Fault == "lost" ? throw new HttpRequestException("The answer was lost.") : FindAsync(order, Reference(order), cancellationToken);
    }

    public Task<PayoutSending> FindAsync(PayoutOrder order, string reference, CancellationToken cancellationToken) =>
        Task.FromResult(_states[order.Payout] switch
        {
            "pending" => PayoutSending.Pending(reference),
            "posted" => PayoutSending.Sent(reference),
            var state => PayoutSending.Refused(state),
        });

    public Task<bool> TryCancelAsync(PayoutOrder order, string reference, CancellationToken cancellationToken)
    {
        _states.TryUpdate(order.Payout, "canceled", "pending");
        return Task.FromResult(_states[order.Payout] == "canceled");
    }

    private static string Reference(PayoutOrder order) => $"gb-{order.Payout}";
}
