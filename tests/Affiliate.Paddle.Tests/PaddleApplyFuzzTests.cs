using Affiliate.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.Paddle.Tests;

/// <summary>Whatever arrives is applied, ignored or set aside; nothing that was read makes applying it fail (T21, §8).</summary>
public class PaddleApplyFuzzTests
{
    private static readonly Dictionary<string, string> User = PaymentMetadata.For("user-7");
    private static readonly byte[] Completed = PaddlePayloads.TransactionCompleted(new PaddleTransaction { Tax = 700, Credit = 300, CustomData = User });

    private static readonly byte[][] Bodies =
    [
        Completed,
        PaddlePayloads.TransactionCompleted(new PaddleTransaction()),
        PaddlePayloads.TransactionPaid(new PaddleTransaction()),
        JsonBody.With(Completed, "event_type", "\"transaction.revised\""),
        JsonBody.With(Completed, "event_type", "\"transaction.canceled\""),
        PaddlePayloads.Subscription("subscription.created", transaction: "txn_1", customData: User),
        PaddlePayloads.Subscription("subscription.canceled", transaction: "txn_1", customData: User),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Status = "approved" }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Action = "chargeback", Status = "reversed" }),
        PaddlePayloads.Adjustment(new PaddleAdjustment { Action = "chargeback_reverse", Type = "full" }),
        JsonBody.With(JsonBody.With(Completed, "event_type", "\"customer.updated\""), "data", "{\"id\":\"ctm_1\",\"email\":\"buyer@example.com\",\"custom_data\":{\"affiliate_customer\":\"user-7\"}}"),
        JsonBody.With(JsonBody.With(Completed, "event_type", "\"discount.created\""), "data", "{\"id\":\"dsc_1\",\"code\":\"ALPHA\",\"status\":\"active\",\"custom_data\":null}"),
    ];

    [Theory]
    [InlineData(PaddleBasis.NetOfTax, false)]
    [InlineData(PaddleBasis.Earnings, true)]
    public void Whatever_is_read_can_be_applied(PaddleBasis basis, bool isSettled) => ApplyFuzz.Check(
        () => new FetchHost(
            new FakeTimeProvider(Sample.Now.AddHours(-2)),
            affiliate => affiliate.UsePaddle(options =>
            {
                options.SigningSecret = PaddleSigner.Secret;
                options.Basis = basis;
                options.SettleInPayoutCurrency = isSettled;
                options.CountOn = isSettled ? PaddleSaleEvent.Paid : PaddleSaleEvent.Completed;
            }),
            "paddle",
            (body, at) => Deliveries.Request(body, "", PaddleSigner.Header(body, at))),
        Bodies,
        (body, i) => JsonBody.With(body, "event_id", $"\"evt_{i}\""),
        hosts: 30);
}
