namespace Affiliate.Stripe.Tests;

/// <summary>
/// Who is credited, and what is held, whichever of the messages about one purchase comes first (I7, §4.2–§4.9, AF-20, AF-21).
/// </summary>
public class EvidenceStoryTests
{
    private static readonly StripeInvoice Guest = new() { Id = "in_#", Subscription = "sub_#", Customer = "cus_#" };

    private static readonly byte[] Invoice = StripePayloads.InvoicePaid(Guest);

    private static readonly byte[] Known = StripePayloads.InvoicePaid(Guest with { Metadata = PaymentMetadata.For("user-7") });

    private static readonly byte[] InvoicePayment = ReversalPayloads.InvoicePayment();

    private static readonly StripeSession Session = new()
    {
        Id = "cs_#",
        Mode = "subscription",
        PaymentIntent = null,
        Invoice = "in_#",
        Subscription = "sub_#",
        Customer = "cus_#",
    };

    [Fact]
    public Task AF_21_one_purchase_told_by_six_events_is_one_credited_sale() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        StripePayloads.CheckoutSessionCompleted(Session with { Metadata = PaymentMetadata.For("user-7") }),
        InvoicePayment,
        ReversalPayloads.Of("payment_intent.succeeded", 0, new { id = "pi_#", @object = "payment_intent", latest_charge = "ch_#" }),
        ReversalPayloads.Of("charge.succeeded", 0, new { id = "ch_#", @object = "charge", payment_intent = "pi_#" }),
        ReversalPayloads.Subscription("customer.subscription.created", 0, []));

    [Fact]
    public Task Trial_to_paid_counts_the_paid_invoice_alone() => EndsAsync(
        new StoryEnd(2, 1_980),
        StripePayloads.CheckoutSessionCompleted(Session with { Invoice = "in_t#", Metadata = PaymentMetadata.For("user-7") }),
        StripePayloads.InvoicePaid(Guest with { Id = "in_t#", Net = 0 }),
        StripePayloads.InvoicePaid(Guest with { BillingReason = "subscription_cycle" }));

    [Fact]
    public Task A_coupon_alone_credits_its_partner_also_when_the_code_is_heard_of_last() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        Deliveries.With(
            StripePayloads.CheckoutSessionCompleted(Session), "discounts", """[{"coupon":"off20","promotion_code":"promo_#"}]"""),
        Code("promo_#"));

    [Fact]
    public Task Of_several_discounts_the_one_that_is_somebodys_counts() => EndsAsync(
        new StoryEnd(1, 1_980),
        Deliveries.With(
            Invoice, "discounts", """[{"id":"di_1","source":{"coupon":"welcome"}},{"id":"di_2","promotion_code":"promo_#"}]"""),
        Code("promo_#"));

    [Fact]
    public Task A_discount_that_invoices_name_by_its_id_is_known_from_the_customers() => EndsAsync(
        new StoryEnd(1, 1_980),
        Deliveries.With(Invoice, "discounts", """["di_#"]"""),
        Code("promo_#"),
        ReversalPayloads.Of("customer.discount.created", 0, new
        {
            id = "di_#",
            @object = "discount",
            customer = "cus_#",
            promotion_code = "promo_#",
            source = new { coupon = "off20", type = "coupon" },
        }));

    [Fact]
    public Task A_coupon_without_promotion_code_is_normal_and_nobodys() => EndsAsync(
        new StoryEnd(1, 0), Deliveries.With(Invoice, "discounts", """[{"id":"di_1","coupon":{"id":"off20"}}]"""));

    [Fact]
    public Task AH_19_the_slug_in_the_reference_credits_the_partner() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        StripePayloads.CheckoutSessionCompleted(Session with { ClientReferenceId = "aff_alpha" }));

    [Fact]
    public Task AH_19_the_ref_in_the_subscriptions_metadata_credits_the_partner() => EndsAsync(
        new StoryEnd(1, 1_980),
        Invoice,
        ReversalPayloads.Subscription("customer.subscription.created", 0, new() { ["affihub_ref"] = "alpha" }));

    [Fact]
    public Task The_customers_own_metadata_credits_and_outlives_the_customer() => EndsAsync(
        new StoryEnd(1, 1_980),
        Known,
        ReversalPayloads.Of("customer.updated", 0, new { id = "cus_#", @object = "customer", email = "buyer@example.com" }),
        ReversalPayloads.Of("customer.deleted", 5, new { id = "cus_#", @object = "customer", deleted = true }));

    /// <summary>§4.9: an invoice that is told after its customer is gone counts by the stored link.</summary>
    [Fact]
    public Task The_customers_metadata_credits_payments_that_are_told_after_the_customer_is_gone() => EndsAsync(
        new StoryEnd(1, 1_980),
        ReversalPayloads.Of("customer.created", 0, new { id = "cus_#", @object = "customer", metadata = PaymentMetadata.For("user-7") }),
        Invoice,
        ReversalPayloads.Of("customer.deleted", 5, new { id = "cus_#", @object = "customer", deleted = true }));

    /// <summary>Each is told once: a repeat of the payment would find what the customer's message left (I7).</summary>
    [Fact]
    public Task I7_payments_told_before_their_customers_metadata_are_credited_by_it() => StripeStory.EndsOnceAsync(
        new StoryEnd(3, 5_940),
        Invoice,
        StripePayloads.InvoicePaid(Guest with { Id = "in_o#", Subscription = null, BillingReason = "manual" }),
        StripePayloads.InvoicePaid(Guest with { Id = "in_p#", Subscription = null, BillingReason = "manual" }),
        ReversalPayloads.Of("customer.created", 0, new { id = "cus_#", @object = "customer", email = "buyer@example.com" }),
        ReversalPayloads.Of("customer.updated", 1, new { id = "cus_#", @object = "customer", metadata = PaymentMetadata.For("user-7") }));

    /// <summary>One payment of a customer who names the host's account tells whose the others are (I7).</summary>
    [Fact]
    public Task I7_a_payment_is_credited_by_another_one_of_its_customer() => StripeStory.EndsOnceAsync(
        new StoryEnd(3, 5_940),
        Known,
        StripePayloads.InvoicePaid(Guest with { Id = "in_o#", Subscription = null, BillingReason = "manual" }),
        StripePayloads.InvoicePaid(Guest with { Id = "in_p#", Subscription = null, BillingReason = "manual" }),
        ReversalPayloads.Of("customer.created", 0, new { id = "cus_#", @object = "customer", email = "buyer@example.com" }));

    /// <summary>As many as there is room for are kept, the strongest of the first message among them.</summary>
    [Fact]
    public Task A_hundred_discounts_do_not_hide_the_one_that_credits() => EndsAsync(
        new StoryEnd(1, 1_980),
        Deliveries.With(
            Invoice,
            "discounts",
            "[" + string.Join(',', Enumerable.Range(1, 100).Select(i => $"{{\"id\":\"di_{i}\",\"promotion_code\":\"{(i == 1 ? "promo_#" : $"promo_x{i}")}\"}}")) + "]"),
        Code("promo_#"));

    [Fact]
    public async Task A_warning_of_fraud_holds_until_there_is_nothing_to_do_about_it()
    {
        static byte[] Warning(string type, int second, bool isOpen) => ReversalPayloads.Of(
            type, second, new { id = "issfr_#", @object = "radar.early_fraud_warning", charge = "ch_#", payment_intent = "pi_#", actionable = isOpen });
        var created = Warning("radar.early_fraud_warning.created", 1, isOpen: true);

        await EndsAsync(new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), Known, InvoicePayment, created);
        await EndsAsync(
            new StoryEnd(1, 1_980), Known, InvoicePayment, created, Warning("radar.early_fraud_warning.updated", 2, isOpen: false));
    }

    [Fact]
    public Task A_voided_invoice_changes_no_money() => EndsAsync(
        new StoryEnd(1, 1_980), Known, ReversalPayloads.Of("invoice.voided", 9, new { id = "in_#", @object = "invoice" }));

    [Fact]
    public async Task Money_that_Stripe_did_not_collect_is_held_where_the_host_wants_that()
    {
        static void Strict(StripeOptions options) => options.RequireCollectedPayment = true;

        await EndsAsync(Strict, new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), Known);
        await EndsAsync(Strict, new StoryEnd(1, 1_980), Known, InvoicePayment);
        await EndsAsync(
            Strict,
            new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true),
            Known,
            Deliveries.With(InvoicePayment, "payment", """{"type":"payment_record","payment_record":"pr_1"}"""));
    }

    [Fact]
    public async Task A_dispute_takes_the_commission_at_once_where_the_host_wants_that()
    {
        static void AtOnce(StripeOptions options) => options.ReverseDisputesAtOnce = true;
        var created = ReversalPayloads.Dispute("charge.dispute.created", 1, "needs_response", 9_900);
        var withdrawn = ReversalPayloads.Dispute("charge.dispute.funds_withdrawn", 1, "needs_response", 9_900);

        await EndsAsync(AtOnce, new StoryEnd(1, 1_980, Held: 9_900, IsOnHold: true), Known, InvoicePayment, created);
        await EndsAsync(AtOnce, new StoryEnd(1, 0, Reversed: 9_900), Known, InvoicePayment, created, withdrawn);
        await EndsAsync(
            AtOnce,
            new StoryEnd(1, 1_980),
            Known,
            InvoicePayment,
            created,
            withdrawn,
            ReversalPayloads.Dispute("charge.dispute.closed", 9, "won", 9_900));
    }

    /// <summary>§4.6: what is given again of an open dispute is told in the currency of the balance, so only its end decides.</summary>
    [Fact]
    public async Task Money_given_again_while_the_dispute_is_open_changes_nothing_yet()
    {
        static void AtOnce(StripeOptions options) => options.ReverseDisputesAtOnce = true;
        var withdrawn = ReversalPayloads.Dispute("charge.dispute.funds_withdrawn", 1, "needs_response", 9_900);
        var reinstated = Deliveries.With(
            ReversalPayloads.Dispute("charge.dispute.funds_reinstated", 5, "under_review", 9_900),
            "balance_transactions", """[{"amount":-9900,"currency":"eur"},{"amount":9000,"currency":"eur"}]""");

        await EndsAsync(AtOnce, new StoryEnd(1, 0, Reversed: 9_900), Known, InvoicePayment, withdrawn, reinstated);
        await EndsAsync(
            AtOnce, new StoryEnd(1, 1_980), Known, InvoicePayment, reinstated, ReversalPayloads.Dispute("charge.dispute.closed", 9, "won", 9_900));
    }

    [Fact]
    public async Task A_bare_intent_is_a_sale_only_when_nothing_claims_it_in_time()
    {
        static void Track(StripeOptions options) => options.TrackPaymentIntents = true;
        var intent = ReversalPayloads.Of("payment_intent.succeeded", 0, new
        {
            id = "pi_#",
            @object = "payment_intent",
            latest_charge = "ch_#",
            currency = "usd",
            amount_received = 10_000,
            amount_details = new { tip = new { amount = 100 } },
            metadata = PaymentMetadata.For("user-7"),
        });
        var charge = ReversalPayloads.Of("charge.succeeded", 0, new { id = "ch_#", @object = "charge", payment_intent = "pi_#" });

        await EndsAsync(Track, new StoryEnd(1, 1_980), intent, charge);
        await EndsAsync(Track, new StoryEnd(1, 1_980), intent, charge, Known, InvoicePayment);
        await EndsAsync(Track, new StoryEnd(0, 0), Deliveries.With(intent, "invoice", "\"in_9\""));
    }

    private static byte[] Code(string id) => ReversalPayloads.Of("promotion_code.created", 0, new
    {
        id,
        @object = "promotion_code",
        active = true,
        code = "ALPHA20",
        promotion = new { type = "coupon", coupon = "off20" },
        metadata = new { affiliate_partner = "Alpha" },
    });

    private static Task EndsAsync(StoryEnd expected, params byte[][] events) => EndsAsync(_ => { }, expected, events);

    private static Task EndsAsync(Action<StripeOptions> configure, StoryEnd expected, params byte[][] events) =>
        StripeStory.EndsAsync(expected, events, configure);
}
