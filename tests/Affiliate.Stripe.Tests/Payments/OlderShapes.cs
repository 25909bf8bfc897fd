using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>
/// Writes an event of today as older API versions did (payment-providers §3.4): the twins must be read to identical facts, because
/// hosts cannot always choose the version and events keep theirs for ever (mistake 17).
/// </summary>
internal static class OlderShapes
{
    private static readonly string[] References =
        ["customer", "subscription", "payment_intent", "charge", "invoice", "latest_charge", "promotion_code"];

    private static readonly (string Name, Action<JsonObject, JsonObject> Write)[] Shapes =
    [
        ("2024-09-30.acacia", (_, subject) => Rewrite(subject, ofLines: Acacia)),
        ("2020-08-27", (_, subject) =>
        {
            Rewrite(subject, ofLines: Of2020);
            subject.Remove("total_excluding_tax");
            subject.Remove("subscription_details");
        }),
        ("2017-04-06", (root, subject) =>
        {
            Rewrite(subject, ofLines: Of2020);
            subject.Remove("total_excluding_tax");
            subject.Remove("subscription_details");
            subject.Remove("total_tax_amounts");
            root["request"] = "req_1";
            if (Is(subject, "invoice"))
            {
                subject.Remove("status");
            }
        }),
        ("expanded", (_, subject) => Expand(subject)),
        ("expanded 2024-09-30.acacia", (_, subject) =>
        {
            Rewrite(subject, ofLines: Acacia);
            Expand(subject);
        }),
    ];

    /// <summary>The twins of an event; none of <c>invoice_payment.paid</c>, which nothing stood for.</summary>
    public static IEnumerable<(string Shape, byte[] Body)> Of(byte[] body)
    {
        foreach (var (name, write) in Shapes)
        {
            var root = JsonNode.Parse(body)!.AsObject();
            var subject = root["data"]!["object"]!.AsObject();
            if (!Is(subject, "invoice_payment"))
            {
                root["api_version"] = name;
                write(root, subject);
                yield return (name, Encoding.UTF8.GetBytes(root.ToJsonString()));
            }
        }
    }

    /// <summary>Asserts that all twins of events give the facts that the events of today give.</summary>
    public static void AssertTold(IEnumerable<byte[]> events, Action<StripeOptions>? configure = null)
    {
        foreach (var body in events)
        {
            var today = Deliveries.Deliver(body, configure);
            foreach (var (shape, twin) in Of(body))
            {
                var reading = Deliveries.Deliver(twin, configure);
                Assert.Equal((shape, today.Verdict, today.Reason), (shape, reading.Verdict, reading.Reason));
                Assert.Equivalent(today.Facts, reading.Facts, strict: true);
            }
        }
    }

    private static bool Is(JsonObject subject, string name) => (string?)subject["object"] == name;

    private static void Rewrite(JsonObject subject, Action<JsonObject> ofLines)
    {
        Discount(subject);
        foreach (var discount in (subject["discounts"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            Discount(discount);
        }

        if (Is(subject, "invoice") && subject.ContainsKey("parent"))
        {
            Invoice(subject, ofLines);
        }
    }

    /// <summary>Until September 2025 a discount, and a promotion code, had the coupon itself.</summary>
    private static void Discount(JsonObject subject)
    {
        foreach (var parent in new[] { "source", "promotion" })
        {
            if (subject[parent]?["coupon"] is { } coupon)
            {
                subject["coupon"] = new JsonObject { ["id"] = coupon.DeepClone(), ["object"] = "coupon" };
                subject.Remove(parent);
            }
        }
    }

    private static void Invoice(JsonObject invoice, Action<JsonObject> ofLines)
    {
        var details = invoice["parent"]?["subscription_details"] as JsonObject;
        invoice["subscription"] = details?["subscription"]?.DeepClone();
        invoice["subscription_details"] = details is null ? null : new JsonObject { ["metadata"] = details["metadata"]?.DeepClone() };
        invoice.Remove("parent");
        invoice["paid"] = (string?)invoice["status"] == "paid";
        if (invoice["total_taxes"] is JsonArray taxes)
        {
            invoice["tax"] = taxes.Sum(tax => (long)tax!["amount"]!);
            invoice["total_tax_amounts"] = TaxAmounts(taxes);
            invoice.Remove("total_taxes");
        }

        foreach (var line in (invoice["lines"]?["data"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            line["type"] = (string?)line["parent"]?["type"] == "subscription_item_details" ? "subscription" : "invoiceitem";
            line["proration"] = (bool?)(line["parent"]?["subscription_item_details"] ?? line["parent"]?["invoice_item_details"])?["proration"] == true;
            line.Remove("parent");
            if (line["taxes"] is JsonArray taxesOfLine)
            {
                line["tax_amounts"] = TaxAmounts(taxesOfLine);
                line.Remove("taxes");
            }

            ofLines(line);
            line.Remove("pricing");
        }
    }

    private static JsonArray TaxAmounts(JsonArray taxes) => new([.. taxes.Select(tax => new JsonObject
    {
        ["amount"] = tax!["amount"]!.DeepClone(),
        ["inclusive"] = (string?)tax["tax_behavior"] == "inclusive",
    })]);

    private static void Acacia(JsonObject line) => line["price"] = Price(line);

    private static void Of2020(JsonObject line) => line["plan"] = Price(line);

    private static JsonObject Price(JsonObject line) => new()
    {
        ["id"] = line["pricing"]?["price_details"]?["price"]?.DeepClone(),
        ["product"] = line["pricing"]?["price_details"]?["product"]?.DeepClone(),
    };

    /// <summary>Whatever is named can be included whole; a deleted one says so.</summary>
    private static void Expand(JsonObject subject)
    {
        foreach (var name in References)
        {
            if (subject[name] is JsonValue id)
            {
                subject[name] = new JsonObject { ["id"] = id.DeepClone(), ["object"] = name, ["deleted"] = name == "customer" };
            }
        }

        if (subject["parent"]?["subscription_details"] is JsonObject details)
        {
            Expand(details);
        }
    }
}
