using System.Net;
using Affiliate.TestSupport;

namespace Affiliate.Samples;

/// <summary>What payment providers send by mistake, against the running sample (payment-providers §2, §8).</summary>
public sealed class PaymentInputTests
{
    private const string Paddle = "/affiliate/webhooks/paddle";

    [Fact]
    public async Task A_form_of_Paddle_Classic_is_415_by_name()
    {
        await using var installation = Installation.Sqlite();
        using var client = installation.Visit(await installation.StartAsync());

        var answer = await client.PostAsync(
            Paddle, "alert_name=payment_succeeded&p_signature=abc"u8.ToArray(), "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer);
        Assert.Equal(0, (await client.ApiAsync("inbox")).Int("total"));
    }

    [Fact]
    public async Task The_same_event_with_another_body_is_200_changes_nothing_and_is_logged()
    {
        await using var installation = Installation.Sqlite();
        using var client = installation.Visit(await installation.StartAsync());
        var user = await client.ReferredUserAsync("alpha");

        Assert.Equal(HttpStatusCode.OK, await client.StripeAsync(StripeMessage.InvoicePaid("evt_1", "in_1", user, net: 9_900)));
        Assert.Equal(HttpStatusCode.OK, await client.StripeAsync(StripeMessage.InvoicePaid("evt_1", "in_2", user, net: 5_000)));

        Assert.Equal(1_980, Assert.Single(await client.AllAsync("commissions")).Int("amount_cents"));
        Assert.Equal(1, (await client.ApiAsync("inbox")).Int("total"));
        Assert.Contains(installation.Output, output => output.Contains("evt_1 came again with another body", StringComparison.Ordinal));
        await client.AssertLedgerHoldsAsync();
    }

    /// <summary>Nothing names the other payment's program or customer: who sends what is set aside can look at it.</summary>
    [Fact]
    public async Task An_amount_that_cannot_be_believed_is_set_aside_and_seen()
    {
        await using var installation = Installation.Sqlite();
        using var client = installation.Visit(await installation.StartAsync());
        var body = JsonBody.With(
            PaddlePayloads.TransactionCompleted(new PaddleTransaction { OccurredAt = DateTimeOffset.UtcNow }), "data.details.totals.grand_total", "99.00");

        Assert.Equal(HttpStatusCode.OK, await client.PostAsync(
            Paddle, body, "application/json", ("Paddle-Signature", PaddleSigner.Header(body, DateTimeOffset.UtcNow, "pdl_ntfset_sample"))));

        var message = Assert.Single(await client.AllAsync("inbox?status=quarantined"));
        Assert.Equal(
            ("paddle", "transaction.completed", "bad-amount"),
            (message.GetProperty("provider").GetString(), message.GetProperty("event_type").GetString(), message.GetProperty("reason").GetString()));
        Assert.Empty(await client.AllAsync("events?type=sale.created"));
    }
}
