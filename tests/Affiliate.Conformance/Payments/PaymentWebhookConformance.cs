using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Affiliate.Conformance;

/// <summary>
/// What every <see cref="IPaymentWebhook"/> must do. To check an adapter, inherit this class, add the adapter in
/// <see cref="Configure"/>, and write what its provider sends: a payment, a refund, and a signature (docs/adapters.md).
/// </summary>
/// <remarks>It needs no network, no database and no clock: every test runs on the in-memory store.</remarks>
public abstract class PaymentWebhookConformance
{
    private const string Garbage = "nonsense";
    private static readonly DateTimeOffset Now = Sample.Now;

    private static readonly WebhookSample Bought = new("evt_pay_#", "pay_#", 9_900, Now) { Metadata = PaymentMetadata.For("user-7") };

    private readonly IPaymentWebhook _adapter;

    /// <summary>Adds the adapter as a host would.</summary>
    protected PaymentWebhookConformance()
    {
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        builder.Services.AddLogging();
        builder.Services.AddAffiliateTracking(Configure);
        _adapter = builder.Services.BuildServiceProvider().GetServices<IPaymentWebhook>().Single(one => one.Provider == Provider);
    }

    /// <summary>What the adapter calls its provider.</summary>
    protected abstract string Provider { get; }

    /// <summary>The secret of the endpoint without a name.</summary>
    protected abstract string Secret { get; }

    /// <summary>Adds the adapter with <see cref="Secret"/>, and with whatever else it needs to take its provider's messages.</summary>
    protected abstract void Configure(AffiliateBuilder affiliate);

    /// <summary>The headers of a body that the provider signs.</summary>
    /// <param name="body">The body.</param>
    /// <param name="at">When it is signed.</param>
    /// <param name="secret">The secret; not always the right one.</param>
    protected abstract IReadOnlyDictionary<string, string> Sign(byte[] body, DateTimeOffset at, string secret);

    /// <summary>What the provider sends when a payment was made.</summary>
    protected abstract byte[] Payment(WebhookSample sample);

    /// <summary>What the provider sends when money of a payment was given back.</summary>
    protected abstract byte[] Refund(WebhookSample sample);

    /// <summary>A genuine message of a type that the adapter does not know.</summary>
    protected abstract byte[] Unknown(WebhookSample sample);

    /// <summary>The name is in the route and on every row, and in front of every reference.</summary>
    [Fact]
    public void The_name_is_one_to_32_lower_case_letters() => Assert.Matches("^[a-z]{1,32}$", _adapter.Provider);

    /// <summary>The commission base is what the customer paid less tax, and what the host wrote on the payment is read.</summary>
    [Fact]
    public void A_genuine_payment_is_one_fact_with_the_amount_without_tax()
    {
        var reading = Read(Payment(Bought));

        Assert.Equal((WebhookVerdict.Accepted, null), (reading.Verdict, reading.Reason));
        var payment = Assert.Single(reading.Facts.OfType<Payment>());
        Assert.Equal((new Money(9_900, "USD"), Provider), (payment.Amount, payment.Provider));
        Assert.Equal("user-7", payment.Evidence.CustomerKey ?? payment.CustomerEvidence.CustomerKey ?? payment.SubscriptionEvidence.CustomerKey);
        AssertPossible(reading);
    }

    /// <summary>By a name that the payment has: its own or an alias.</summary>
    [Fact]
    public void A_genuine_refund_names_its_payment()
    {
        var payment = Assert.Single(Read(Payment(Bought)).Facts.OfType<Payment>());

        var reading = Read(Refund(new WebhookSample("evt_refund_#", "ref_#", 4_950, Now) { Payment = "pay_#" }));

        var refund = Assert.Single(reading.Facts.OfType<Reversal>());
        Assert.Contains(refund.Target, payment.Aliases.Prepend(payment.Source));
        Assert.NotEqual(payment.Source, refund.Source);
        AssertPossible(reading);
    }

    /// <summary>References of all providers are in one table, so each starts with its provider's name.</summary>
    [Fact]
    public void What_objects_are_called_starts_with_the_provider_and_tells_them_apart()
    {
        var one = Read(Payment(Bought)).Facts.OfType<Payment>().Single();
        var other = Read(Payment(Bought with { EventId = "evt_other", Id = "pay_other" })).Facts.OfType<Payment>().Single();

        Assert.StartsWith(Provider + ":", one.Source, StringComparison.Ordinal);
        Assert.NotEqual(one.Source, other.Source);
    }

    /// <summary>400, and nothing is stored.</summary>
    [Fact]
    public void A_message_without_signature_is_refused() => AssertRefused(
        WebhookReason.SignatureMissing, _adapter.Read(new WebhookRequest("", Payment(Bought), _ => []), Now));

    /// <summary>An empty header is none.</summary>
    [Fact]
    public void An_empty_signature_is_refused()
    {
        var body = Payment(Bought);
        var headers = Sign(body, Now, Secret);

        var reading = _adapter.Read(new WebhookRequest("", body, name => headers.ContainsKey(name) ? [""] : []), Now);

        AssertRefused(WebhookReason.SignatureMissing, reading);
    }

    /// <summary>400, and nothing is stored.</summary>
    [Fact]
    public void A_wrong_secret_is_refused() => AssertRefused(
        WebhookReason.SignatureMismatch, Read(Payment(Bought), secret: Secret + "x"));

    /// <summary>The signature is over the bytes, not over what they say.</summary>
    [Fact]
    public void Any_changed_byte_is_refused()
    {
        var body = Payment(Bought);
        var headers = Sign(body, Now, Secret);
        byte[][] changes = [[.. body, (byte)'\n'], [(byte)' ', .. body], body[..^1], [.. body[..^1], (byte)' ', body[^1]], Upper(body)];

        Assert.All(changes, changed => AssertRefused(
            WebhookReason.SignatureMismatch, _adapter.Read(Request(changed, headers), Now)));
    }

    /// <summary>Which of two headers counts is nothing to guess at.</summary>
    [Fact]
    public void A_signature_that_comes_twice_is_refused()
    {
        var body = Payment(Bought);
        var headers = Sign(body, Now, Secret);

        var reading = _adapter.Read(
            new WebhookRequest("", body, name => headers.TryGetValue(name, out var value) ? [value, value] : []), Now);

        AssertRefused(WebhookReason.SignatureMalformed, reading);
    }

    /// <summary>Otherwise whoever records a message can send it again for ever.</summary>
    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public void A_signature_of_long_ago_or_of_the_future_is_refused(int hours) => AssertRefused(
        WebhookReason.SignatureStale, Read(Payment(Bought), at: Now.AddHours(hours)));

    /// <summary>Nobody who cannot sign gets anything parsed, and what is signed is refused only for what it is.</summary>
    [Fact]
    public void The_signature_is_checked_before_anything_is_read()
    {
        var body = Encoding.UTF8.GetBytes(Garbage);

        AssertRefused(WebhookReason.SignatureMismatch, Read(body, secret: Secret + "x"));
        AssertRefused(WebhookReason.BadJson, Read(body));
    }

    /// <summary>Strict JSON with an object at the root, and the members that every message has.</summary>
    [Theory]
    [InlineData("", WebhookReason.BadJson)]
    [InlineData("[]", WebhookReason.BadJson)]
    [InlineData("{\"id\":\"evt_1\",\"id\":\"evt_2\"}", WebhookReason.BadJson)]
    [InlineData("{\"id\":\"evt_1\",}", WebhookReason.BadJson)]
    [InlineData("{}", WebhookReason.BadEnvelope)]
    [InlineData("{\"id\":1,\"event_id\":1,\"type\":{}}", WebhookReason.BadEnvelope)]
    public void What_is_signed_and_no_message_is_refused(string body, string reason) =>
        AssertRefused(reason, Read(Encoding.UTF8.GetBytes(body)));

    /// <summary>503: the provider tries again until somebody sets it up.</summary>
    [Fact]
    public void An_endpoint_that_nobody_set_up_is_not_configured()
    {
        var body = Payment(Bought);
        var headers = Sign(body, Now, Secret);

        var reading = _adapter.Read(Request(body, headers) with { Endpoint = "nobody-set-this-up" }, Now);

        Assert.Equal(WebhookVerdict.NotConfigured, reading.Verdict);
    }

    /// <summary>Providers send more than anybody reads; each is answered 200 and can be looked up.</summary>
    [Fact]
    public void A_type_that_is_not_known_is_kept_without_effect()
    {
        var reading = Read(Unknown(Bought));

        Assert.Equal((WebhookVerdict.Ignored, WebhookReason.UnsupportedType), (reading.Verdict, reading.Reason));
        Assert.NotNull(reading.Message);
        Assert.Empty(reading.Facts);
    }

    /// <summary>A test payment never becomes payable.</summary>
    [Fact]
    public void Test_mode_is_passed_over_or_kept_apart()
    {
        var reading = Read(Payment(Bought with { IsTest = true }));

        Assert.True(
            reading is { Verdict: WebhookVerdict.Ignored } || (reading.Facts.Count > 0 && reading.Facts.All(fact => fact.IsTest)),
            "A test payment would become real money.");
    }

    /// <summary>The worker reads stored messages long after, without headers.</summary>
    [Fact]
    public void A_stored_message_gives_the_same_facts_again()
    {
        byte[][] bodies = [Payment(Bought), Refund(new WebhookSample("evt_r", "ref_1", 100, Now) { Payment = "pay_1" }), Unknown(Bought)];

        Assert.All(bodies, body =>
        {
            var first = Read(body);
            var again = _adapter.ReadStored("", body);
            Assert.Equal((first.Verdict, first.Reason, first.Message), (again.Verdict, again.Reason, again.Message));
            Assert.Equivalent(first.Facts, again.Facts, strict: true);
        });
        Assert.Equal(WebhookVerdict.Rejected, _adapter.ReadStored("", Encoding.UTF8.GetBytes(Garbage)).Verdict);
    }

    /// <summary>Whatever a provider sends, now or after its next change, has a named answer and facts that can be stored.</summary>
    [Fact]
    public void Any_value_at_any_place_has_an_answer()
    {
        byte[][] bodies = [Payment(Bought), Refund(new WebhookSample("evt_r", "ref_1", 100, Now) { Payment = "pay_1" })];
        var cases =
            from body in Gen.Elements(bodies)
            from count in Gen.Choose(1, 3)
            from changes in Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 10_000), Gen.Elements(JsonBody.NastyValues)), count)
            select JsonBody.Mutate(body, changes);

        Prop.ForAll(Arb.From(cases), body => AssertPossible(Read(body))).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    /// <summary>I6, I7.</summary>
    [Fact]
    public async Task A_payment_told_many_times_is_one_sale()
    {
        await using var host = await StoryHost.StartAsync(Configure, Provider, Signed);

        Assert.Equal(new StoryEnd(1, 1_980), await host.TellAsync(Payment(Bought), Payment(Bought with { EventId = "evt_again_#" })));
    }

    /// <summary>I7: also before the payment, and also twice.</summary>
    [Fact]
    public async Task Refunds_in_any_order_leave_the_commission_on_the_rest()
    {
        await using var host = await StoryHost.StartAsync(Configure, Provider, Signed);
        byte[] Part(int number, long minorUnits) => Refund(
            new WebhookSample($"evt_refund{number}_#", $"ref{number}_#", minorUnits, Now.AddMinutes(number)) { Payment = "pay_#" });

        Assert.Equal(
            new StoryEnd(1, 660, Reversed: 6_600), await host.TellAsync(Payment(Bought), Part(1, 1_100), Part(2, 2_200), Part(3, 3_300)));
        Assert.Equal(new StoryEnd(1, 0, Reversed: 9_900), await host.TellAsync(Payment(Bought), Part(1, 9_900)));
    }

    private static void AssertRefused(string reason, WebhookReading reading)
    {
        Assert.Equal((WebhookVerdict.Rejected, reason), (reading.Verdict, reading.Reason));
        Assert.Null(reading.Message);
        Assert.Empty(reading.Facts);
    }

    private static void AssertPossible(WebhookReading reading)
    {
        if (reading.Verdict != WebhookVerdict.Accepted)
        {
            Assert.False(string.IsNullOrEmpty(reading.Reason));
            Assert.Empty(reading.Facts);
            return;
        }

        Assert.InRange(reading.Message!.EventId.Length, 1, 255);
        Assert.InRange(reading.Message.Type.Length, 1, 128);
        foreach (var fact in reading.Facts)
        {
            if (fact is Payment payment)
            {
                PaymentRules.Check(payment, now: payment.OccurredAt ?? default);
            }
            else if (fact is Reversal reversal)
            {
                PaymentRules.Check(reversal);
            }

            var names = fact.Aliases.Append(fact.CustomerReference).Append(fact.SubscriptionReference).OfType<string>();
            Assert.All(names, name => Assert.InRange(name.Length, 1, Affiliate.Payment.MaxReferenceLength));
            Assert.True(fact.Program is null or { Length: <= 64 }, fact.Program);
        }
    }

    private WebhookReading Read(byte[] body, DateTimeOffset? at = null, string? secret = null) =>
        _adapter.Read(Request(body, Sign(body, at ?? Now, secret ?? Secret)), Now);

    private WebhookRequest Signed(byte[] body, DateTimeOffset at) => Request(body, Sign(body, at, Secret));

    private static WebhookRequest Request(byte[] body, IReadOnlyDictionary<string, string> headers) =>
        new("", body, name => headers.TryGetValue(name, out var value) ? [value] : []);

    private static byte[] Upper(byte[] body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).ToUpperInvariant());
}
