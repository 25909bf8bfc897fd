using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Paddle.Tests;

/// <summary>Whatever arrives, there is an answer and no exception (T21).</summary>
public class PaddleFuzzTests
{
    private static readonly byte[] Completed = PaddlePayloads.TransactionCompleted(
        new PaddleTransaction { Tax = 700, Credit = 300, CustomData = PaymentMetadata.For("user-7") });

    private static readonly byte[][] Bodies =
    [
        Completed,
        Deliveries.With(Completed, "details.totals.grand_total_tax="),
        PaddlePayloads.TransactionPaid(new PaddleTransaction()),
        PaddlePayloads.Subscription(
            "subscription.created", transaction: "txn_1", customData: PaymentMetadata.For("user-7")),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Status = "approved" }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Action = "chargeback_reverse", Type = "full" }),
    ];

    [Theory]
    [InlineData(PaddleBasis.NetOfTax, false)]
    [InlineData(PaddleBasis.Earnings, true)]
    public void Any_value_at_any_place_has_an_answer(PaddleBasis basis, bool isSettled)
    {
        var webhook = Deliveries.Webhook(options =>
        {
            options.Basis = basis;
            options.SettleInPayoutCurrency = isSettled;
            options.CountOn = PaddleSaleEvent.Paid;
        });
        var cases =
            from body in Gen.Elements(Bodies)
            from count in Gen.Choose(1, 3)
            from changes in Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 10_000), Gen.Elements(JsonBody.NastyValues)), count)
            select JsonBody.Mutate(body, changes);

        Prop.ForAll(Arb.From(cases), body =>
        {
            var request = Deliveries.Request(body, "", PaddleSigner.Header(body, Sample.Now));
            var reading = webhook.Read(request, Sample.Now);
            return reading.Verdict == WebhookVerdict.Accepted
                ? reading.Facts.OfType<Payment>().All(IsPossible) && reading.Facts.OfType<Reversal>().All(IsPossible)
                : reading.Reason is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void The_base_is_what_is_left_without_tax_however_much_credit_was_used()
    {
        var amount = Gen.Choose(0, int.MaxValue).Select(value => (long)value);
        var cases = Gen.Zip(Gen.Zip(amount, amount), Gen.Choose(0, 100));

        Prop.ForAll(Arb.From(cases), item =>
        {
            var ((net, tax), percent) = item;
            var body = PaddlePayloads.TransactionCompleted(
                new PaddleTransaction { Subtotal = net, Tax = tax, Credit = (net + tax) * percent / 100 });
            var told = Deliveries.Accepted<Payment>(body).Amount.MinorUnits;
            var derived = Deliveries.Accepted<Payment>(
                Deliveries.With(body, "details.totals.grand_total_tax=")).Amount.MinorUnits;

            return told >= 0 && told <= net && Math.Abs(told - derived) <= 1 && (percent > 0 || told == net);
        }).QuickCheckThrowOnFailure();
    }

    private static bool IsPossible(Payment payment) =>
        payment.Amount.MinorUnits is >= 0 and <= Money.MaxMinorUnits
        && payment.Gross!.Value.MinorUnits is >= 0 and <= Money.MaxMinorUnits
        && payment.Gross.Value.Currency == payment.Amount.Currency
        && payment.Source.Length <= 255;

    private static bool IsPossible(Reversal reversal) =>
        (reversal.Gross?.MinorUnits ?? 0) is >= 0 and <= Money.MaxMinorUnits
        && (reversal.Base?.MinorUnits ?? 0) is >= 0 and <= Money.MaxMinorUnits
        && reversal.Source.Length <= 255 && reversal.Target.Length <= 255;
}
