using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe.Tests;

/// <summary>AH-33: payouts as Stripe Connect transfers, each sent once whatever happens on the way.</summary>
public sealed class StripeTransfersTests : IDisposable
{
    private readonly FakeStripe _stripe = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly StripeTransfers _transfers;

    public StripeTransfersTests() => _transfers = new StripeTransfers(Options.Create(new StripePayoutOptions
    {
        ApiKey = "sk_test_1",
        ApiAddress = _stripe.Address,
        ApiRetryDelay = TimeSpan.FromMilliseconds(1),
    }), _services.GetRequiredService<IHttpClientFactory>(), TimeProvider.System);

    public void Dispose()
    {
        _services.Dispose();
        _stripe.Dispose();
    }

    [Fact]
    public async Task A_transfer_is_made_with_a_key_of_its_own()
    {
        var order = Order();

        var sent = await _transfers.SendAsync(order, default);

        Assert.Equal(_stripe.Transfers[order.Payout.ToString()], sent.Reference);
        Assert.Equal([$"POST {order.IdempotencyKey} 6000 usd acct_1"], _stripe.Calls);
    }

    [Theory]
    [InlineData("409")]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("lost")]
    public async Task An_unclear_answer_is_asked_again_with_the_same_key(string fault)
    {
        _stripe.Faults.Enqueue(fault);

        var sent = await _transfers.SendAsync(Order(), default);

        Assert.Equal(Assert.Single(_stripe.Transfers).Value, sent.Reference);
        Assert.Equal(2, _stripe.Calls.Count);
        Assert.Single(_stripe.Calls.Distinct());
    }

    [Fact]
    public async Task After_too_many_unclear_answers_the_order_comes_back_and_finds_what_was_sent()
    {
        var order = Order();
        foreach (var fault in new[] { "lost", "500", "503" })
        {
            _stripe.Faults.Enqueue(fault);
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => _transfers.SendAsync(order, default));
        _stripe.ForgetKeys();
        var sent = await _transfers.SendAsync(order with { IsRetry = true }, default);

        Assert.Equal(Assert.Single(_stripe.Transfers).Value, sent.Reference);
    }

    [Fact]
    public async Task A_clear_no_is_final()
    {
        _stripe.Faults.Enqueue("balance_insufficient");

        var refused = await _transfers.SendAsync(Order(), default);

        Assert.Equal((null, "balance_insufficient"), (refused.Reference, refused.Refusal));
        Assert.Empty(_stripe.Transfers);
    }

    [Theory]
    [InlineData("JPY", 6_000, "6000 jpy")]
    [InlineData("ISK", 6_000, "600000 isk")]
    [InlineData("BHD", 6_000, "6000 bhd")]
    public async Task I9_amounts_are_as_stripe_counts_them(string currency, long amount, string expected)
    {
        await _transfers.SendAsync(Order() with { Amount = new Money(amount, currency) }, default);

        Assert.Contains($" {expected} ", Assert.Single(_stripe.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stripe_cannot_represent_is_refused()
    {
        var refused = await _transfers.SendAsync(Order() with { Amount = new Money(6_001, "BHD") }, default);

        Assert.Equal("amount_not_representable", refused.Refusal);
    }

    private static PayoutOrder Order()
    {
        var payout = Sample.Id<PayoutId>();
        return new PayoutOrder(
            payout, Sample.Id<ProgramId>(), Sample.Id<PartnerId>(), new Money(6_000, "USD"), "acct_1", $"affiliate-{payout}", IsRetry: false);
    }
}
