using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.Stripe.Tests;

/// <summary>What is refused, passed over and taken before any object is read.</summary>
public class StripeWebhookTests
{
    private static readonly byte[] Paid = StripePayloads.InvoicePaid(new StripeInvoice());

    [Fact]
    public void Its_name_is_stripe() => Assert.Equal("stripe", Deliveries.Webhook().Provider);

    [Fact]
    public void AH_20_an_endpoint_without_a_secret_or_of_an_unknown_name_is_not_configured()
    {
        Assert.Equal(WebhookVerdict.NotConfigured, Deliveries.Deliver(Paid, o => o.SigningSecret = null).Verdict);
        Assert.Equal(WebhookVerdict.NotConfigured, Deliveries.Deliver(Paid, endpoint: "other").Verdict);
        Assert.Equal(
            WebhookVerdict.NotConfigured,
            Deliveries.Deliver(Paid, o => o.Endpoints["other"] = new StripeEndpoint(), "other").Verdict);
    }

    [Fact]
    public void A_named_endpoint_has_its_own_secret_mode_and_program()
    {
        var webhook = Deliveries.Webhook(options => options.Endpoints["sandbox"] = new StripeEndpoint
        {
            SigningSecret = "whsec_sandbox",
            Mode = StripeMode.Test,
            Program = "beta",
        });
        var body = StripePayloads.InvoicePaid(new StripeInvoice
        {
            IsLive = false,
            Metadata = PaymentMetadata.For(program: "alpha"),
        });
        WebhookReading Read(string endpoint, string secret) => webhook.Read(
            Deliveries.Request(body, endpoint, StripeSigner.Header(body, Sample.Now, secret)), Sample.Now);

        var payment = Assert.Single(Read("sandbox", "whsec_sandbox").Facts);

        Assert.Equal(("beta", true), (payment.Program, payment.IsTest));
        Assert.Equal("signature-mismatch", Read("sandbox", StripeSigner.Secret).Reason);
        Assert.Equal("signature-mismatch", Read("", "whsec_sandbox").Reason);
        Assert.Equal("mode", Read("", StripeSigner.Secret).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":1,\"id\":2}")]
    [InlineData("{\"id\":1,\"\\u0069d\":2}")]
    [InlineData("{\"id\":1,}")]
    [InlineData("{\"id\":1} {}")]
    [InlineData("/* c */{\"id\":1}")]
    [InlineData("{\"id\":NaN}")]
    [InlineData("{\"\\ud800\":1,\"a\":2}")]
    [InlineData("\ufeff{\"id\":1}")]
    public void What_is_not_strict_JSON_is_refused(string body) =>
        Assert.Equal((WebhookVerdict.Rejected, "bad-json"), Outcome(Deliveries.Deliver(body)));

    [Fact]
    public void What_is_not_UTF8_or_too_deep_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 64)) + "{}" + new string('}', 64);

        Assert.Equal("bad-json", Deliveries.Deliver([.. "{\"a\":\""u8, 0xff, .. "\"}"u8]).Reason);
        Assert.Equal("bad-json", Deliveries.Deliver(deep).Reason);
        Assert.Equal("bad-envelope", Deliveries.Deliver(deep[5..^1]).Reason);
    }

    [Theory]
    [InlineData("id", null)]
    [InlineData("id", "1")]
    [InlineData("id", "\"cus_1\"")]
    [InlineData("id", "\"evt_ 1\"")]
    [InlineData("object", null)]
    [InlineData("object", "\"invoice\"")]
    [InlineData("type", null)]
    [InlineData("type", "{}")]
    [InlineData("created", null)]
    [InlineData("created", "\"1700000000\"")]
    [InlineData("created", "1.5")]
    [InlineData("created", "-1")]
    [InlineData("created", "99999999999999")]
    [InlineData("created", "9223372036854775807")]
    [InlineData("created", "253402300799")]
    [InlineData("created", "1")]
    [InlineData("livemode", null)]
    [InlineData("livemode", "\"true\"")]
    [InlineData("account", "1")]
    [InlineData("account", "\"cus_1\"")]
    [InlineData("data", null)]
    [InlineData("data", "[]")]
    [InlineData("data", "{\"object\":null}")]
    [InlineData("data", "{\"object\":{\"id\":\"in_1\"}}")]
    [InlineData("data", "{\"object\":{\"object\":\"invoice\",\"status\":\"paid\"}}")]
    [InlineData("data", "{\"object\":{\"object\":\"invoice\",\"id\":7,\"status\":\"paid\"}}")]
    public void A_missing_or_wrong_member_of_the_envelope_is_refused(string member, string? json)
    {
        var root = JsonNode.Parse(Paid)!.AsObject();
        root.Remove(member);
        if (json is not null)
        {
            root[member] = JsonNode.Parse(json);
        }

        Assert.Equal((WebhookVerdict.Rejected, "bad-envelope"), Outcome(Deliveries.Deliver(root.ToJsonString())));
    }

    [Theory]
    [InlineData("id", 255, WebhookVerdict.Accepted)]
    [InlineData("id", 256, WebhookVerdict.Rejected)]
    public void An_event_id_has_at_most_255_characters(string member, int length, WebhookVerdict verdict)
    {
        var root = JsonNode.Parse(Paid)!.AsObject();
        root[member] = "evt_".PadRight(length, 'a');

        Assert.Equal(verdict, Deliveries.Deliver(root.ToJsonString()).Verdict);
    }

    [Theory]
    [InlineData(180, WebhookVerdict.Accepted)]
    [InlineData(181, WebhookVerdict.Rejected)]
    public void A_reference_fits_a_sale_whatever_the_account(int length, WebhookVerdict verdict)
    {
        var reading = Deliveries.Deliver(
            StripePayloads.InvoicePaid(new StripeInvoice
            {
                Id = "in_".PadRight(length, 'a'),
                EventId = "evt_1",
                Account = "acct_".PadRight(60, 'a'),
            }),
            options => options.AcceptedAccounts = StripeAccounts.Any);

        Assert.Equal(verdict, reading.Verdict);
        Assert.All(reading.Facts.OfType<Payment>(), payment => Assert.InRange(payment.Source.Length, 1, 255));
    }

    [Fact]
    public void A_thin_event_is_kept_without_effect()
    {
        const string Body = """
            {"id":"evt_thin","object":"v2.core.event","type":"v1.invoice.paid","created":"2026-03-14T09:26:53.589Z",
             "livemode":true,"context":null,"related_object":{"id":"in_1","type":"invoice","url":"/v1/invoices/in_1"}}
            """;

        var reading = Deliveries.Deliver(Body);

        Assert.Equal((WebhookVerdict.Ignored, "thin-event"), Outcome(reading));
        Assert.Equal(new WebhookMessage("evt_thin", "live:self", "v1.invoice.paid", Sample.Now), reading.Message);
        Assert.Equal("mode", Deliveries.Deliver(Body.Replace("true", "false", StringComparison.Ordinal)).Reason);
        Assert.Equal(
            "account", Deliveries.Deliver(Body.Replace("\"context\":null", "\"context\":\"acct_b\"", StringComparison.Ordinal)).Reason);
        Assert.Equal(
            "bad-envelope", Deliveries.Deliver(Body.Replace("2026-03-14T", "soon", StringComparison.Ordinal)).Reason);
    }

    [Theory]
    [InlineData("product.created", "product")]
    [InlineData("invoice.paid", "charge")]
    [InlineData("foo.created", "foo")]
    public void An_unknown_type_or_object_is_kept_without_effect(string type, string subject)
    {
        var root = JsonNode.Parse(Deliveries.With(Paid, "object", $"\"{subject}\""))!;
        root["type"] = type;

        var reading = Deliveries.Deliver(root.ToJsonString());

        Assert.Equal((WebhookVerdict.Ignored, "unsupported-type"), Outcome(reading));
        Assert.Equal(type, reading.Message!.Type);
    }

    [Fact]
    public void A_stored_message_is_read_again_without_signature_to_the_same_facts()
    {
        var webhook = Deliveries.Webhook();

        var first = Deliveries.Deliver(Paid);
        var again = webhook.ReadStored("", Paid);

        Assert.Equal(first.Message, again.Message);
        Assert.Equivalent(first.Facts, again.Facts, strict: true);
        Assert.Equal(WebhookVerdict.NotConfigured, webhook.ReadStored("removed", Paid).Verdict);
        Assert.Equal("bad-json", webhook.ReadStored("", Encoding.UTF8.GetBytes("x")).Reason);
    }

    private static (WebhookVerdict Verdict, string? Reason) Outcome(WebhookReading reading) =>
        (reading.Verdict, reading.Reason);
}
