using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>
/// Payloads that nobody here wrote. What they say is computed by hand from the formulas of the provider rules.
/// </summary>
public class StripeFixtureTests
{
    /// <summary>The payments: source, base, gross, currency, kind, other names, subscription, when.</summary>
    private static readonly Dictionary<string, string> Payments = new()
    {
        // 24512 of 24512 paid, 22707 without tax (1805), two discounts already taken off.
        ["pay/invoice.json"] =
            "test:self:in_1RFFohKXBGcbgpbZk9MxzDMc 22707 24512 USD OneTime pi_3RFFrjKXBGcbgpbZ0mAQxeI1+ch_3RFFrjKXBGcbgpbZ0g57Qovb - 1744986363",
        // Tax of 261 is inside the 2000.
        ["dj-stripe/invoice_in_fakefakefakefakefake0001.json"] =
            "test:self:in_fakefakefakefakefake0001 1739 2000 USD SubscriptionFirst pi_fakefakefakefakefake0001+ch_fakefakefakefakefake0001 sub_fakefakefakefakefake0001 1593225983",
        ["stripe-ruby-mock/invoice.paid.json"] =
            "test:self:in_000000000000000000000000 2000 2000 USD OneTime pi_000000000000000000000000+ch_000000000000000000000000 - 1648320013",
        ["sync-engine/invoice_paid.json"] =
            "test:self:in_1KJqKBJDPojXS6LNJbvLUgEy 0 0 USD Renewal - sub_JsuPyCPhXWfZar 1642649110",
        ["stripe-ruby-mock/checkout.session.completed.json"] =
            "test:self:pi_000000000000000000000000 3000 3000 USD OneTime cs_test_0000000000000000000000000000000000000000000000000000000000 - 1648319959",
    };

    /// <summary>The links: reference, other names, subscription, customer.</summary>
    private static readonly Dictionary<string, string> Links = new()
    {
        ["sync-engine/checkout_session_completed.json"] =
            "live:self:cs_live_9RBjcHiy2i5p99Tf1MYM90c3SHK1grU0E6Ae6pKWR2KPA4ZiuKiB2X1Y3X pi_1IqxJOJDPojXS6LN9uOebAea+in_1KJqKBJDPojXS6LNJbvLUgEy - cus_IhGfebO16cMIGN",
        ["stripe-ruby-mock/checkout.session.completed.setup_mode.json"] = "test:self:cs_00000000000000 - - -",
        ["pay/checkout.session.completed.json"] =
            "test:self:cs_test_a1UejXx8ebIdTzFolicVypUAZpOBVkoQKDbaarXoPlPVtj8p0zujPEEhjT - sub_1LNkeSKXBGcbgpbZ7jMqOPSi cus_M5wW9RPFk9xNZ5",
        ["sync-engine/charge_captured.json"] =
            "test:self:pi_3KtoMeJDPojXS6LN0XnGDnI3 ch_3KtoMeJDPojXS6LN0igeffJ6+in_1KJdKkJDPojXS6LNSwSWkZSN - cus_J7Mkgr8mvbl1eK",
        ["sync-engine/charge_succeeded.json"] =
            "test:self:pi_3KtQThJDPojXS6LN0H9EfsjV ch_3KtQThJDPojXS6LN0YmgbxGj+in_1KJdKkJDPojXS6LNSwSWkZSN - cus_J7Mkgr8mvbl1eK",
        ["sync-engine/charge_updated.json"] =
            "test:self:pi_3KtoMeJDPojXS6LN0XnGDnI3 ch_3KtoMeJDPojXS6LN0igeffJ6+in_1KJdKkJDPojXS6LNSwSWkZSN - cus_J7Mkgr8mvbl1eK",
        ["sync-engine/payment_intent_succeeded.json"] = "test:self:pi_1IqxJOJDPojXS6LN9uOebAea - - -",
        ["stripe-ruby-mock/payment_intent.succeeded.json"] =
            "test:self:pi_000000000000000000000000 ch_000000000000000000000000 - -",
        ["dj-stripe/charge_ch_fakefakefakefakefake0001.json"] =
            "test:self:pi_fakefakefakefakefake0001 ch_fakefakefakefakefake0001+in_fakefakefakefakefake0001 - cus_6lsBvm5rJ0zyHc",
        ["sync-engine/customer_updated.json"] = "- - - cus_IhGfebO16cMIGN",
        ["pay/customer.updated.json"] = "- - - cus_1234",
        ["stripe-dotnet/event_test_signature.json"] = "- - - cus_123",
        ["stripe-dotnet/customer_updated.json"] = "- - - cus_DjL8lObxrWj04W",
        ["openapi/customer"] = "- - - cus_QXg1o8vcGmoR32",
        ["stripe-ruby-mock/customer.updated.json"] = "- - - cus_00000000000000",
        ["stripe-ruby-mock/customer.created.json"] = "- - - cus_00000000000000",
        ["stripe-ruby-mock/customer.discount.created.json"] = "- - - cus_00000000000000",
        ["sync-engine/subscription_created.json"] = "- - sub_JdIzvfy6o5GZRd cus_IhGfebO16cMIGN",
        ["sync-engine/subscription_updated.json"] = "- - sub_JLEPMp81LApOJl cus_IhGfebO16cMIGN",
        ["stripe-ruby-mock/customer.subscription.created.json"] = "- - sub_000000000000000000000000 cus_00000000000000",
        ["stripe-ruby-mock/customer.subscription.updated.json"] = "- - sub_000000000000000000000000 cus_00000000000000",
        ["openapi/charge"] = "test:self:ch_1PgafuB7WZ01zgkWXYmPNZs8 - - -",
        ["sync-engine/invoice_payment_paid.json"] =
            "test:self:in_103Q0w2eZvKYlo2C5PYwf6Wf pi_103Q0w2eZvKYlo2C364X582Z - -",
        ["stripe-ruby-mock/charge.succeeded.json"] =
            "test:self:pi_000000000000000000000000 ch_000000000000000000000000 - -",
        ["openapi/checkout.session"] =
            "test:self:cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY pi_1PgafyB7WZ01zgkWSjxsAJo3 - -",
    };

    /// <summary>The reversals: source, kind, state, amount, when, rank, then all names of the payment.</summary>
    private static readonly Dictionary<string, string> Reversals = new()
    {
        ["stripe-ruby-mock/charge.refunded.json"] =
            "charge-cumulative:ch_000000000000000000000000 RefundTotal Effective 100 USD 1648319949 100 ch_000000000000000000000000; "
            + "refund:re_000000000000000000000000 Refund Effective 100 USD 1648319949 2 ch_000000000000000000000000",
        ["stripe-ruby-mock/charge.refund.updated.json"] =
            "refund:re_000000000000000000000000 Refund Effective 100 USD 1648319945 2 ch_000000000000000000000000",

        // An inquiry that came to a dispute, and one from before disputes had ids.
        ["stripe-ruby-mock/charge.dispute.created.json"] =
            "dispute:dp_000000000000000000000000 Dispute Held 100 USD 1648319940 0 ch_000000000000000000000000",
        ["stripe-ruby-mock/charge.dispute.funds_withdrawn.json"] =
            "dispute:dp_00000000000000 Dispute Held 25000 USD 1326853478 1 ch_00000000000000",
        ["stripe-ruby-mock/charge.dispute.closed.json"] =
            "dispute:ch_00000000000000 Dispute Released 1000 USD 1326853478 5 ch_00000000000000",
        ["sync-engine/refund_created.json"] =
            "refund:re_1Nispe2eZvKYlo2Cd31jOCgZ Refund Effective 1000 USD 1642649111 2 pi_1GszsK2eZvKYlo2CfhZyoZLp+ch_1NirD82eZvKYlo2CIvbtLWuY",
        ["sync-engine/refund_updated.json"] =
            "refund:re_1Nispe2eZvKYlo2Cd31jOCgZ Refund Effective 1000 USD 1642649111 2 pi_1GszsK2eZvKYlo2CfhZyoZLp+ch_1NirD82eZvKYlo2CIvbtLWuY",
        ["sync-engine/charge_dispute_created.json"] =
            "dispute:dp_1MLuxQJDPojXS6LNrukJCBBG Dispute Held 1000 USD 1619701111 0 pi_1IqtG9JDPojXS6LNOGnYrIqq+ch_1IqtGAJDPojXS6LNstgEfUji",
        ["sync-engine/charge_dispute_updated.json"] =
            "dispute:dp_1MLuxQJDPojXS6LNrukJCBBG Dispute Held 1000 USD 1619701111 0 pi_1IqtG9JDPojXS6LNOGnYrIqq+ch_1IqtGAJDPojXS6LNstgEfUji",
        ["sync-engine/charge_dispute_funds_withdrawn.json"] =
            "dispute:dp_1MLuxQJDPojXS6LNrukJCBBG Dispute Held 1000 USD 1619701111 0 pi_1IqtG9JDPojXS6LNOGnYrIqq+ch_1IqtGAJDPojXS6LNstgEfUji",
        ["dj-stripe/dispute_dp_fakefakefakefake01.json"] =
            "dispute:dp_1JAyTwJSZQVUcJYgPqasUEn1 Dispute Held 1000 USD 1700000000 1 pi_1JAyTwJSZQVUcJYgBbsz0NuH+ch_fakefakefakefakefake0001",
        ["openapi/refund"] =
            "refund:re_1Pgc72B7WZ01zgkWqPvrRrPE Refund Effective 100 USD 1700000000 2 ch_1PgafuB7WZ01zgkWXYmPNZs8",
        ["sync-engine/early_fraud_warning_created.json"] = "fraud-warning:issfr_1NnrwHBw2dPENLoi9lnhV3RQ Dispute Held   1642649111 0 ch_1234",
        ["openapi/radar.early_fraud_warning"] = "fraud-warning:issfr_1Pgc79B7WZ01zgkWxwDzEIPX Dispute Held   1700000000 0 ch_1234",
        ["openapi/dispute"] =
            "dispute:dp_1Pgc71B7WZ01zgkWMevJiAUx Dispute Held 1000 USD 1700000000 0 ch_1PgafuB7WZ01zgkWXYmPNZs8",
    };

    /// <summary>What else is told: coupons, customers who are gone, and what a person should look at.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["sync-engine/customer_deleted.json"] = "removed cus_IhGfebO16cMIGN",
        ["openapi/coupon"] = "coupon Z4OV52SU Z4OV52SU - True",
        ["openapi/deleted_coupon"] = "coupon Z4OV52SU Z4OV52SU - False",
        ["openapi/deleted_customer"] = "removed cus_QXg1o8vcGmoR32",
        ["openapi/promotion_code"] = "coupon promo_1Pgc79B7WZ01zgkWNy4mn5NX FALL20 - False",
        ["stripe-ruby-mock/coupon.created.json"] = "coupon 25OFF_00000000000000 25OFF_00000000000000 - True",
    };

    /// <summary>What is passed over for another reason than its type.</summary>
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["openapi/invoice"] = "not-paid",
        ["pay/invoice.payment_failed.json"] = "payment-failed",
        ["openapi/deleted_invoice"] = "not-paid",
        ["openapi/credit_note"] = "pre-payment",
        ["sync-engine/credit_note_created.json"] = "pre-payment",
        ["sync-engine/credit_note_updated.json"] = "pre-payment",

        // Says no type of object, which no message of Stripe's does.
        ["pay/charge.succeeded.json"] = "bad-envelope",
    };

    private static readonly Dictionary<string, string> TypeOfObject = new()
    {
        ["dispute"] = "charge.dispute.updated",
        ["invoice"] = "invoice.paid",
        ["checkout.session"] = "checkout.session.completed",
    };

    [FixtureFact]
    public void Every_paid_invoice_and_session_gives_the_amounts_the_formulas_state()
    {
        var found = Events().ToDictionary(item => item.Name, item => Deliver(item.Body));

        var payments = found.Where(item => item.Value.Facts is [Payment]).ToDictionary(i => i.Key, i => Describe(i.Value.Facts[0]));
        var links = found.Where(item => item.Value.Facts is [PaymentLink]).ToDictionary(i => i.Key, i => Describe(i.Value.Facts[0]));

        Assert.Equal(Payments.OrderBy(i => i.Key), payments.OrderBy(i => i.Key));
        var others = found.Where(item => item.Value.Facts is [CouponKnown or CustomerRemoved or PaymentAlert, ..]).ToDictionary(
            i => i.Key, i => string.Join("; ", i.Value.Facts.Select(Describe)));
        var reversals = found.Where(item => item.Value.Facts is [Reversal, ..]).ToDictionary(
            i => i.Key, i => string.Join("; ", i.Value.Facts.Select(Describe)));

        Assert.Equal(Others.OrderBy(i => i.Key), others.OrderBy(i => i.Key));
        Assert.Equal(Links.OrderBy(i => i.Key), links.OrderBy(i => i.Key));
        Assert.Equal(Reversals.OrderBy(i => i.Key), reversals.OrderBy(i => i.Key));
    }

    [FixtureFact]
    public void Every_other_payload_is_passed_over_without_exception()
    {
        var all = Events().ToList();
        var others = all.Where(item => !Payments.ContainsKey(item.Name) && !Links.ContainsKey(item.Name)
            && !Reversals.ContainsKey(item.Name) && !Others.ContainsKey(item.Name)).ToList();

        Assert.True(all.Count > 240, $"{all.Count} payloads");
        Assert.All(others, item =>
        {
            var reading = Deliver(item.Body);
            Assert.Equal((item.Name, Reasons.GetValueOrDefault(item.Name, "unsupported-type")), (item.Name, reading.Reason));
            Assert.Equal(item.Name != "pay/charge.succeeded.json", reading.Message is not null);
        });
    }

    private static WebhookReading Deliver(byte[] body) => Deliveries.Deliver(body, options =>
    {
        options.BookTestModeAsLive = true;
        options.AcceptedAccounts = StripeAccounts.Any;
    });

    /// <summary>
    /// All payloads: whole events as they are, bare objects and <c>data</c> members put into an event.
    /// </summary>
    private static IEnumerable<(string Name, byte[] Body)> Events()
    {
        var root = Fixtures.PathOf("stripe");
        foreach (var file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (name == "openapi/fixtures3.json")
            {
                foreach (var (resource, value) in JsonNode.Parse(File.ReadAllBytes(file))!["resources"]!.AsObject())
                {
                    yield return ($"openapi/{resource}", Wrap(value!.DeepClone(), null));
                }
            }
            else if (name != "signature-vectors.json")
            {
                yield return (name, ToEvent(File.ReadAllBytes(file), Path.GetFileNameWithoutExtension(file)));
            }
        }
    }

    private static byte[] ToEvent(byte[] bytes, string name)
    {
        using var json = JsonDocument.Parse(bytes);
        var subject = json.RootElement.GetProperty("object");
        return subject.ValueKind == JsonValueKind.Object ? Wrap(JsonNode.Parse(subject.GetRawText())!, name)
            : subject.GetString() == "event" ? bytes
            : Wrap(JsonNode.Parse(bytes)!, null);
    }

    private static byte[] Wrap(JsonNode subject, string? type)
    {
        var kind = (string?)subject["object"] ?? "none";
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = "evt_wrapped",
            ["object"] = "event",
            ["created"] = 1_700_000_000,
            ["livemode"] = false,
            ["type"] = type ?? TypeOfObject.GetValueOrDefault(kind, $"{kind}.updated"),
            ["data"] = new JsonObject { ["object"] = subject },
        }.ToJsonString());
    }

    private static string Describe(PaymentFact fact)
    {
        static string Short(string? reference) => reference?.Split(':')[^1] ?? "-";
        var aliases = fact.Aliases.Count == 0 ? "-" : string.Join('+', fact.Aliases.Select(Short));
        return fact switch
        {
            Payment payment => FormattableString.Invariant(
                $"{payment.Source["stripe:".Length..]} {payment.Amount.MinorUnits} {payment.Gross!.Value.MinorUnits} {payment.Amount.Currency} {payment.Kind} {aliases} {Short(payment.SubscriptionReference)} {payment.OccurredAt!.Value.ToUnixTimeSeconds()}"),
            PaymentLink link =>
                $"{link.Reference?["stripe:".Length..] ?? "-"} {aliases} {Short(link.SubscriptionReference)} {Short(link.CustomerReference)}",
            Reversal reversal => FormattableString.Invariant(
                $"{reversal.Source["stripe:test:self:".Length..]} {reversal.Kind} {reversal.State} {reversal.Gross?.MinorUnits} {reversal.Gross?.Currency} {reversal.AsOf!.Value.ToUnixTimeSeconds()} {reversal.Rank} {string.Join('+', reversal.Aliases.Prepend(reversal.Target).Select(Short))}"),
            CouponKnown coupon => $"coupon {Short(coupon.Reference)} {coupon.Code ?? "-"} {Short(coupon.Parent)} {coupon.IsActive}",
            CustomerRemoved removed => $"removed {Short(removed.CustomerReference)}",
            PaymentAlert alert => $"alert {Short(alert.Reference)} {alert.Reason}",
            _ => "",
        };
    }
}
