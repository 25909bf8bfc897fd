using System.Net;
using System.Text;
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

    /// <summary>payment-providers 3.3: 200, a row without effect, and one warning for each type.</summary>
    [Fact]
    public async Task Thin_events_without_a_key_are_warned_of_once()
    {
        await using var installation = Installation.Sqlite();
        using var client = installation.Visit(await installation.StartAsync());

        foreach (var number in new[] { 1, 2 })
        {
            Assert.Equal(HttpStatusCode.OK, await client.StripeAsync(Encoding.UTF8.GetBytes(
                $$"""
                {"id":"evt_thin{{number}}","object":"v2.core.event","type":"v1.invoice.paid","livemode":false,"created":"2026-03-14T09:26:53Z",
                 "related_object":{"id":"in_1","type":"invoice","url":"/v1/invoices/in_1"} }
                """)));
        }

        Assert.Equal(["thin-event", "thin-event"], (await client.AllAsync("inbox?status=ignored")).Select(row => row.GetProperty("reason").GetString()));
        Assert.Single(
            installation.Output.SelectMany(output => output.Split('\n')),
            line => line.Contains("messages of the type v1.invoice.paid", StringComparison.Ordinal));
    }

    /// <summary>payment-providers 8: the answer to a genuine message of another time, and where an operator sees it.</summary>
    [Fact]
    public async Task A_wrong_clock_is_told_by_the_status()
    {
        await using var installation = Installation.Sqlite();
        using var client = installation.Visit(await installation.StartAsync());
        var body = StripeMessage.InvoicePaid("evt_1", "in_1", "user-1", net: 9_900);

        Assert.Equal(HttpStatusCode.BadRequest, await client.StripeAsync(
            body, StripeSigner.Header(body, DateTimeOffset.UtcNow.AddMinutes(-10), "whsec_sample")));

        var gate = (await client.ApiAsync("status")).GetProperty("gates").EnumerateArray().Single(one => one.GetProperty("code").GetString() == "clock_wrong");
        Assert.Equal("blocked", gate.GetProperty("status").GetString());
        Assert.Matches("signed 6\\d\\d s before", gate.GetProperty("blocker").GetString());
        Assert.Equal(0, (await client.ApiAsync("inbox")).Int("total"));
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
