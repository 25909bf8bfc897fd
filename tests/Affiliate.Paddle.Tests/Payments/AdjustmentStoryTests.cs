using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Paddle.Tests;

/// <summary>What happens to a transaction, in every order and with repeats, ends alike (I7, §5.5, §5.7, §10).</summary>
public class AdjustmentStoryTests
{
    private static readonly byte[] Transaction = PaddlePayloads.TransactionCompleted(new PaddleTransaction
    {
        Id = "txn_#",
        Tax = 990,
        Subscription = "sub_#",
        Customer = "ctm_#",
        CustomData = PaymentMetadata.For("user-7"),
    });

    private static readonly PaddleAdjustment Half = new() { Id = "adj_#", Transaction = "txn_#", Tax = 495 };

    private static readonly PaddleAdjustment Chargeback = Half with
    {
        Action = "chargeback",
        Type = "full",
        Status = "approved",
        Subtotal = 9_900,
        Tax = 990,
    };

    [Fact]
    public Task A_refund_waiting_for_approval_holds_its_share() => EndsAsync(
        new StoryEnd(1, 1_980, Held: 4_950, IsOnHold: true), Half);

    [Fact]
    public Task An_approved_refund_takes_its_share() => EndsAsync(
        new StoryEnd(1, 990, Reversed: 4_950), Half, Half with { Status = "approved", Second = 5 });

    [Fact]
    public Task A_rejected_refund_changes_nothing() => EndsAsync(
        new StoryEnd(1, 1_980), Half, Half with { Status = "rejected", Second = 5 });

    [Fact]
    public Task A_full_refund_leaves_nothing() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Half with { Type = "full", Subtotal = 9_899 },
        Half with { Type = "full", Subtotal = 9_899, Status = "approved", Second = 5 });

    [Fact]
    public Task Three_partial_refunds_leave_the_commission_on_the_rest() => EndsAsync(
        new StoryEnd(1, 660, Reversed: 6_600),
        Half with { Id = "adj_1#", Subtotal = 1_100, Tax = 110, Status = "approved" },
        Half with { Id = "adj_2#", Subtotal = 2_200, Tax = 220, Status = "approved" },
        Half with { Id = "adj_3#", Subtotal = 3_300, Tax = 330, Status = "approved" });

    [Fact]
    public Task A_chargeback_takes_everything() => EndsAsync(new StoryEnd(1, 0, Reversed: 9_900), Chargeback);

    [Fact]
    public Task A_chargeback_that_is_reversed_is_told_twice_and_given_again_once() => EndsAsync(
        new StoryEnd(1, 1_980),
        Chargeback,
        Chargeback with { Status = "reversed", Second = 9 },
        Chargeback with { Id = "adj_r#", Action = "chargeback_reverse", Second = 9 });

    /// <summary>§5.5: told by its status alone, it counts once a day has passed without the adjustment that gives it again.</summary>
    [Fact]
    public async Task A_chargeback_that_only_turned_reversed_is_given_again_after_a_day()
    {
        var reversed = Chargeback with { Status = "reversed", Second = 9 };
        await using var host = await StartAsync();

        Assert.Equal(new StoryEnd(1, 0, Reversed: 9_900), await host.TellAtOnceAsync(
            Transaction, PaddlePayloads.Adjustment(Chargeback), PaddlePayloads.Adjustment(reversed)));
        await EndsAsync(new StoryEnd(1, 1_980), Chargeback, reversed);
    }

    [Fact]
    public Task Of_two_reversed_chargebacks_one_told_by_its_status_and_one_by_its_adjustment_both_are_given_again() => EndsAsync(
        new StoryEnd(1, 1_980),
        Chargeback with { Id = "adj_b#", Type = "partial", Subtotal = 4_400, Tax = 440 },
        Chargeback with { Type = "partial", Subtotal = 5_500, Tax = 550, Status = "reversed", Second = 9 },
        Chargeback with { Id = "adj_r#", Action = "chargeback_reverse", Type = "partial", Subtotal = 4_400, Tax = 440, Second = 9 });

    [Fact]
    public Task A_reversed_chargeback_gives_no_refund_again() => EndsAsync(
        new StoryEnd(1, 990, Reversed: 4_950),
        Half with { Id = "adj_h#", Status = "approved" },
        Chargeback with { Type = "partial", Subtotal = 4_950, Tax = 495 },
        Chargeback with { Type = "partial", Subtotal = 4_950, Tax = 495, Status = "reversed", Second = 9 },
        Chargeback with { Id = "adj_r#", Action = "chargeback_reverse", Type = "partial", Subtotal = 4_950, Tax = 495, Second = 9 });

    [Fact]
    public Task Of_two_chargebacks_only_the_reversed_one_is_given_again() => EndsAsync(
        new StoryEnd(1, 990, Reversed: 4_950),
        Chargeback with { Id = "adj_b#", Type = "partial", Subtotal = 4_950, Tax = 495 },
        Chargeback with { Type = "partial", Subtotal = 4_950, Tax = 495 },
        Chargeback with { Type = "partial", Subtotal = 4_950, Tax = 495, Status = "reversed", Second = 9 },
        Chargeback with { Id = "adj_r#", Action = "chargeback_reverse", Type = "partial", Subtotal = 4_950, Tax = 495, Second = 9 });

    [Fact]
    public Task A_warning_holds_until_it_is_reversed()
    {
        var warning = Chargeback with { Action = "chargeback_warning" };
        return Task.WhenAll(
            EndsAsync(new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), warning),
            EndsAsync(
                new StoryEnd(1, 1_980),
                warning,
                warning with { Id = "adj_r#", Action = "chargeback_warning_reverse", Second = 9 },
                warning with { Status = "reversed", Second = 9 }));
    }

    [Fact]
    public Task A_warning_that_became_a_chargeback_counts_once() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        Chargeback with { Id = "adj_w#", Action = "chargeback_warning" },
        Chargeback with { Second = 5 });

    /// <summary>§5.5, I9: no number of another currency takes anything; a person looks, and nothing is payable meanwhile.</summary>
    [Theory]
    [InlineData("partial", "refund")]
    [InlineData("full", "refund")]
    [InlineData("full", "chargeback")]
    public async Task An_adjustment_in_another_currency_is_set_aside(string type, string action)
    {
        var adjustment = PaddlePayloads.Adjustment(Half with { Type = type, Action = action, Status = "approved" });
        var foreign = Deliveries.With(adjustment, "totals.currency_code='EUR' currency_code='EUR'");
        await using var host = await StartAsync();

        Assert.Equal(new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), await host.TellAsync(Transaction, foreign));
        Assert.Equal(new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), await host.TellAtOnceAsync(foreign, Transaction));
        Assert.Contains("transaction.completed Applied", await host.InboxAsync());
        Assert.Contains("adjustment.created Quarantined bad-currency", await host.InboxAsync());
    }

    private static async Task EndsAsync(StoryEnd expected, params PaddleAdjustment[] adjustments) =>
        Assert.Equal(
            expected, await StoryHost.TellAsync(StartAsync, [Transaction, .. adjustments.Select(PaddlePayloads.Adjustment)]));

    private static Task<StoryHost> StartAsync() => StoryHost.StartAsync(
        affiliate => affiliate.UsePaddle(options => options.SigningSecret = PaddleSigner.Secret),
        "paddle",
        (body, at) => Deliveries.Request(body, "", PaddleSigner.Header(body, at)));
}
