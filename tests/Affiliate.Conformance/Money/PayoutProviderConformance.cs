namespace Affiliate.Conformance;

/// <summary>
/// What every <see cref="IPayoutProvider"/> must do (<c>payment-providers.md</c> 6): one key is paid once, whatever is lost on the
/// way; a clear no is final; what is not clear is never taken for either.
/// </summary>
public abstract class PayoutProviderConformance
{
    /// <summary>The provider, new for each test.</summary>
    protected abstract IPayoutProvider Provider { get; }

    /// <summary>An address that the provider pays to.</summary>
    protected abstract string Destination { get; }

    /// <summary>How often money was sent for a payout.</summary>
    protected abstract int PaymentsOf(PayoutOrder order);

    /// <summary>The next order is taken, but the answer never arrives.</summary>
    protected abstract void LoseAnswers();

    /// <summary>Answers arrive again.</summary>
    protected abstract void Recover();

    /// <summary>The provider forgets idempotency keys, as all do after a while.</summary>
    protected abstract void ForgetKeys();

    /// <summary>The next order is refused for good.</summary>
    protected abstract void Refuse();

    /// <summary>The provider is away: nothing reaches it.</summary>
    protected abstract void GoAway();

    /// <summary>The provider decides on a pending payment; one that decides at once has nothing to do.</summary>
    protected virtual void Decide(PayoutOrder order, bool isPaid)
    {
    }

    /// <summary>The name goes into addresses and rows.</summary>
    [ConditionalFact]
    public void The_name_is_lower_case_letters() => Assert.Matches("^[a-z]{1,32}$", Provider.Name);

    /// <summary>Again, also when the provider has forgotten the key: told, not paid.</summary>
    [ConditionalFact]
    public async Task An_order_is_paid_once_and_told_again()
    {
        var order = Order();

        var first = await Provider.SendAsync(order, default);
        var again = await Provider.SendAsync(order with { IsRetry = true }, default);
        ForgetKeys();
        var late = await Provider.SendAsync(order with { IsRetry = true }, default);

        Assert.NotNull(first.Reference);
        Assert.Null(first.Refusal);
        Assert.Equal(first, again);
        Assert.Equal(first, late);
        Assert.Equal(1, PaymentsOf(order));
    }

    /// <summary>The order arrives, its answer does not.</summary>
    [ConditionalFact]
    public async Task What_was_lost_on_the_way_is_found_and_not_paid_again()
    {
        var order = Order();
        LoseAnswers();
        await Assert.ThrowsAnyAsync<Exception>(() => Provider.SendAsync(order, default));
        Recover();
        ForgetKeys();

        var found = await Provider.SendAsync(order with { IsRetry = true }, default);

        Assert.NotNull(found.Reference);
        Assert.Equal(1, PaymentsOf(order));
    }

    /// <summary>An exception, neither sent nor refused.</summary>
    [ConditionalFact]
    public async Task While_it_is_away_nothing_is_known()
    {
        var order = Order();
        GoAway();
        await Assert.ThrowsAnyAsync<Exception>(() => Provider.SendAsync(order, default));
        Recover();

        Assert.NotNull((await Provider.SendAsync(order with { IsRetry = true }, default)).Reference);
        Assert.Equal(1, PaymentsOf(order));
    }

    /// <summary>The reason fits the payout's.</summary>
    [ConditionalFact]
    public async Task A_clear_no_is_final_and_sends_nothing()
    {
        var order = Order();
        Refuse();

        var refused = await Provider.SendAsync(order, default);

        Assert.Null(refused.Reference);
        Assert.InRange(refused.Refusal!.Length, 1, 200);
        Assert.False(refused.IsPending);
        Assert.Equal(0, PaymentsOf(order));
    }

    /// <summary>Also at the same moment.</summary>
    [ConditionalFact]
    public async Task Each_order_has_a_payment_of_its_own()
    {
        var orders = Enumerable.Range(0, 3).Select(_ => Order()).ToList();

        var sent = await Task.WhenAll(orders.Select(order => Provider.SendAsync(order, default)));

        Assert.Equal(3, sent.Select(one => one.Reference).Distinct().Count());
        Assert.All(orders, order => Assert.Equal(1, PaymentsOf(order)));
    }

    /// <summary>One that decides later says so, then tells how it ended; after the end nothing is called off.</summary>
    [ConditionalTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pending_payment_ends_as_the_provider_decides(bool isPaid)
    {
        var order = Order();
        var sent = await Provider.SendAsync(order, default);
        if (!sent.IsPending)
        {
            Assert.False(await Provider.TryCancelAsync(order, sent.Reference!, default));
            return;
        }

        Assert.True((await Provider.FindAsync(order, sent.Reference!, default)).IsPending);
        Decide(order, isPaid);
        var end = await Provider.FindAsync(order, sent.Reference!, default);

        Assert.False(end.IsPending);
        Assert.Equal(isPaid, end.Refusal is null);
        Assert.False(await Provider.TryCancelAsync(order, sent.Reference!, default));
        Assert.Equal(isPaid ? 1 : 0, PaymentsOf(order));
    }

    /// <summary>Called off twice is called off.</summary>
    [ConditionalFact]
    public async Task A_pending_payment_that_was_called_off_sends_nothing()
    {
        var order = Order();
        var sent = await Provider.SendAsync(order, default);
        if (sent.IsPending && await Provider.TryCancelAsync(order, sent.Reference!, default))
        {
            Assert.True(await Provider.TryCancelAsync(order, sent.Reference!, default));
            Assert.NotNull((await Provider.FindAsync(order, sent.Reference!, default)).Refusal);
            Assert.Equal(0, PaymentsOf(order));
        }
    }

    private PayoutOrder Order()
    {
        var payout = Sample.Id<PayoutId>();
        return new PayoutOrder(
            payout, Sample.Id<ProgramId>(), Sample.Id<PartnerId>(), new Money(6_000, "USD"), Destination,
            $"affiliate-{payout}", IsRetry: false);
    }
}
