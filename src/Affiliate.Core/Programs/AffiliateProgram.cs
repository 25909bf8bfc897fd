namespace Affiliate;

/// <summary>One set of terms: currency, windows, default commission, hold, payout minimum.</summary>
public sealed record AffiliateProgram : IRecord<AffiliateProgram>
{
    /// <summary>The identifier.</summary>
    public required ProgramId Id { get; init; }

    /// <summary>The host's own name for the program, lower case, for example <c>default</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>The ISO 4217 code of amounts given without one.</summary>
    public required string Currency { get; init; }

    /// <summary>The share of a payment that a partner earns when nothing more specific says otherwise (AH-23).</summary>
    public required Rate DefaultCommission { get; init; }

    /// <summary>How long after a click a sign-up still counts, the last instant included (AF-14).</summary>
    public required TimeSpan AttributionWindow { get; init; }

    /// <summary>How long the visitor's cookie lives.</summary>
    public required TimeSpan CookieWindow { get; init; }

    /// <summary>How long a commission waits after the payment before it can be approved by itself.</summary>
    public required TimeSpan HoldPeriod { get; init; }

    /// <summary>Whether holds go on to the end of the calendar month (UTC) in which they would end.</summary>
    public bool HoldsToMonthEnd { get; init; }

    /// <summary>Whether commissions of subscriptions also wait until the next invoice of the subscription is paid.</summary>
    public bool HoldsUntilNextInvoice { get; init; }

    /// <summary>Whether commissions on sales in other currencies are booked in <see cref="Currency"/>, at the rate of that moment.</summary>
    public bool BooksInProgramCurrency { get; init; }

    /// <summary>
    /// Up to what amount a commission is approved by itself when its hold ends, in minor units of its own currency;
    /// <see langword="null"/> for any amount, 0 for none.
    /// </summary>
    public long? AutoApproveUpToMinorUnits { get; init; }

    /// <summary>The smallest balance paid out, in minor units of <see cref="Currency"/> (AH-45).</summary>
    public required long MinPayoutMinorUnits { get; init; }

    /// <summary>
    /// The smallest balances paid out in some currencies, in minor units, for example <c>JPY:6000 KWD:15000</c>; in those that are
    /// not named as many major units as <see cref="MinPayoutMinorUnits"/>. <see langword="null"/> for none.
    /// </summary>
    public string? MinPayouts { get; init; }

    /// <summary>When payouts are made by themselves; <see langword="null"/> like <see cref="PayoutSchedule.OnRequest"/>, never.</summary>
    public PayoutSchedule? PayoutSchedule { get; init; }

    /// <summary>How many days after the end of a period what was earned in it is paid; at least one.</summary>
    public int PayoutNetDays { get; init; }

    /// <summary>When the schedule was set: the first period it pays for ends later.</summary>
    public DateTimeOffset? PayoutScheduleSince { get; init; }

    /// <summary>The part of payouts kept back for the tax office where the partner's tax profile says nothing; <see langword="null"/> for none.</summary>
    public Rate? WithholdingRate { get; init; }

    /// <summary>The <see cref="Affiliate.SepaOrigin"/> as JSON; <see langword="null"/> for none.</summary>
    public string? SepaOrigin { get; init; }

    /// <summary>The <see cref="Affiliate.NachaOrigin"/> as JSON; <see langword="null"/> for none.</summary>
    public string? NachaOrigin { get; init; }

    /// <summary>The part of payouts kept in reserve for <see cref="ReservePeriod"/>; <see langword="null"/> for none.</summary>
    public Rate? ReserveRate { get; init; }

    /// <summary>For how long it is kept, from when the payout is made; <see langword="null"/> for 90 days.</summary>
    public TimeSpan? ReservePeriod { get; init; }

    /// <summary>After how long without anything new taken back what a partner owes is given up; <see langword="null"/> for never.</summary>
    public TimeSpan? WriteOffAfter { get; init; }

    /// <summary>Up to what amount what a partner owes is given up at once, in minor units of <see cref="Currency"/>; <see langword="null"/> for none.</summary>
    public long? WriteOffUpToMinorUnits { get; init; }

    /// <summary>Whether only partners with a tax profile are paid; what others have rolls over.</summary>
    public bool RequiresTaxProfile { get; init; }

    /// <summary>The hosts that redirects may lead to and beacons may come from, separated by spaces.</summary>
    public required string AllowedHosts { get; init; }

    /// <summary>Where a link without a destination of its own leads; a local path or an absolute address.</summary>
    public required string DefaultDestination { get; init; }

    /// <summary>How clicks share the credit for a customer; the partner with the largest share is paid (AF-13).</summary>
    public string AttributionModel { get; init; } = AttributionModels.LastClick;

    /// <summary>What a coupon does when a click competes with it.</summary>
    public CouponRule CouponRule { get; init; }

    /// <summary>The part of whoever helped; see <see cref="ProgramOptions.AssistShare"/>.</summary>
    public Rate? AssistShare { get; init; }

    /// <summary>What a second click of a visitor through the same partner does (AF-15).</summary>
    public RepeatClickRule RepeatClicks { get; init; }

    /// <summary>When a customer is bound to a partner.</summary>
    public BindingMoment BindsAt { get; init; }

    /// <summary>
    /// After how long without a payment a later click may win a bound customer; <see langword="null"/> for never. See
    /// <see cref="ProgramOptions.RebindAfter"/>.
    /// </summary>
    public TimeSpan? RebindAfter { get; init; }

    /// <summary>Whether a visit that a known customer signs in with may bind them; see <see cref="ProgramOptions.MergesAtSignIn"/>.</summary>
    public bool MergesAtSignIn { get; init; } = true;

    /// <summary>Whether clicks of programs are not even kept; see <see cref="ProgramOptions.DropsBots"/>.</summary>
    public bool DropsBots { get; init; }

    /// <summary>How a buyer is recognised, tried in this order (AF-20), separated by spaces; see <see cref="ProgramOptions.IdentityOrder"/>.</summary>
    public string IdentityOrder { get; init; } = BuyerIdentities.Default;

    /// <summary>Whether partners may be credited for themselves.</summary>
    public bool AllowsSelfReferral { get; init; }

    /// <summary>Whether customers who were known before the click can still be won over.</summary>
    public bool PaysExistingCustomers { get; init; }

    /// <summary>After how long without a purchase a customer counts as new again; <see langword="null"/> for never.</summary>
    public TimeSpan? ReactivationAfter { get; init; }

    /// <summary>Whether test leads are taken without a key outside Development too (AF-07).</summary>
    public bool TakesKeylessTests { get; init; }

    /// <summary>Whether a sign-up that only a browser reports may bind a new customer; what it earns waits for review.</summary>
    public bool BindsUnsignedSignUps { get; init; }

    /// <summary>Whether a dispute takes the commission once the money was withdrawn, not only once it is lost.</summary>
    public bool ReversesDisputesAtOnce { get; init; }

    /// <summary>Whether pages may report conversions through <c>/pixel.gif</c>; what they earn waits for review (CP-04).</summary>
    public bool TakesPixelConversions { get; init; }

    /// <summary>The hidden program that test mode writes to: the same terms, other rows.</summary>
    internal AffiliateProgram Twin => this with { Id = Id.Test() };

    /// <summary>
    /// The query parameter that says what a click cost; <see langword="null"/> for none. A name that ends in
    /// <c>_cents</c> carries whole minor units, any other one an amount such as <c>0.35</c> (semantics 7).
    /// </summary>
    public string? CostParameter { get; init; }

    /// <summary>The routing rules of every link, as JSON; <see langword="null"/> for none.</summary>
    public string? Rules { get; init; }

    /// <summary>When the program was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How often the program was changed.</summary>
    public int Version { get; init; }

    /// <inheritdoc />
    public static RecordType<AffiliateProgram> Record { get; } =
        new RecordType<AffiliateProgram>("programs", p => p.Id)
            .Unique(p => p.Key)
            .Versioned(p => p.Version)
            .Text(64, p => p.Key)
            .Text(200, p => p.Name)
            .Text(32, p => p.AttributionModel)
            .Text(3, p => p.Currency)
            .Text(32, p => p.CostParameter)
            .Text(BuyerIdentities.MaxLength, p => p.IdentityOrder)
            .Text(RoutingRules.MaxJsonLength, p => p.Rules)
            .Text(1000, p => p.SepaOrigin, p => p.NachaOrigin)
            .Text(4000, p => p.AllowedHosts, p => p.MinPayouts)
            .Text(2000, p => p.DefaultDestination);

    /// <summary>The key of a program by its identifier.</summary>
    public static Key<AffiliateProgram> ById(ProgramId id) => Record.ByPrimaryKey(id);

    /// <summary>The key of a program by the host's own name for it.</summary>
    public static Key<AffiliateProgram> ByKey(string key) => Record.ByUniqueKey(0, key);
}
