using System.Text.Json.Nodes;

namespace Affiliate.Paddle.Tests;

/// <summary>What is refused, passed over and taken before any object is read.</summary>
public class PaddleWebhookTests
{
    private static readonly byte[] Completed = PaddlePayloads.TransactionCompleted(new PaddleTransaction());

    [Fact]
    public void AH_21_an_endpoint_without_a_secret_or_of_an_unknown_name_is_not_configured()
    {
        var webhook = Deliveries.Webhook(options => options.Endpoints["other"] = new PaddleEndpoint());

        Assert.Equal("paddle", webhook.Provider);
        Assert.Equal(
            WebhookVerdict.NotConfigured, Deliveries.Deliver(Completed, options => options.SigningSecret = null).Verdict);
        foreach (var name in new[] { "other", "unknown" })
        {
            var request = Deliveries.Request(Completed, name, PaddleSigner.Header(Completed, Sample.Now));
            Assert.Equal(WebhookVerdict.NotConfigured, webhook.Read(request, Sample.Now).Verdict);
        }

        Assert.Equal(WebhookVerdict.NotConfigured, webhook.ReadStored("unknown", Completed).Verdict);
    }

    [Fact]
    public void A_named_endpoint_is_a_world_of_its_own()
    {
        var webhook = Deliveries.Webhook(options => options.Endpoints["sandbox"] = new PaddleEndpoint
        {
            SigningSecret = "pdl_sandbox",
            Mode = PaddleMode.Sandbox,
            Program = "beta",
        });
        var body = PaddlePayloads.TransactionCompleted(
            new PaddleTransaction { CustomData = PaymentMetadata.For(program: "alpha") });
        WebhookReading Read(string endpoint, string secret) => webhook.Read(
            Deliveries.Request(body, endpoint, PaddleSigner.Header(body, Sample.Now, secret)), Sample.Now);

        var live = Assert.IsType<Payment>(Assert.Single(Read("", PaddleSigner.Secret).Facts));
        var sandbox = Assert.IsType<Payment>(Assert.Single(Read("sandbox", "pdl_sandbox").Facts));

        Assert.Equal(("paddle:default:txn_1", "alpha", false), (live.Source, live.Program, live.IsTest));
        Assert.Equal(("paddle:sandbox:txn_1", "beta", true), (sandbox.Source, sandbox.Program, sandbox.IsTest));
        Assert.Equal("paddle:sandbox:ctm_1", sandbox.CustomerReference);
        Assert.Equal("sandbox", Read("sandbox", "pdl_sandbox").Message!.Scope);
        Assert.Equal("signature-mismatch", Read("sandbox", PaddleSigner.Secret).Reason);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/X-WWW-form-urlencoded; charset=utf-8")]
    public void Paddle_Classic_is_refused_by_name(string contentType)
    {
        var request = new WebhookRequest(
            "", "alert_name=payment_succeeded&p_signature=x"u8.ToArray(), name => name == "Content-Type" ? [contentType] : []);

        var reading = Deliveries.Webhook().Read(request, Sample.Now);

        Assert.Equal((WebhookVerdict.Rejected, "paddle-classic-unsupported"), (reading.Verdict, reading.Reason));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"event_id\":1,\"event_id\":2}")]
    public void What_is_not_strict_JSON_is_refused(string body) =>
        Assert.Equal("bad-json", Deliveries.Deliver(body).Reason);

    [Theory]
    [InlineData("event_id", null)]
    [InlineData("event_id", "\"ntf_1\"")]
    [InlineData("event_id", "7")]
    [InlineData("event_type", null)]
    [InlineData("event_type", "\"\"")]
    [InlineData("occurred_at", null)]
    [InlineData("occurred_at", "1773480413")]
    [InlineData("occurred_at", "\"yesterday\"")]
    [InlineData("occurred_at", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("occurred_at", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("data", null)]
    [InlineData("data", "[\"1\",\"2\"]")]
    [InlineData("data", "{}")]
    [InlineData("data", "{\"id\":null}")]
    public void A_missing_or_wrong_member_of_the_envelope_is_refused(string member, string? json)
    {
        var root = JsonNode.Parse(Completed)!.AsObject();
        root.Remove(member);
        if (json is not null)
        {
            root[member] = JsonNode.Parse(json);
        }

        var reading = Deliveries.Deliver(root.ToJsonString());

        Assert.Equal((WebhookVerdict.Rejected, "bad-envelope"), (reading.Verdict, reading.Reason));
    }

    [Theory]
    [InlineData("2026-03-14T09:26:53Z", 53_000)]
    [InlineData("2026-03-14T09:26:53.5Z", 53_500)]
    [InlineData("2026-03-14T09:26:53.123456Z", 53_123)]
    [InlineData("2026-03-14T09:26:53.123456789Z", 53_123)]
    [InlineData("2026-03-14T10:26:53.123456+01:00", 53_123)]
    public void The_time_has_up_to_nine_digits_and_is_cut_to_milliseconds(string text, int milliseconds)
    {
        var root = JsonNode.Parse(Completed)!;
        root["occurred_at"] = text;

        var expected = new DateTimeOffset(2026, 3, 14, 9, 26, 0, TimeSpan.Zero).AddMilliseconds(milliseconds);
        Assert.Equal(expected, Deliveries.Deliver(root.ToJsonString()).Message!.OccurredAt);
    }

    /// <summary>Mistake 19: a replay has another notification id and is the same event.</summary>
    [Fact]
    public void A_message_is_known_by_its_event_id_and_needs_no_notification_id()
    {
        var root = JsonNode.Parse(Completed)!.AsObject();
        var first = Deliveries.Deliver(root.ToJsonString()).Message;
        root["notification_id"] = "ntf_replay";
        var replay = Deliveries.Deliver(root.ToJsonString()).Message;
        root.Remove("notification_id");

        Assert.Equal(first, replay);
        Assert.Equal(first, Deliveries.Deliver(root.ToJsonString()).Message);
    }

    [Theory]
    [InlineData("ntfsimevt_1", "ntfsimntf_1")]
    [InlineData("ntfsimevt_1", "ntf_1")]
    [InlineData("evt_1", "ntfsimntf_1")]
    public void A_simulation_counts_nowhere_but_in_a_sandbox_that_wants_it(string eventId, string notificationId)
    {
        var root = JsonNode.Parse(Completed)!;
        (root["event_id"], root["notification_id"]) = (eventId, notificationId);
        WebhookReading Read(PaddleMode mode, bool isAccepted) => Deliveries.Deliver(root.ToJsonString(), options =>
        {
            options.Mode = mode;
            options.AcceptSimulations = isAccepted;
        });

        foreach (var (mode, isAccepted) in new[] { (PaddleMode.Live, false), (PaddleMode.Live, true), (PaddleMode.Sandbox, false) })
        {
            Assert.Equal(
                (WebhookVerdict.Ignored, "simulation"), (Read(mode, isAccepted).Verdict, Read(mode, isAccepted).Reason));
            Assert.NotNull(Read(mode, isAccepted).Message);
        }

        Assert.True(Assert.Single(Read(PaddleMode.Sandbox, isAccepted: true).Facts).IsTest);
    }

    [Theory]
    [InlineData("address.created")]
    [InlineData("payment_method.saved")]
    [InlineData("report.created")]
    [InlineData("payout.paid")]
    [InlineData("something.new")]
    public void Another_type_is_kept_without_effect(string type)
    {
        var reading = Deliveries.Deliver(PaddlePayloads.Event(type, "evt_1", Sample.Now, new { id = "x_1" }));

        Assert.Equal((WebhookVerdict.Ignored, "unsupported-type"), (reading.Verdict, reading.Reason));
        Assert.Equal(new WebhookMessage("evt_1", "default", type, Sample.Now), reading.Message! with { Content = null });
    }

    [Fact]
    public void A_stored_message_is_read_again_without_signature_to_the_same_facts()
    {
        var first = Deliveries.Deliver(Completed);
        var again = Deliveries.Webhook().ReadStored("", Completed);

        Assert.Equal(first.Message, again.Message);
        Assert.Equivalent(first.Facts, again.Facts, strict: true);
    }
}
