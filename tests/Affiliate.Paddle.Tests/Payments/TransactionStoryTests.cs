using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Paddle.Tests;

/// <summary>What is told of a transaction before, at and after its payment ends alike in every order (I7, §5.3, §5.7, §10).</summary>
public class TransactionStoryTests
{
    private static readonly PaddleTransaction Sold = new()
    {
        Id = "txn_#",
        Tax = 990,
        Subscription = "sub_#",
        Customer = "ctm_#",
        CustomData = PaymentMetadata.For("user-7"),
    };

    private static readonly byte[] Completed = PaddlePayloads.TransactionCompleted(Sold);

    /// <summary>Mistake 19: both were counted.</summary>
    [Fact]
    public Task Paid_and_completed_are_one_sale() => EndsAsync(
        new StoryEnd(1, 1_980),
        Completed,
        PaddlePayloads.TransactionPaid(Sold),
        PaddlePayloads.Subscription("subscription.created", "sub_#", "txn_#"),
        PaddlePayloads.Subscription("subscription.activated", "sub_#"));

    [Fact]
    public Task A_corrected_transaction_takes_back_what_its_base_lost_also_when_the_correction_comes_first() => EndsAsync(
        new StoryEnd(1, 1_800, Reversed: 900),
        Completed,
        PaddlePayloads.TransactionRevised(Sold with { Subtotal = 9_000, Tax = 1_890 }));

    [Fact]
    public Task A_correction_never_raises_the_base() => EndsAsync(
        new StoryEnd(1, 1_980), Completed, PaddlePayloads.TransactionRevised(Sold with { Subtotal = 10_890, Tax = 0 }));

    [Fact]
    public Task Of_two_corrections_the_later_one_stands_and_a_refund_takes_the_rest() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Completed,
        PaddlePayloads.TransactionRevised(Sold with { Subtotal = 5_000, Tax = 5_890 }),
        PaddlePayloads.TransactionRevised(Sold with { Subtotal = 9_000, Tax = 1_890 }, second: 9),
        PaddlePayloads.Adjustment(new PaddleAdjustment
        {
            Id = "adj_#",
            Transaction = "txn_#",
            Status = "approved",
            Subtotal = 9_000,
            Tax = 1_890,
        }));

    /// <summary>A renewal says nothing of who sent the customer; its subscription does.</summary>
    [Fact]
    public Task A_renewal_is_credited_by_its_subscription_whichever_comes_first() => EndsAsync(
        new StoryEnd(2, 3_960),
        PaddlePayloads.TransactionCompleted(Sold with { CustomData = null }),
        PaddlePayloads.TransactionCompleted(
            Sold with { Id = "txn_r#", Origin = "subscription_recurring", CustomData = null, OccurredAt = Sample.Now.AddMinutes(1) }),
        PaddlePayloads.Subscription("subscription.created", "sub_#", "txn_#", PaymentMetadata.For("user-7")));

    /// <summary>Each is told once: a repeat of the payment would find what the customer's message left (I7).</summary>
    [Fact]
    public async Task I7_payments_told_before_their_customers_data_are_credited_by_it()
    {
        await using var story = await StartAsync();
        var single = Sold with { CustomData = null, Subscription = null };

        Assert.Equal(new StoryEnd(3, 5_940), await story.TellOnceAsync(
            PaddlePayloads.TransactionCompleted(Sold with { CustomData = null }),
            PaddlePayloads.TransactionCompleted(single with { Id = "txn_o#" }),
            PaddlePayloads.TransactionCompleted(single with { Id = "txn_p#" }),
            PaddlePayloads.Event("customer.created", "evt_c#", Sample.Now, new { id = "ctm_#", email = "buyer@example.com" }),
            PaddlePayloads.Event(
                "customer.updated", "evt_u#", Sample.Now, new { id = "ctm_#", custom_data = PaymentMetadata.For("user-7") })));
    }

    /// <summary>Mistake 7: a free trial neither counts nor stands in the way of the payment after it.</summary>
    [Fact]
    public Task A_trial_is_a_sale_of_nothing_and_the_payment_after_it_counts() => EndsAsync(
        new StoryEnd(2, 1_980),
        PaddlePayloads.TransactionCompleted(Sold with { Id = "txn_t#", Subtotal = 0, Tax = 0 }),
        PaddlePayloads.TransactionCompleted(Sold with { Origin = "subscription_recurring" }),
        PaddlePayloads.Subscription("subscription.trialing", "sub_#", customData: PaymentMetadata.For("user-7")));

    /// <summary>A net-negative proration becomes credit that lowers what is paid later; nothing goes back.</summary>
    [Fact]
    public Task An_upgrade_counts_what_was_paid_and_a_downgrade_nothing() => EndsAsync(
        new StoryEnd(3, 1_980 + 600),
        Completed,
        PaddlePayloads.TransactionCompleted(Sold with { Id = "txn_u#", Origin = "subscription_update", Subtotal = 3_000, Tax = 300 }),
        PaddlePayloads.TransactionCompleted(Sold with { Id = "txn_d#", Origin = "subscription_update", Subtotal = -3_000, Tax = -300 }));

    [Fact]
    public Task A_canceled_transaction_changes_no_money() => EndsAsync(
        new StoryEnd(1, 1_980),
        Completed,
        PaddlePayloads.Event("transaction.canceled", "evt_c#", Sample.Now, new { id = "txn_#" }));

    private static async Task EndsAsync(StoryEnd expected, params byte[][] events) =>
        Assert.Equal(expected, await StoryHost.TellAsync(StartAsync, events));

    private static Task<StoryHost> StartAsync() => StoryHost.StartAsync(
        affiliate => affiliate.UsePaddle(options => options.SigningSecret = PaddleSigner.Secret),
        "paddle",
        (body, at) => Deliveries.Request(body, "", PaddleSigner.Header(body, at)));
}
