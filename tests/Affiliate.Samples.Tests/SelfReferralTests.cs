using System.Net;
using System.Text.Json;

namespace Affiliate.Samples;

/// <summary>A partner who buys through the own link under another name, told by Stripe's charges.</summary>
public sealed class SelfReferralTests
{
    [Fact]
    public async Task A_buyer_with_the_partners_card_earns_the_partner_nothing_in_whichever_order_it_is_told()
    {
        await using var installation = Installation.Sqlite();
        var host = await installation.StartAsync();
        using var owner = installation.Visit(host);
        var partner = await owner.SignUpAsync("gamma@company.example");
        await owner.PostApiAsync("partners", new { email = "gamma@other.example", slug = "gamma", user_key = partner });
        await PayAsync(owner, partner, 1, "fp_partner");

        using var visitor = installation.Visit(host);
        var user = await visitor.ReferredUserAsync("gamma");
        await PayAsync(visitor, user, 2, "fp_partner");
        await PayAsync(visitor, user, 3, "fp_other");

        // Where the charge comes before the sale it is about, there is nothing to reject.
        using var other = installation.Visit(host);
        var second = await other.ReferredUserAsync("gamma");
        Assert.Equal(HttpStatusCode.OK, await other.StripeAsync(StripeMessage.Charge("evt_c4", "pi_4", second, "fp_partner")));
        Assert.Equal(HttpStatusCode.OK, await other.StripeAsync(StripeMessage.InvoicePayment("evt_p4", "in_4", "pi_4")));
        Assert.Equal(HttpStatusCode.OK, await other.StripeAsync(StripeMessage.InvoicePaid("evt_4", "in_4", second, net: 9_900)));

        // A card of one's own is nobody's business.
        using var honest = installation.Visit(host);
        await PayAsync(honest, await honest.ReferredUserAsync("gamma"), 5, "fp_honest");

        var commissions = await DecidedAsync(owner);
        Assert.Equal(
            [("rejected", "self_referral_payment"), ("pending", null)],
            commissions.Select(one => (one.GetProperty("status").GetString(), one.GetProperty("review_reason").GetString())));
        Assert.Equal(["self_referral_payment"], await owner.PayloadsAsync("sale.flagged", "reason"));
        var first = await owner.ApiAsync($"customers/{user}");
        Assert.Equal([null, "self_referral_payment"], Reasons(first));
        Assert.Equal(2, first.GetProperty("payment_fingerprints").GetArrayLength());
        Assert.DoesNotContain("fp_", first.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["self_referral_payment"], Reasons(await owner.ApiAsync($"customers/{second}")));
        var why = await owner.ApiAsync($"commissions/{commissions[0].GetProperty("id").GetString()}/explain");
        Assert.Equal("self_referral_payment", why.GetProperty("hold").GetProperty("review_reason").GetString());
        await owner.AssertLedgerHoldsAsync();
    }

    /// <summary>The commissions, oldest first, once the first one is rejected: that is done after the message.</summary>
    private static async Task<List<JsonElement>> DecidedAsync(SaasClient owner)
    {
        var giveUpAt = Environment.TickCount64 + 60_000;
        while (true)
        {
            var commissions = (await owner.AllAsync("commissions")).OrderBy(one => one.GetProperty("id").GetString(), StringComparer.Ordinal).ToList();
            if (commissions[0].GetProperty("status").GetString() == "rejected" || Environment.TickCount64 > giveUpAt)
            {
                return commissions;
            }

            await Task.Delay(50);
        }
    }

    /// <summary>In the order that Stripe tends to send today: only the invoice's payment says which charge paid it.</summary>
    private static async Task PayAsync(SaasClient client, string user, int number, string fingerprint)
    {
        Assert.Equal(HttpStatusCode.OK, await client.StripeAsync(StripeMessage.InvoicePaid($"evt_{number}", $"in_{number}", user, net: 9_900)));
        Assert.Equal(HttpStatusCode.OK, await client.StripeAsync(StripeMessage.Charge($"evt_c{number}", $"pi_{number}", user, fingerprint)));
        Assert.Equal(HttpStatusCode.OK, await client.StripeAsync(StripeMessage.InvoicePayment($"evt_p{number}", $"in_{number}", $"pi_{number}")));
    }

    private static IEnumerable<string?> Reasons(JsonElement customer) =>
        customer.GetProperty("sales").EnumerateArray().Select(sale => sale.GetProperty("reason").GetString());
}
