namespace Affiliate;

/// <summary>Looks at what has happened lately and says what keeps a program from crediting its partners (AF-08, TX-12).</summary>
internal sealed class ReadinessReport(IAffiliateStore store, IEnumerable<IPaymentWebhook> webhooks, DeliveryWatch watch, TimeProvider time)
{
    /// <summary>How many of the latest rows of each kind are looked at.</summary>
    private const int Sample = 200;

    private const int FewClicks = 20;

    /// <summary>Why a beacon of a page that is neither own nor allowed credits nobody.</summary>
    private const string ForeignOrigin = "foreign_origin";

    private const double TooManyBots = 0.4;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    /// <summary>What identifiers of visits and checkouts begin with; they differ with every visit, so they recognise nobody.</summary>
    private static readonly string[] SessionMarks = ["cs_", "sess", "session", "sid_", "phpsessid", "jsessionid", "asp.net"];

    public async Task<Readiness> ReadAsync(AffiliateProgram program, CancellationToken ct)
    {
        var live = await SeenAsync(program.Id, ct).ConfigureAwait(false);
        var test = await SeenAsync(program.Id.Test(), ct).ConfigureAwait(false);
        var partners = await store.ListAsync(
            Query<Partner>.All.Equal(p => p.ProgramId, program.Id).Equal(p => p.Status, PartnerStatus.Active)
                .Ascending(p => p.CreatedAt).Take(2), ct).ConfigureAwait(false);
        var hasMessages = await store.FindAsync(
            Query<InboxEntry>.All.Descending(e => e.ReceivedAt), ct).ConfigureAwait(false) is not null;
        var borrowed = await BorrowedAsync(live, ct).ConfigureAwait(false);
        return new Readiness(
            [
                new ReadinessStep("pageview", live.LastClick, test.LastClick),
                new ReadinessStep("referrals", live.LastLead, test.LastLead),
                new ReadinessStep("payments", live.LastSale, test.LastSale),
            ],
            [.. Causes(live, test), .. Mistakes(live, partners.Count > 1, hasMessages), MetadataGate(borrowed)]);
    }

    /// <summary>Why sign-ups and sales are credited to nobody (AF-08).</summary>
    private static IEnumerable<ReadinessGate> Causes(Seen live, Seen test)
    {
        var withoutClick = live.Leads.Count(lead => lead is { PartnerId: null, Reason: "no_click", ClickId: null });
        yield return ReadinessGate.Of(
            "no_prior_click", live.Clicks.Count == 0,
            "No click has been recorded.",
            "Load affiliate.js or call app.UseAffiliateTracking(), then open a page with ?ref= and a partner's slug.");
        yield return ReadinessGate.Of(
            "click_id_mismatch",
            live.Leads.Any(lead => lead is { PartnerId: null, Reason: "no_click", ClickId: not null } or { Reason: Lead.UnreadableClick }),
            "Sign-ups name click ids that do not exist.",
            "Pass on the clickid of the address, or the click_id of the beacon's answer, unchanged.");

        // Most customers come by themselves, without a click. What tells is that nobody ever brings one.
        yield return ReadinessGate.Of(
            "cookie_absent", live.Clicks.Count > 0 && withoutClick > 0 && live.Leads.TrueForAll(lead => lead.ClickId is null),
            $"None of the last {live.Leads.Count} sign-ups came with the visitor's cookie or a click, though there are clicks.",
            "Hand context.GetAffiliateVisit() to ReferAsync on the host that set the cookie; across hosts set CookieDomain or pass ctx.");
        yield return ReadinessGate.Of(
            "pages_not_allowed",
            live.Clicks.Count(click => click.NotAttributableReason == ForeignOrigin) * 2 > live.Clicks.Count,
            "Most clicks were reported by pages on hosts that the program does not know, so they credit nobody.",
            "Add the hosts of your pages to the program's allowed_hosts.");
        yield return ReadinessGate.Of(
            "only_test_mode", (test.Leads.Count > 0 || test.Sales.Count > 0) && live.Leads.Count == 0 && live.Sales.Count == 0,
            "Only test calls were made.",
            "Drop test_mode and use a live key (aff_live_…).");

        // Customers of long ago go on paying, and some of them buy more: that alone says nothing.
        var strangers = live.Sales.Count(sale => sale.PartnerId is null && sale.Kind != SaleKind.Renewal && !live.HasLead(sale));
        yield return ReadinessGate.Of(
            "customer_key_differs",
            strangers > 0 && strangers >= live.Sales.Count(live.IsOfSignedUp) && live.Leads.Exists(lead => lead.PartnerId is not null),
            "Sales name customers that never signed up, while others did.",
            "Use the same customer_key at sign-up and as affiliate_customer in the payment's metadata.");
        yield return ReadinessGate.Of(
            "duplicate_sign_up", live.Customers.Where(c => c.EmailHash is not null).GroupBy(c => c.EmailHash).Any(g => g.Count() > 1),
            "One e-mail address signed up under several customer keys.",
            "Choose a customer_key that stays the same for a person or tenant, such as the id of the account.");
    }

    /// <summary>What spoils the numbers of a program that works (TX-12).</summary>
    private IEnumerable<ReadinessGate> Mistakes(Seen live, bool hasSeveralPartners, bool hasMessages)
    {
        yield return ReadinessGate.Of(
            "one_link_for_all", hasSeveralPartners && live.Clicks.Count >= FewClicks && live.Clicks.Select(c => c.PartnerId).Distinct().Count() == 1,
            "All clicks go to one partner, though there are several.",
            "Give every partner their own link; what shares one cannot be told apart.");
        yield return ReadinessGate.Of(
            "session_ids_as_keys", live.Customers.Any(c => IsSession(c.Key)) || live.Sales.Any(s => s.Provider == Payment.HostProvider && IsSession(s.TransactionId)),
            "Customer keys or transaction ids look like ids of sessions.",
            "Use the id of the account as customer_key and the id of the order or invoice as transaction_id.");

        // The fifth mistake cannot be made here: only qualified clicks are ever paid for.
        yield return new ReadinessGate("paying_on_raw_clicks", null, null);
        yield return ReadinessGate.Of(
            "unverified_signatures", webhooks.Any() && !hasMessages,
            "No payment message with a valid signature has arrived.",
            "Set the endpoint's signing secret and let the provider send a test event; unsigned messages are refused.");
        var seconds = (long)(watch.Skew?.TotalSeconds ?? 0);
        yield return ReadinessGate.Of(
            "clock_wrong", watch.Skew is not null,
            $"Genuine payment messages were refused: they were signed {Math.Abs(seconds)} s {(seconds < 0 ? "before" : "after")} this server's time.",
            "Set the server's clock. If it is right, somebody sends old messages again.");
        var robots = live.Clicks.Count(click => !click.Qualified);
        yield return ReadinessGate.Of(
            "low_confidence", live.Clicks.Count >= FewClicks && robots > live.Clicks.Count * TooManyBots,
            $"{robots} of the last {live.Clicks.Count} clicks are not qualified.",
            "Look at the reasons on the clicks and at their partners before you approve commissions.");
    }

    private static ReadinessGate MetadataGate(int borrowed) => ReadinessGate.Of(
        "metadata_on_checkout_only", borrowed > 0,
        $"Of {borrowed} subscriptions that paid lately only the checkout said who sent the customer, not the subscription itself.",
        "Write the same metadata on the subscription as on the checkout (Stripe: subscription_data.metadata), so that renewals carry it.");

    /// <summary>How many subscriptions of the latest sales say nothing themselves of who sent the customer (payment-providers §4.7).</summary>
    private async Task<int> BorrowedAsync(Seen live, CancellationToken ct)
    {
        var lookups = live.Sales.Select(sale => sale.SubscriptionReference).OfType<string>().Select(LookupKey.Of)
            .Distinct(StringComparer.Ordinal).ToList();
        return lookups.Count == 0
            ? 0
            : (await store.ListAsync(Query<PaymentReference>.All.In(r => r.Lookup, lookups), ct).ConfigureAwait(false))
                .Count(reference => reference.IsBorrowed);
    }

    private static bool IsSession(string key) =>
        SessionMarks.Any(mark => key.StartsWith(mark, StringComparison.OrdinalIgnoreCase));

    private async Task<Seen> SeenAsync(ProgramId program, CancellationToken ct)
    {
        var since = time.GetUtcMilliseconds() - Lately;
        var clicks = await store.ListAsync(
            Query<Click>.All.Equal(c => c.ProgramId, program).AtLeast(c => c.OccurredAt, since)
                .Descending(c => c.OccurredAt).Take(Sample), ct).ConfigureAwait(false);
        var leads = await store.ListAsync(
            Query<Lead>.All.Equal(l => l.ProgramId, program).AtLeast(l => l.CreatedAt, since)
                .Descending(l => l.CreatedAt).Take(Sample), ct).ConfigureAwait(false);
        var sales = await store.ListAsync(
            Query<Sale>.All.Equal(s => s.ProgramId, program).AtLeast(s => s.OccurredAt, since)
                .Descending(s => s.OccurredAt).Take(Sample), ct).ConfigureAwait(false);
        var ids = leads.Select(l => l.CustomerId).Concat(sales.Select(s => s.CustomerId).OfType<CustomerId>()).Distinct().ToList();
        var customers = ids.Count == 0
            ? []
            : await store.ListAsync(Query<Customer>.All.In(c => c.Id, ids), ct).ConfigureAwait(false);
        var buyers = sales.Select(s => s.CustomerId).OfType<CustomerId>().Distinct().ToList();
        var known = buyers.Count == 0
            ? []
            : await store.ListAsync(Query<Lead>.All.In(l => l.CustomerId, buyers), ct).ConfigureAwait(false);
        return new Seen(clicks, leads, sales, customers, known.Select(l => l.CustomerId).ToHashSet());
    }

    private sealed record Seen(
        List<Click> Clicks, List<Lead> Leads, List<Sale> Sales, List<Customer> Customers, HashSet<CustomerId> SignedUp)
    {
        public DateTimeOffset? LastClick => Clicks.Count > 0 ? Clicks[0].OccurredAt : null;

        public DateTimeOffset? LastLead => Leads.Count > 0 ? Leads[0].CreatedAt : null;

        public DateTimeOffset? LastSale => Sales.Count > 0 ? Sales[0].OccurredAt : null;

        public bool IsOfSignedUp(Sale sale) => sale.CustomerId is { } customer && SignedUp.Contains(customer);

        /// <summary>Sales without any customer are another matter: a guest may buy.</summary>
        public bool HasLead(Sale sale) => sale.CustomerId is null || IsOfSignedUp(sale);
    }
}
