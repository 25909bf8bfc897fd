using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Stripe.Tests;

/// <summary>Whatever arrives, there is an answer and no exception (T21).</summary>
public class StripeFuzzTests
{
    private static readonly byte[][] Bodies =
    [
        StripePayloads.InvoicePaid(new StripeInvoice { Tax = 100, SubscriptionMetadata = PaymentMetadata.For("user-7") }),
        StripePayloads.CheckoutSessionCompleted(new StripeSession { Tax = 100, Shipping = 50 }),
        Encoding.UTF8.GetBytes("""
            {"id":"evt_old","object":"event","type":"invoice.paid","created":1773480420,"livemode":true,"account":"acct_1",
             "data":{"object":{"id":"in_1","object":"invoice","paid":true,"total":1200,"amount_paid":600,"tax":200,
             "total_tax_amounts":[{"amount":200}],"amount_shipping":5,"currency":"isk","subscription":{"id":"sub_1"},
             "lines":{"data":[{"type":"subscription","metadata":{"affiliate_click":"x"},"plan":{"product":"p"}}]},
             "payment_intent":{"id":"pi_1"},"charge":"ch_1","status_transitions":{"paid_at":1},"metadata":[]}}}
            """),
        Encoding.UTF8.GetBytes("""
            {"id":"evt_old","object":"event","type":"checkout.session.completed","created":1,"livemode":true,
             "data":{"object":{"id":"cs_1","object":"checkout.session","mode":"payment","payment_status":"paid",
             "payment_intent":"pi_1","amount_total":1000,"currency":"mga","total_details":{"amount_tax":1,
             "amount_shipping":2},"shipping_cost":{"amount_subtotal":3},"client_reference_id":"aff_x",
             "currency_conversion":{"amount_total":7,"source_currency":"jpy"},"metadata":{"affiliate_skip":true}}}}
            """),
        .. ReversalPayloads.All,
    ];

    [Fact]
    public void Any_value_at_any_place_has_an_answer()
    {
        var cases =
            from body in Gen.Elements(Bodies)
            from count in Gen.Choose(1, 3)
            from changes in Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 10_000), Gen.Elements(JsonBody.NastyValues)), count)
            select JsonBody.Mutate(body, changes);

        Check(cases, 3_000);
    }

    [Fact]
    public void Any_change_of_bytes_has_an_answer()
    {
        var cases =
            from body in Gen.Elements(Bodies)
            from changes in Gen.NonEmptyListOf(Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255)))
            select changes.Take(4).Aggregate(body.ToArray(), (bytes, change) =>
            {
                bytes[change.Item1 % bytes.Length] = (byte)change.Item2;
                return bytes;
            });

        Check(cases, 3_000);
    }

    [Fact]
    public void Any_header_has_an_answer_and_none_but_the_right_one_is_believed()
    {
        var time = Sample.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var signature = StripeSigner.Signature(Bodies[0], time);
        var parts = Gen.OneOf(
            Gen.Elements("t", "v1", "v0", "=", ",", ";", " ", "\u0000", time, signature, signature[1..], "99999999999999", "é"),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
        var headers = Gen.ArrayOf(parts).Select(string.Concat);
        var webhook = Deliveries.Webhook();

        Prop.ForAll(Arb.From(headers), header =>
        {
            var reading = webhook.Read(Deliveries.Request(Bodies[0], "", header), Sample.Now);
            return reading.Verdict == WebhookVerdict.Rejected
                || (header.Contains(time, StringComparison.Ordinal) && header.Contains(signature, StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void No_base_is_below_zero_or_above_what_is_left_without_tax()
    {
        var amount = Gen.Choose(0, int.MaxValue).Select(value => (long)value);
        var cases = Gen.Zip(Gen.Zip(amount, amount), amount);

        Prop.ForAll(Arb.From(cases), amounts =>
        {
            var ((net, tax), paid) = amounts;
            var payment = Deliveries.Accepted<Payment>(
                StripePayloads.InvoicePaid(new StripeInvoice { Net = net, Tax = tax, Paid = paid }));
            return payment.Amount.MinorUnits >= 0 && payment.Amount.MinorUnits <= net
                && payment.Amount.MinorUnits <= payment.Gross!.Value.MinorUnits
                && (paid < net + tax || payment.Amount.MinorUnits == net);
        }).QuickCheckThrowOnFailure();
    }

    private static void Check(Gen<byte[]> bodies, int count)
    {
        var webhook = Deliveries.Webhook(options =>
        {
            options.AcceptedAccounts = StripeAccounts.Any;
            options.BookTestModeAsLive = true;
        });
        Prop.ForAll(Arb.From(bodies), body =>
        {
            var request = Deliveries.Request(body, "", StripeSigner.Header(body, Sample.Now));
            var reading = webhook.Read(request, Sample.Now);
            return reading.Verdict == WebhookVerdict.Accepted
                ? reading.Facts.OfType<Payment>().All(IsPossible) && reading.Facts.OfType<Reversal>().All(IsPossible)
                : reading.Reason is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(count));
    }

    private static bool IsPossible(Payment payment) =>
        payment.Amount.MinorUnits is >= 0 and <= Money.MaxMinorUnits
        && payment.Gross!.Value.MinorUnits is >= 0 and <= Money.MaxMinorUnits
        && payment.Gross.Value.Currency == payment.Amount.Currency
        && payment.Source.Length <= 255;

    private static bool IsPossible(Reversal reversal) =>
        reversal.Gross!.Value.MinorUnits is >= 0 and <= Money.MaxMinorUnits
        && reversal.Source.Length <= 320 && reversal.Target.Length <= 255;
}
