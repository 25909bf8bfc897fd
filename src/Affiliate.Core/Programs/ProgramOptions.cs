namespace Affiliate;

/// <summary>The terms a program starts with. Once the program exists, the database wins.</summary>
public sealed class ProgramOptions
{
    /// <summary>The name shown to people. Default: the program's key.</summary>
    public string? Name { get; set; }

    /// <summary>The ISO 4217 code of amounts given without one. Default: <c>USD</c>.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>The share that a partner earns by default. Default: 20 % (AH-23).</summary>
    public Rate DefaultCommission { get; set; } = new(2_000);

    /// <summary>How long after a click a sign-up still counts for the partner, the last instant included.</summary>
    /// <value>Between 1 minute and 366 days. Default: 90 days.</value>
    public TimeSpan AttributionWindow { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the visitor's cookie lives.</summary>
    /// <value>Between 1 minute and 400 days. Default: 90 days.</value>
    public TimeSpan CookieWindow { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a commission waits after the payment before it is approved by itself.</summary>
    /// <value>Between zero and 366 days. Default: 30 days.</value>
    public TimeSpan HoldPeriod { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether holds go on to the end of the calendar month (UTC) in which they would end, so that a month is approved at once.</summary>
    /// <value>Default: no.</value>
    public bool HoldsToMonthEnd { get; set; }

    /// <summary>Whether commissions of subscriptions also wait until the next invoice of the subscription is paid.</summary>
    /// <value>Default: no. What the last invoice of a subscription earns waits for a person.</value>
    public bool HoldsUntilNextInvoice { get; set; }

    /// <summary>
    /// Whether commissions on sales in other currencies are booked in <see cref="Currency"/>, at the rate of
    /// <see cref="IExchangeRates"/> when the sale is recorded; rules, caps and flat amounts then are in it too.
    /// </summary>
    /// <value>Default: no, each commission is in its sale's currency. Without a rate it is as well, and waits for review.</value>
    public bool BooksInProgramCurrency { get; set; }

    /// <summary>Up to what amount a commission is approved by itself when its hold ends, in minor units of its own currency.</summary>
    /// <value>Zero or more; 0 leaves every commission to a person. Default: <see langword="null"/>, any amount.</value>
    public long? AutoApproveUpToMinorUnits { get; set; }

    /// <summary>How clicks share the credit for a customer; the partner with the largest share is paid.</summary>
    /// <value>
    /// <c>last_click</c>, <c>first_click</c>, <c>linear</c>, <c>position_based</c> (40/20/40), <c>time_decay</c> (half after 7
    /// days), or the name of an added <see cref="IAttributionModel"/>. Default: <c>last_click</c>.
    /// </value>
    public string AttributionModel { get; set; } = AttributionModels.LastClick;

    /// <summary>What a coupon does when a click competes with it. Default: the coupon's partner is credited.</summary>
    public CouponRule CouponRule { get; set; }

    /// <summary>
    /// What part of a customer's commissions goes to the partner of the newest other click that could have won them, cut out of what
    /// the credited partner would earn.
    /// </summary>
    /// <value>Above 0 and at most 50 %. Default: <see langword="null"/>, one partner earns all.</value>
    public Rate? AssistShare { get; set; }

    /// <summary>What a second click of a visitor through the same partner does (AF-15). Default: it is recorded (AH-09).</summary>
    public RepeatClickRule RepeatClicks { get; set; }

    /// <summary>When a customer is bound to a partner. Default: at sign-up.</summary>
    public BindingMoment BindsAt { get; set; }

    /// <summary>After how long without a payment a later click may win a customer who is bound already.</summary>
    /// <remarks>
    /// Counted from the binding. The click must be made after that time, and the customer must have paid nothing at all yet: then it
    /// moves them at the next sign-up, sign-in or sale that brings it, with a line <c>referral.changed</c> in the audit log. Who
    /// paid once, and whom a person credited, stays.
    /// </remarks>
    /// <value>At least 1 day. Default: <see langword="null"/>, a binding is for ever.</value>
    public TimeSpan? RebindAfter { get; set; }

    /// <summary>Whether <see cref="AffiliateTracker.SignInAsync"/> may bind a customer to the partner of the visit they sign in with.</summary>
    /// <value>Default: yes, for clicks from before the customer was known.</value>
    public bool MergesAtSignIn { get; set; } = true;

    /// <summary>Whether clicks of bots, by their user agent, are not even kept. They are led on all the same.</summary>
    /// <value>Default: no, they are kept and do not count. What is dropped is gone, also when the user agent was misjudged.</value>
    public bool DropsBots { get; set; }

    /// <summary>How a buyer is recognised; the first way that finds a customer counts (AF-20).</summary>
    /// <remarks>
    /// Whom a way finds keeps the partner they are bound to; clicks and coupons decide about buyers whom none finds, or who are
    /// bound to nobody. <see cref="BuyerIdentity.Click"/> finds the customer who signed up through the click that a payment
    /// names, <see cref="BuyerIdentity.Email"/> the one with the same address, compared as keyed hashes (AH-17); addresses can
    /// be shared and made up, so it is off unless it is listed.
    /// </remarks>
    /// <value>Each at most once. Default: <see cref="BuyerIdentity.CustomerKey"/>, <see cref="BuyerIdentity.ProviderCustomer"/>.</value>
    public IList<BuyerIdentity> IdentityOrder { get; } = [BuyerIdentity.CustomerKey, BuyerIdentity.ProviderCustomer];

    /// <summary>Whether partners may be credited for what they buy themselves: the commission is a discount to them then.</summary>
    /// <value>Default: no; the same company waits for review.</value>
    public bool AllowsSelfReferral { get; set; }

    /// <summary>Whether customers who were known before the click can still be won over. Default: no.</summary>
    public bool PaysExistingCustomers { get; set; }

    /// <summary>After how long without a purchase a customer counts as new again.</summary>
    /// <value>At least 1 day. Default: <see langword="null"/>, never.</value>
    public TimeSpan? ReactivationAfter { get; set; }

    /// <summary>Whether a sign-up that only a browser reports, without a token of the host, may bind a new customer.</summary>
    /// <value>What it earns waits for review. Default: no.</value>
    public bool BindsUnsignedSignUps { get; set; }

    /// <summary>Whether a dispute takes the commission once the money was withdrawn, not only once it is lost.</summary>
    /// <value>Default: no, it is on hold until the dispute is decided (semantics 8).</value>
    public bool ReversesDisputesAtOnce { get; set; }

    /// <summary>Whether pages may report conversions through <c>/pixel.gif</c>, which anybody can call.</summary>
    /// <value>What they earn waits for review. Default: no.</value>
    public bool TakesPixelConversions { get; set; }

    /// <summary>The smallest balance paid out, in minor units. Default: 5,000.</summary>
    public long MinPayoutMinorUnits { get; set; } = 5_000;

    /// <summary>The smallest balances paid out in other currencies, by ISO 4217 code, in minor units of each.</summary>
    /// <value>Default: none; then as many major units as <see cref="MinPayoutMinorUnits"/> are.</value>
    public IDictionary<string, long> MinPayouts { get; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>When payouts are made by themselves, of what is approved: announced by an event first, made a day later. No money moves by it.</summary>
    /// <value>Default: <see cref="PayoutSchedule.Monthly"/>. Programs that were made before there were schedules have none.</value>
    public PayoutSchedule PayoutSchedule { get; set; } = PayoutSchedule.Monthly;

    /// <summary>How many days after the end of a period what was earned in it is paid, for example 30 for NET-30.</summary>
    /// <value>Between 0 and 120; 0 is the day after. Default: 0.</value>
    public int PayoutNetDays { get; set; }

    /// <summary>The part of payouts that is kept back for the tax office, where the partner's tax profile says nothing else.</summary>
    /// <remarks>It is owed to the tax office from when the money is confirmed: an entry of its own in the ledger, an account of its own in the journal.</remarks>
    /// <value>Below 100 %. Default: <see langword="null"/>, nothing.</value>
    public Rate? WithholdingRate { get; set; }

    /// <summary>The account that SEPA files are paid from (<see cref="PayoutFileFormat.Sepa"/>). Default: <see langword="null"/>, no such files.</summary>
    public SepaOrigin? SepaOrigin { get; set; }

    /// <summary>Who pays by NACHA files (<see cref="PayoutFileFormat.Nacha"/>). Default: <see langword="null"/>, no such files.</summary>
    public NachaOrigin? NachaOrigin { get; set; }

    /// <summary>The part of payouts that is kept in reserve for refunds to come, and paid with a payout after <see cref="ReservePeriod"/>.</summary>
    /// <remarks>Tax is kept back of the rest; what was in reserve is not kept back again.</remarks>
    /// <value>Below 100 %. Default: <see langword="null"/>, nothing.</value>
    public Rate? ReserveRate { get; set; }

    /// <summary>For how long that part is kept, from when the payout is made; longer while its money is not confirmed.</summary>
    /// <value>Between 1 and 366 days. Default: 90 days.</value>
    public TimeSpan ReservePeriod { get; set; } = Reserve.OrdinaryPeriod;

    /// <summary>
    /// After how long what a partner owes is given up, counted from when something was last taken back. Never while anything of the
    /// partner's waits to be approved.
    /// </summary>
    /// <value>At least 1 day. Default: <see langword="null"/>, never: it is carried until a payout nets it.</value>
    public TimeSpan? WriteOffAfter { get; set; }

    /// <summary>Up to what amount what a partner owes is given up, at once.</summary>
    /// <value>
    /// In minor units, in other currencies as many major units; 1 or more. Default: <see langword="null"/>, none.
    /// </value>
    public long? WriteOffUpToMinorUnits { get; set; }

    /// <summary>Whether only partners with a tax profile are paid. Default: no.</summary>
    public bool RequiresTaxProfile { get; set; }

    /// <summary>The hosts that redirects may lead to and beacons may come from, beside the request's own. Default: none.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Where a link without a destination of its own leads. Default: <c>/</c>.</summary>
    public string DefaultDestination { get; set; } = "/";

    /// <summary>The query parameter that says what a click cost, for example <c>cpc</c>; see <see cref="AffiliateProgram.CostParameter"/>.</summary>
    /// <value>At most 32 letters, digits, <c>-</c> and <c>_</c>. Default: <see langword="null"/>, cost is not read.</value>
    public string? CostParameter { get; set; }
}
