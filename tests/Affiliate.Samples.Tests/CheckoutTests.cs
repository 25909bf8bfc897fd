using System.Net;
using System.Text.Json;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>What the sample hands to Stripe and Paddle at checkout brings their payments to the partner (AF-20, AF-21).</summary>
public sealed class CheckoutTests
{
    [Fact]
    public async Task AF_20_what_is_written_at_checkout_comes_back_with_the_payment()
    {
        await using var installation = Installation.Sqlite();
        using var visitor = installation.Visit(await installation.StartAsync());
        var user = await visitor.ReferredUserAsync("alpha");
        var shown = await visitor.PostAsync("/checkout", new { user_id = user });
        var now = DateTimeOffset.UtcNow;
        var metadata = shown.GetProperty("stripe").GetProperty("subscription_data").GetProperty("metadata").Deserialize<Dictionary<string, string>>()!;
        var customData = shown.GetProperty("paddle").GetProperty("custom_data").Deserialize<Dictionary<string, string>>()!;

        var invoice = StripePayloads.InvoicePaid(new StripeInvoice { PaidAt = now, IsLive = false, SubscriptionMetadata = metadata });
        var transaction = PaddlePayloads.TransactionCompleted(new PaddleTransaction { OccurredAt = now, CustomData = customData });
        await visitor.StripeAsync(invoice, StripeSigner.Header(invoice, now, StripeMessage.Secret));
        await visitor.PostAsync(
            "/affiliate/webhooks/paddle", transaction, "application/json",
            ("Paddle-Signature", PaddleSigner.Header(transaction, now, "pdl_ntfset_sample")));

        Assert.Equal(user, metadata["affiliate_customer"]);
        Assert.True(metadata.ContainsKey("affiliate_visitor"));
        Assert.Equal(metadata, customData);
        Assert.Equal([1_980, 1_980], (await visitor.AllAsync("commissions")).Select(one => one.Int("amount_cents")));
        await visitor.AssertLedgerHoldsAsync();
    }

    /// <summary>A guest is found by the visit alone.</summary>
    [Fact]
    public async Task A_guest_without_account_is_found_by_the_visit()
    {
        await using var installation = Installation.Sqlite();
        using var visitor = installation.Visit(await installation.StartAsync());
        await visitor.ClickAsync("beta");
        var shown = await visitor.PostAsync("/checkout", new { });
        var metadata = shown.GetProperty("stripe").GetProperty("metadata").Deserialize<Dictionary<string, string>>()!;
        var session = StripePayloads.CheckoutSessionCompleted(new StripeSession
        {
            Customer = null,
            CompletedAt = DateTimeOffset.UtcNow,
            IsLive = false,
            Metadata = metadata,
        });

        var answer = await visitor.StripeAsync(session, StripeSigner.Header(session, DateTimeOffset.UtcNow, StripeMessage.Secret));

        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.False(metadata.ContainsKey("affiliate_customer"));
        Assert.Equal(1_980, Assert.Single(await visitor.AllAsync("commissions")).Int("amount_cents"));
        await visitor.AssertLedgerHoldsAsync();
    }
}
