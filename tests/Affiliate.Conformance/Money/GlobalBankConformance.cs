namespace Affiliate.Conformance;

/// <summary>A second provider against what every one must do: it decides later, and can be called off until then.</summary>
public abstract class GlobalBankConformance : PayoutProviderConformance
{
    private readonly GlobalBank _bank = new();

    /// <inheritdoc />
    protected override IPayoutProvider Provider => _bank;

    /// <inheritdoc />
    protected override string Destination => "DE89370400440532013000";

    /// <inheritdoc />
    protected override int PaymentsOf(PayoutOrder order) =>
        order is not null && _bank.States.TryGetValue(order.Payout, out var state) && state is "pending" or "posted" ? 1 : 0;

    /// <inheritdoc />
    protected override void LoseAnswers() => _bank.Fault = "lost";

    /// <inheritdoc />
    protected override void GoAway() => _bank.Fault = "away";

    /// <inheritdoc />
    protected override void Recover() => _bank.Fault = null;

    /// <inheritdoc />
    protected override void ForgetKeys()
    {
    }

    /// <inheritdoc />
    protected override void Refuse() => _bank.Fault = "refuse";

    /// <inheritdoc />
    protected override void Decide(PayoutOrder order, bool isPaid)
    {
        ArgumentNullException.ThrowIfNull(order);
        _bank.Decide(order.Payout, isPaid ? "posted" : "failed");
    }
}
