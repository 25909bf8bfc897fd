namespace Affiliate.Stripe.Tests;

/// <summary>What Stripe recognises a card or bank account by is handed on, unless nothing was paid with it.</summary>
public class StripeFingerprintTests
{
    [Theory]
    [InlineData("""{"payment_method_details":{"type":"card","card":{"fingerprint":"fp_1"}}}""", "fp_1")]
    [InlineData("""{"payment_method_details":{"type":"us_bank_account","us_bank_account":{"fingerprint":"fp_2"}}}""", "fp_2")]
    [InlineData("""{"payment_method_details":{"type":"sepa_debit","sepa_debit":{"fingerprint":"fp_3"}}}""", "fp_3")]
    [InlineData("""{"source":{"object":"card","fingerprint":"fp_4"}}""", "fp_4")]
    [InlineData("""{"payment_method_details":{"type":"klarna","klarna":{}}}""", null)]
    [InlineData("""{"payment_method_details":{"type":"card","card":{"fingerprint":null}}}""", null)]
    [InlineData("""{"payment_method_details":{"type":7,"card":"none"},"source":{"fingerprint":"fp_5"}}""", null)]
    [InlineData("""{"payment_method_details":null,"source":null}""", null)]
    [InlineData("""{"status":"failed","payment_method_details":{"type":"card","card":{"fingerprint":"fp_6"}}}""", null)]
    public void A_charge_tells_what_it_was_paid_with(string members, string? expected)
    {
        var link = Deliveries.Accepted<PaymentLink>(Charge(members));

        Assert.Equal(expected is null ? null : $"stripe:live:self:fingerprint:{expected}", link.PaymentFingerprint);
    }

    [Theory]
    [InlineData("""{"latest_charge":{"id":"ch_1","object":"charge","payment_method_details":{"type":"card","card":{"fingerprint":"fp_1"}}}}""", "fp_1")]
    [InlineData("""{"charges":{"data":[{"id":"ch_2","status":"failed","payment_method_details":{"card":{"fingerprint":"fp_0"}}},{"id":"ch_1","payment_method_details":{"card":{"fingerprint":"fp_1"}}}]}}""", "fp_1")]
    [InlineData("""{"latest_charge":"ch_1"}""", null)]
    public void An_intent_tells_it_where_it_includes_its_charge(string members, string? expected)
    {
        var intent = Told("payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent"}""", members);

        Assert.Equal(
            expected is null ? null : $"stripe:live:self:fingerprint:{expected}", Deliveries.Accepted<PaymentLink>(intent).PaymentFingerprint);
    }

    /// <summary>Whatever the charges tell of cards that are nobody's else, a purchase ends alike in every order (I7).</summary>
    [Fact]
    public Task A_card_that_is_the_buyers_own_changes_nothing_in_any_order() => StripeStory.EndsAsync(
        new StoryEnd(1, 1_980),
        [
            StripePayloads.InvoicePaid(new StripeInvoice { Id = "in_#", Subscription = "sub_#", Customer = "cus_#", Metadata = PaymentMetadata.For("user-7") }),
            ReversalPayloads.Of("charge.succeeded", 0, new
            {
                id = "ch_#",
                @object = "charge",
                payment_intent = "pi_#",
                payment_method_details = new { type = "card", card = new { fingerprint = "fp_#" } },
            }),
            ReversalPayloads.InvoicePayment(),
        ]);

    private static byte[] Charge(string members) =>
        Told("charge.succeeded", """{"id":"ch_1","object":"charge","payment_intent":"pi_1","status":"succeeded"}""", members);

    private static byte[] Told(string type, string subject, string members)
    {
        var value = System.Text.Json.Nodes.JsonNode.Parse(subject)!.AsObject();
        foreach (var (name, member) in System.Text.Json.Nodes.JsonNode.Parse(members)!.AsObject())
        {
            value[name] = member?.DeepClone();
        }

        return StripePayloads.Event(type, "evt_1", Sample.Now, isLive: true, account: null, value);
    }
}
