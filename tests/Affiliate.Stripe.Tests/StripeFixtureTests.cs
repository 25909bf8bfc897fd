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
        ["openapi/checkout.session"] =
            "test:self:cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY pi_1PgafyB7WZ01zgkWSjxsAJo3 - -",
    };

    private static readonly Dictionary<string, string> TypeOfObject = new()
    {
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
        Assert.Equal(Links.OrderBy(i => i.Key), links.OrderBy(i => i.Key));
    }

    [FixtureFact]
    public void Every_other_payload_is_passed_over_without_exception()
    {
        var all = Events().ToList();
        var others = all.Where(item => !Payments.ContainsKey(item.Name) && !Links.ContainsKey(item.Name)).ToList();

        Assert.True(all.Count > 240, $"{all.Count} payloads");
        Assert.All(others, item =>
        {
            var reading = Deliver(item.Body);
            Assert.Equal(
                (item.Name, WebhookVerdict.Ignored,
                    item.Name is "openapi/invoice" or "openapi/deleted_invoice" ? "not-paid" : "unsupported-type"),
                (item.Name, reading.Verdict, reading.Reason));
            Assert.NotNull(reading.Message);
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
                $"{link.Reference!["stripe:".Length..]} {aliases} {Short(link.SubscriptionReference)} {Short(link.CustomerReference)}",
            _ => "",
        };
    }
}
