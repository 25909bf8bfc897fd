using Affiliate.Conformance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe.Tests;

/// <summary>Stripe Connect transfers against what every payout provider must do. They are decided at once.</summary>
public sealed class StripeTransfersConformanceTests : PayoutProviderConformance, IDisposable
{
    private readonly FakeStripe _stripe = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly StripeTransfers _transfers;

    public StripeTransfersConformanceTests() => _transfers = new StripeTransfers(Options.Create(new StripePayoutOptions
    {
        ApiKey = "sk_test_1",
        ApiAddress = _stripe.Address,
        ApiRetryDelay = TimeSpan.FromMilliseconds(1),
    }), _services.GetRequiredService<IHttpClientFactory>(), TimeProvider.System);

    protected override IPayoutProvider Provider => _transfers;

    protected override string Destination => "acct_1";

    public void Dispose()
    {
        _services.Dispose();
        _stripe.Dispose();
    }

    protected override int PaymentsOf(PayoutOrder order) => _stripe.Transfers.ContainsKey(order.Payout.ToString()) ? 1 : 0;

    protected override void LoseAnswers() => _stripe.Always = "lost";

    protected override void GoAway() => _stripe.Always = "503";

    protected override void Recover() => _stripe.Always = null;

    protected override void ForgetKeys() => _stripe.ForgetKeys();

    protected override void Refuse() => _stripe.Faults.Enqueue("balance_insufficient");
}
