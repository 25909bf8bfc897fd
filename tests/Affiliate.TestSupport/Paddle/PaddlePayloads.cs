using System.Globalization;
using System.Text.Json;

namespace Affiliate.TestSupport;

/// <summary>Writes the bodies of Paddle Billing's notifications.</summary>
public static class PaddlePayloads
{
    /// <summary>The body of <c>transaction.completed</c>.</summary>
    public static byte[] TransactionCompleted(PaddleTransaction transaction) =>
        Transaction(transaction, "transaction.completed", transaction.Subscription, Totals(transaction, isSettled: true));

    /// <summary>The body of <c>transaction.paid</c>: without subscription, fee, earnings and payout totals.</summary>
    public static byte[] TransactionPaid(PaddleTransaction transaction) =>
        Transaction(transaction, "transaction.paid", subscription: null, payoutTotals: null);

    /// <summary>The body of <c>transaction.revised</c>, some seconds after the payment: what the transaction comes to now.</summary>
    public static byte[] TransactionRevised(PaddleTransaction transaction, int second = 5) => Transaction(
        transaction with { OccurredAt = transaction.OccurredAt.AddSeconds(second), EventId = $"evt_{transaction.Id}_revised_{second}" },
        "transaction.revised",
        transaction.Subscription,
        Totals(transaction, isSettled: true));

    /// <summary>The body of a notification about a subscription.</summary>
    /// <param name="type">For example <c>subscription.created</c>, the only one that names its transaction.</param>
    /// <param name="id">The subscription's id.</param>
    /// <param name="transaction">The transaction's id.</param>
    /// <param name="customData">The custom data.</param>
    public static byte[] Subscription(
        string type, string id = "sub_1", string? transaction = null, IReadOnlyDictionary<string, string>? customData = null)
    {
        var data = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["status"] = "active",
            ["customer_id"] = "ctm_1",
            ["discount"] = null,
            ["custom_data"] = customData,
        };
        if (transaction is not null)
        {
            data["transaction_id"] = transaction;
        }

        return Event(type, $"evt_{id}_{type}", Sample.Now, data);
    }

    /// <summary>The body of <c>adjustment.created</c> or, some seconds later, <c>adjustment.updated</c>.</summary>
    public static byte[] Adjustment(PaddleAdjustment adjustment)
    {
        var type = adjustment.Second == 0 ? "adjustment.created" : "adjustment.updated";
        var totals = new
        {
            fee = "5",
            tax = Text(adjustment.Tax),
            total = Text(adjustment.Subtotal + adjustment.Tax),
            earnings = Text(adjustment.Subtotal - 5),
            subtotal = Text(adjustment.Subtotal),
            currency_code = "USD",
        };
        return Event(
            type,
            FormattableString.Invariant($"evt_{adjustment.Id}_{adjustment.Status}_{adjustment.Second}"),
            Sample.Now.AddSeconds(adjustment.Second),
            new
            {
                id = adjustment.Id,
                action = adjustment.Action,
                type = adjustment.Type,
                status = adjustment.Status,
                totals,
                payout_totals = totals,
                currency_code = "USD",
                customer_id = "ctm_1",
                transaction_id = adjustment.Transaction,
                subscription_id = "sub_1",
            });
    }

    /// <summary>The body of any notification.</summary>
    public static byte[] Event(string type, string id, DateTimeOffset occurredAt, object data) =>
        JsonSerializer.SerializeToUtf8Bytes(new
        {
            event_id = id,
            event_type = type,
            occurred_at = occurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            notification_id = "ntf_1",
            data,
        });

    private static byte[] Transaction(
        PaddleTransaction transaction, string type, string? subscription, object? payoutTotals) => Event(
        type,
        transaction.EventId ?? $"evt_{transaction.Id}_{type}",
        transaction.OccurredAt,
        new
        {
            id = transaction.Id,
            items = new[] { new { price = new { billing_cycle = Cycle(transaction) }, quantity = 1 } },
            origin = transaction.Origin,
            status = type["transaction.".Length..],
            details = new
            {
                totals = Totals(transaction, isSettled: payoutTotals is not null),
                line_items = new[]
                {
                    new
                    {
                        id = "txnitm_1",
                        price_id = "pri_1",
                        product = new { id = transaction.Product },
                        quantity = 1,
                        totals = new
                        {
                            subtotal = Text(transaction.Subtotal),
                            discount = Text(transaction.Discount),
                            tax = Text(transaction.Tax),
                            total = Text(transaction.Subtotal - transaction.Discount + transaction.Tax),
                        },
                    },
                },
                payout_totals = payoutTotals,
            },
            custom_data = transaction.CustomData,
            customer_id = transaction.Customer,
            discount_id = (string?)null,
            currency_code = transaction.Currency,
            collection_mode = "automatic",
            subscription_id = subscription,
        });

    private static object? Cycle(PaddleTransaction transaction) =>
        transaction.Subscription is null ? null : new { interval = "month", frequency = 1 };

    private static object Totals(PaddleTransaction transaction, bool isSettled)
    {
        var total = transaction.Subtotal - transaction.Discount + transaction.Tax;
        var grandTotal = total - transaction.Credit;
        var tax = total == 0 ? 0 : MinorUnits.MulDiv(transaction.Tax, grandTotal, total);
        return new
        {
            fee = isSettled ? Text(transaction.Fee) : null,
            tax = Text(transaction.Tax),
            total = Text(total),
            credit = Text(transaction.Credit),
            balance = "0",
            discount = Text(transaction.Discount),
            earnings = isSettled ? Text(grandTotal - tax - transaction.Fee) : null,
            subtotal = Text(transaction.Subtotal),
            grand_total = Text(grandTotal),
            grand_total_tax = Text(tax),
            currency_code = transaction.Currency,
            credit_to_balance = "0",
        };
    }

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);
}
