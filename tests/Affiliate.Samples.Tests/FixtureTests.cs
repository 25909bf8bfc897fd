using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>Payloads that were captured from Stripe, signed and posted: AH-19, with the amounts of the specification.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string, string, long> Payloads => new()
    {
        { "stripe-ruby-mock/invoice.paid.json", "in_000000000000000000000000", 2_000 },
        { "sync-engine/invoice_paid.json", "in_1KJqKBJDPojXS6LNJbvLUgEy", 0 },
        { "pay/invoice.json", "in_1RFFohKXBGcbgpbZk9MxzDMc", 22_707 },
        { "dj-stripe/invoice_in_fakefakefakefakefake0001.json", "in_fakefakefakefakefake0001", 1_739 },
        { "stripe-ruby-mock/checkout.session.completed.json", "pi_000000000000000000000000", 3_000 },
    };

    public static TheoryData<string> SessionsWithoutSale =>
    [
        "pay/checkout.session.completed.json", "stripe-ruby-mock/checkout.session.completed.setup_mode.json",
        "sync-engine/checkout_session_completed.json",
    ];

    [FixtureTheory, MemberData(nameof(Payloads))]
    public async Task A_captured_payment_makes_a_sale_of_the_amount_paid_less_tax(string file, string name, long net)
    {
        var sales = await SalesAfterAsync(file);

        var sale = Assert.Single(sales);
        Assert.Equal(net, sale.GetProperty("amount_cents").GetInt64());
        Assert.EndsWith(name, sale.GetProperty("transaction_id").GetString(), StringComparison.Ordinal);
    }

    [FixtureTheory, MemberData(nameof(SessionsWithoutSale))]
    public async Task A_captured_session_that_waits_for_its_invoice_or_has_none_makes_no_sale(string file) =>
        Assert.Empty(await SalesAfterAsync(file));

    private static async Task<List<System.Text.Json.JsonElement>> SalesAfterAsync(string file)
    {
        await using var installation = Installation.Sqlite();
        using var owner = installation.Visit(await installation.StartAsync());

        Assert.Equal(HttpStatusCode.OK, await owner.StripeAsync(Envelope(file)));

        await owner.AssertLedgerHoldsAsync();
        return [.. (await owner.AllAsync("events?type=sale.created")).Select(line => line.GetProperty("payload"))];
    }

    /// <summary>Whole events as they are, to the byte; a bare object, or bare data, in an envelope.</summary>
    private static byte[] Envelope(string file)
    {
        var bytes = File.ReadAllBytes(Fixtures.PathOf(["stripe", .. file.Split('/')]));
        var json = JsonNode.Parse(bytes)!.AsObject();
        if (json["object"] is JsonValue kind && kind.GetValue<string>() == "event")
        {
            return bytes;
        }

        var payload = json["object"] is JsonObject inner ? inner : json;
        var type = (string)payload["object"]! == "invoice" ? "invoice.paid" : "checkout.session.completed";
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = "evt_captured",
            ["object"] = "event",
            ["type"] = type,
            ["created"] = 1_760_000_000,
            ["livemode"] = false,
            ["data"] = new JsonObject { ["object"] = payload.DeepClone() },
        }.ToJsonString());
    }
}
