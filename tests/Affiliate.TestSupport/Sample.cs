namespace Affiliate.TestSupport;

/// <summary>Records to test with: complete, storable and different from one another; adapt them with <c>with</c>.</summary>
public static partial class Sample
{
    private static int LastNumber;

    /// <summary>The moment at which samples are made, in whole milliseconds.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero);

    /// <summary>A new identifier.</summary>
    public static TId Id<TId>() where TId : struct, IAffiliateId<TId> => AffiliateId.New<TId>(Now);

    /// <summary>A text that no other sample has, for example <c>slug-7</c>.</summary>
    public static string Unique(string start) => FormattableString.Invariant($"{start}-{Interlocked.Increment(ref LastNumber)}");

    /// <summary>A program in US dollars with the terms of <see cref="ProgramOptions"/>.</summary>
    public static AffiliateProgram Program() => new()
    {
        Id = Id<ProgramId>(),
        Key = Unique("program"),
        Name = "Sample program",
        Currency = "USD",
        DefaultCommission = new Rate(2_000),
        AttributionWindow = TimeSpan.FromDays(90),
        CookieWindow = TimeSpan.FromDays(90),
        HoldPeriod = TimeSpan.FromDays(30),
        MinPayoutMinorUnits = 5_000,
        AllowedHosts = "app.example.com www.example.com",
        DefaultDestination = "/",
        CreatedAt = Now,
    };

    /// <summary>An active partner; without <paramref name="program"/> of a program of its own.</summary>
    public static Partner Partner(ProgramId? program = null)
    {
        var slug = Unique("partner");
        return new Partner
        {
            Id = Id<PartnerId>(),
            ProgramId = program ?? Id<ProgramId>(),
            Email = slug + "@example.com",
            Slug = slug,
            Status = PartnerStatus.Active,
            CreatedAt = Now,
        };
    }

    /// <summary>A further link of a partner.</summary>
    public static Link Link(Partner? partner = null)
    {
        var owner = partner ?? Partner();
        return new Link
        {
            Id = Id<LinkId>(),
            ProgramId = owner.ProgramId,
            PartnerId = owner.Id,
            Slug = Unique("link"),
            Destination = "https://www.example.com/pricing",
            CreatedAt = Now,
        };
    }

    /// <summary>A coupon of a partner, without limits.</summary>
    public static Coupon Coupon(Partner? partner = null)
    {
        var owner = partner ?? Partner();
        var code = Unique("CODE");
        return new Coupon
        {
            Id = Id<CouponId>(),
            ProgramId = owner.ProgramId,
            PartnerId = owner.Id,
            Code = code,
            Lookup = Affiliate.Coupon.LookupOf(code),
            CreatedAt = Now,
        };
    }

    /// <summary>An active campaign of the program; without <paramref name="program"/> of one of its own.</summary>
    public static Campaign Campaign(ProgramId? program = null) => new()
    {
        Id = Id<CampaignId>(),
        ProgramId = program ?? Id<ProgramId>(),
        Name = Unique("campaign"),
        Status = CampaignStatus.Active,
        CreatedAt = Now,
    };

    /// <summary>A qualified, attributable click by a new visitor.</summary>
    public static Click Click(Partner? partner = null)
    {
        var owner = partner ?? Partner();
        return new Click
        {
            Id = Id<ClickId>(),
            ProgramId = owner.ProgramId,
            PartnerId = owner.Id,
            LinkId = Id<LinkId>(),
            VisitorId = Guid.CreateVersion7(Now),
            Ref = owner.Slug,
            Landing = "/pricing",
            Referrer = "https://blog.example.net/review",
            Source = "blog.example.net",
            OccurredAt = Now,
            Qualified = true,
            Attributable = true,
        };
    }

    /// <summary>One day of one partner with a single qualified click.</summary>
    public static ClickTally Tally(Partner? partner = null)
    {
        var owner = partner ?? Partner();
        return new ClickTally
        {
            Id = Id<ClickTallyId>(),
            ProgramId = owner.ProgramId,
            PartnerId = owner.Id,
            Day = DateOnly.FromDateTime(Now.UtcDateTime),
            Clicks = 1,
            Qualified = 1,
        };
    }

    /// <summary>A customer that the host knows as <paramref name="key"/>.</summary>
    public static Customer Customer(ProgramId? program = null, string? key = null)
    {
        var name = key ?? Unique("customer");
        return new Customer
        {
            Id = Id<CustomerId>(),
            ProgramId = program ?? Id<ProgramId>(),
            Lookup = LookupKey.Of(name),
            Key = name,
            EmailMasked = "c***@e***.com",
            CreatedAt = Now,
        };
    }

    /// <summary>The binding of a customer to a partner.</summary>
    public static Referral Referral(Customer? customer = null, PartnerId? partner = null)
    {
        var referred = customer ?? Customer();
        return new Referral
        {
            Id = Id<ReferralId>(),
            ProgramId = referred.ProgramId,
            CustomerId = referred.Id,
            PartnerId = partner ?? Id<PartnerId>(),
            ClickId = Id<ClickId>(),
            Reason = "last_click",
            CreatedAt = Now,
        };
    }

    /// <summary>A sign-up of a customer.</summary>
    public static Lead Lead(Customer? customer = null)
    {
        var signedUp = customer ?? Customer();
        return new Lead
        {
            Id = Id<LeadId>(),
            ProgramId = signedUp.ProgramId,
            CustomerId = signedUp.Id,
            EventName = Affiliate.Lead.SignUp,
            CreatedAt = Now,
        };
    }

    /// <summary>A line of the audit log.</summary>
    public static LoggedEvent LoggedEvent(ProgramId? program = null) => new()
    {
        Id = Id<AffiliateEventId>(),
        ProgramId = program ?? Id<ProgramId>(),
        Type = "partner.created",
        Payload = "{}",
        CreatedAt = Now,
    };

    /// <summary>Work that is due now.</summary>
    public static WorkItem WorkItem(WorkKind kind = WorkKind.Handler) => new()
    {
        Id = Id<WorkItemId>(),
        Kind = kind,
        Subject = Unique("subject"),
        DueAt = Now,
        CreatedAt = Now,
    };

    /// <summary>A key that may do everything.</summary>
    public static ApiKey ApiKey(ProgramId? program = null) => new()
    {
        Id = Id<ApiKeyId>(),
        ProgramId = program ?? Id<ProgramId>(),
        Name = "Sample key",
        Lookup = Unique("lookup"),
        Hash = new string('0', 64),
        LastFour = "0000",
        Scopes = ApiScopes.All,
        CreatedAt = Now,
    };
}
