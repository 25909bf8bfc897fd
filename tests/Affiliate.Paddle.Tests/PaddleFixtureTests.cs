using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.Paddle.Tests;

/// <summary>Payloads that nobody here wrote. What they say is computed by hand from the formulas of the provider rules.</summary>
public class PaddleFixtureTests
{
    /// <summary>The payments: source, base, gross, currency, kind, subscription, customer.</summary>
    private static readonly Dictionary<string, string> Payments = new()
    {
        // 59900 + 5315 tax = 65215.
        ["php-sdk-data/transaction.completed"] =
            "txn_01hv8wptq8987qeep44cyrewp9 59900 65215 USD SubscriptionFirst "
            + "sub_01hv8x29kz0t586xy6zn1a62ny ctm_01hv6y1jedq4p1n0yqn5ba3ky4",

        // 792 + 158 tax = 950, from before `grand_total_tax`.
        ["go-sdk/events#0"] =
            "txn_01hywqfe6yxhxcsfb4ays8mqt3 792 950 GBP Renewal "
            + "sub_01hszn787vc5vkkdah3rtd4nft ctm_01hszn72m8kqyqm8g1jxwxc3t3",
    };

    /// <summary>Transactions that are not completed, read as if they were.</summary>
    [FixtureTheory]
    [InlineData("php-sdk-data/transaction.billed.json", 2_537_910, 2_763_149)]
    [InlineData("php-sdk-data/transaction.updated.json", 2_537_910, 2_763_149)]
    [InlineData("php-sdk-data/transaction.created.json", 47_924, 57_509)]
    [InlineData("php-sdk-data/transaction.paid.json", 59_900, 65_215)]
    [InlineData("go-sdk/transaction.json", 1_319_900, 1_437_041)]
    public void The_formulas_hold_for_every_transaction(string file, long commissionBase, long gross)
    {
        var data = JsonNode.Parse(File.ReadAllBytes(Fixtures.PathOf(["paddle", .. file.Split('/')])))!;

        var payment = Deliveries.Accepted<Payment>(Wrap("transaction.completed", data["data"] ?? data));

        Assert.Equal((commissionBase, gross), (payment.Amount.MinorUnits, payment.Gross!.Value.MinorUnits));
    }

    [FixtureFact]
    public void A_discount_of_everything_is_a_sale_of_nothing()
    {
        var data = JsonNode.Parse(File.ReadAllBytes(Fixtures.PathOf("paddle", "go-sdk", "events.json")))!["data"]![1]!["data"]!;

        Assert.Equal(new Money(0, "GBP"), Deliveries.Accepted<Payment>(Wrap("transaction.completed", data)).Amount);
    }

    [FixtureFact]
    public void Every_notification_is_read_and_only_completed_transactions_are_sales()
    {
        var payments = new Dictionary<string, string>();
        var all = Events().ToList();
        foreach (var (name, body) in all)
        {
            var reading = Deliveries.Deliver(body);
            switch (reading.Facts)
            {
                case [Payment payment]:
                    payments.Add(name, Describe(payment));
                    break;
                case [PaymentLink link]:
                    Assert.Matches("subscription\\.|transaction\\.|customer\\.|_payload|events#", name);
                    Assert.True(link.CustomerReference is not null || !name.Contains("subscription.", StringComparison.Ordinal), name);
                    break;
                case [CouponKnown coupon]:
                    Assert.StartsWith("php-sdk-data/discount.", name, StringComparison.Ordinal);
                    Assert.StartsWith("paddle:default:dsc_", coupon.Reference, StringComparison.Ordinal);
                    break;
                case [Reversal reversal]:
                    // Partial: 92 and 8 tax, waiting for approval.
                    Assert.StartsWith("php-sdk-data/adjustment.", name, StringComparison.Ordinal);
                    Assert.Equal("paddle:default:adj_01hvgf2s84dr6reszzg29zbvcm", reversal.Source);
                    Assert.Equal("paddle:default:txn_01hvcc93znj3mpqt1tenkjb04y", reversal.Target);
                    Assert.Equal((ReversalKind.Refund, ReversalState.Held), (reversal.Kind, reversal.State));
                    Assert.Equal((new Money(92, "USD"), new Money(100, "USD")), (reversal.Base, reversal.Gross));
                    break;
                default:
                    Assert.Equal((name, WebhookVerdict.Ignored), (name, reading.Verdict));
                    Assert.Equal(name.Contains("simulation", StringComparison.Ordinal) ? "simulation" : "unsupported-type", reading.Reason);
                    break;
            }
        }

        Assert.Equal(35, all.Count);
        Assert.Equal(Payments.OrderBy(i => i.Key), payments.OrderBy(i => i.Key));
    }

    [FixtureFact]
    public void What_is_no_notification_is_refused_without_exception()
    {
        foreach (var file in new[] { "pay/paddle_classic.subscription_created.json", "go-sdk/event_types.json",
            "pay/paddle_classic.subscription_payment_succeeded.json", "pay/paddle_classic.subscription_updated.json",
            "python-sdk/simulation.full_entity.json", "python-sdk/simulation.adjustment_updated_payload.json" })
        {
            var body = File.ReadAllBytes(Fixtures.PathOf(["paddle", .. file.Split('/')]));
            Assert.Equal((file, "bad-envelope"), (file, Deliveries.Deliver(body).Reason));
        }
    }

    /// <summary>All notifications: whole ones as they are, and bare data put into one.</summary>
    private static IEnumerable<(string Name, byte[] Body)> Events()
    {
        foreach (var file in Directory.EnumerateFiles(Fixtures.PathOf("paddle", "php-sdk-data"), "*.json"))
        {
            var type = Path.GetFileNameWithoutExtension(file);
            yield return ($"php-sdk-data/{type}", Wrap(type, JsonNode.Parse(File.ReadAllBytes(file))!));
        }

        foreach (var parts in new string[][]
        {
            ["php-sdk", "envelope.business.updated.json"], ["python-sdk", "standard_payload.json"],
            ["python-sdk", "special_chars_payload.json"], ["python-sdk", "webhook_payload.json"],
            ["go-sdk", "price_created.json"], ["pay", "paddle_billing.subscription.created.json"],
        })
        {
            yield return (string.Join('/', parts), File.ReadAllBytes(Fixtures.PathOf(["paddle", .. parts])));
        }

        var events = JsonNode.Parse(File.ReadAllBytes(Fixtures.PathOf("paddle", "go-sdk", "events.json")))!["data"]!;
        foreach (var (index, item) in events.AsArray().Index())
        {
            yield return ($"go-sdk/events#{index}", Encoding.UTF8.GetBytes(item!.ToJsonString()));
        }

        var run = JsonNode.Parse(File.ReadAllBytes(Fixtures.PathOf("paddle", "go-sdk", "simulation_run_with_events.json")))!;
        yield return ("go-sdk/simulation", Encoding.UTF8.GetBytes(
            (string)run["data"]!["events"]![0]!["request"]!["body"]!));
    }

    private static byte[] Wrap(string type, JsonNode data) => PaddlePayloads.Event(type, "evt_wrapped", Sample.Now, data);

    private static string Describe(Payment payment)
    {
        static string Short(string? reference) => reference!["paddle:default:".Length..];
        return FormattableString.Invariant($"{Short(payment.Source)} {payment.Amount.MinorUnits} ")
            + FormattableString.Invariant($"{payment.Gross!.Value.MinorUnits} {payment.Amount.Currency} {payment.Kind} ")
            + $"{Short(payment.SubscriptionReference)} {Short(payment.CustomerReference)}";
    }
}
