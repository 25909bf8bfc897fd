namespace Affiliate.Stripe.Tests;

/// <summary>One purchase paid by several payments, or in another currency than it is booked in (§4.5, §4.6).</summary>
public class SplitPaymentStoryTests
{
    private static readonly byte[] Invoice = StripePayloads.InvoicePaid(new StripeInvoice
    {
        Id = "in_#",
        Metadata = PaymentMetadata.For("user-7"),
    });

    private static readonly byte[] FirstHalf = ReversalPayloads.InvoicePayment();

    private static readonly byte[] SecondHalf = OfSecond(JsonBody.With(
        Deliveries.Change(ReversalPayloads.InvoicePayment(), "id='inpay_b#' payment.payment_intent='pi_b#'"), "id", "\"evt_b#\""));

    [Fact]
    public Task The_refunds_of_one_payment_and_the_total_of_another_add_up() => EndsAsync(
        new StoryEnd(1, 660, Reversed: 6_600),
        Invoice,
        FirstHalf,
        SecondHalf,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 3_300),
        OfSecond(ReversalPayloads.Refunded(2, 3_300)));

    [Fact]
    public Task Each_total_is_compared_with_the_refunds_of_its_own_payment() => EndsAsync(
        new StoryEnd(1, 1_980 * 4_400 / 9_900, Reversed: 5_500),
        Invoice,
        FirstHalf,
        SecondHalf,
        ReversalPayloads.Refund("refund.created", 1, "succeeded", 3_300),
        ReversalPayloads.Refunded(1, 3_300),
        OfSecond(ReversalPayloads.Refunded(3, 2_200)));

    [Fact]
    public Task A_refund_that_failed_leaves_the_total_of_the_other_payment_alone() => EndsAsync(
        new StoryEnd(1, 1_320, Reversed: 3_300),
        Invoice,
        SecondHalf,
        ReversalPayloads.Refunded(1, 3_300),
        ReversalPayloads.Refund("refund.failed", 2, "failed", 3_300),
        OfSecond(ReversalPayloads.Refunded(3, 3_300)));

    [Fact]
    public Task Charges_that_name_their_invoice_are_told_apart_too() => EndsAsync(
        new StoryEnd(1, 660, Reversed: 6_600),
        Invoice,
        Deliveries.Change(ReversalPayloads.Refunded(1, 3_300, (3_300, "succeeded")), "invoice='in_#'"),
        Deliveries.Change(OfSecond(ReversalPayloads.Refunded(2, 3_300)), "invoice='in_#'"));

    [Theory]
    [InlineData("eur", 3_000, 1_320, 3_300)]
    [InlineData("eur", 9_000, 0, 9_900)]
    [InlineData("usd", 3_630, 1_320, 3_300)]
    public Task Money_given_back_in_the_buyers_currency_takes_its_share(string currency, long refund, long earned, long reversed) => EndsAsync(
        new StoryEnd(1, earned, Reversed: reversed),
        ConvertedSession,
        Deliveries.Change(ReversalPayloads.Refund("refund.created", 1, "succeeded", refund), $"currency='{currency}'"),
        Deliveries.Change(ReversalPayloads.Refunded(1, refund), $"currency='{currency}'"));

    [Fact]
    public Task Three_refunds_in_the_buyers_currency_leave_exactly_nothing() => EndsAsync(
        new StoryEnd(1, 0, Reversed: 9_900),
        [
            ConvertedSession,
            .. new[] { 3_001, 3_001, 2_998 }.Select((amount, i) => Deliveries.Change(
                ReversalPayloads.Refund("refund.created", i + 1, "succeeded", amount, $"re_{i}#"), "currency='eur'")),
        ]);

    [Fact]
    public Task A_dispute_in_the_buyers_currency_holds_its_share() => EndsAsync(
        new StoryEnd(1, 1_980, Held: 4_950, IsOnHold: true),
        ConvertedSession,
        Deliveries.Change(ReversalPayloads.Dispute("charge.dispute.created", 1, "needs_response", 4_500), "currency='eur'"));

    [Fact]
    public Task A_refund_in_a_third_currency_is_set_aside() => EndsAsync(
        new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true),
        ConvertedSession,
        Deliveries.Change(ReversalPayloads.Refund("refund.created", 1, "succeeded", 3_000), "currency='gbp'"));

    /// <summary>90.00 EUR were paid for what is booked as 108.90 USD, 9.90 of it tax.</summary>
    private static byte[] ConvertedSession => Deliveries.With(
        StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Id = "cs_#",
            PaymentIntent = "pi_#",
            Customer = null,
            Currency = "eur",
            Net = 8_182,
            Tax = 818,
            Metadata = PaymentMetadata.For("user-7"),
        }),
        "currency_conversion",
        "{\"amount_subtotal\":10890,\"amount_total\":10890,\"fx_rate\":\"0.826446\",\"source_currency\":\"usd\"}");

    private static byte[] OfSecond(byte[] body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body);
        return System.Text.Encoding.UTF8.GetBytes(text
            .Replace("\"pi_#\"", "\"pi_b#\"", StringComparison.Ordinal).Replace("\"ch_#\"", "\"ch_b#\"", StringComparison.Ordinal)
            .Replace("\"evt_#_", "\"evt_#_b_", StringComparison.Ordinal));
    }

    private static Task EndsAsync(StoryEnd expected, params byte[][] events) => StripeStory.EndsAsync(expected, events);
}
