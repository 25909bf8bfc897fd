namespace Affiliate.Stripe;

/// <summary>A snapshot event, and where it arrived.</summary>
internal sealed record StripeEvent(
    string Id, string Type, bool IsLive, string? Account, DateTimeOffset CreatedAt, EndpointSettings Endpoint)
{
    // A reference, `stripe:live:acct_…:in_…`, must fit the 255 characters of a sale's transaction id.
    private const int MaxAccountLength = 60;
    private const int MaxObjectIdLength = 180;
    private const int MaxEventIdLength = 255;
    private const int MaxTypeLength = 128;

    /// <summary>What the event is about.</summary>
    public required WebhookJson Object { get; init; }

    /// <summary>Whether what it tells is kept apart from real money.</summary>
    public required bool IsTest { get; init; }

    /// <summary>The program of what arrived without naming one.</summary>
    public required string? DefaultProgram { get; init; }

    /// <summary>What the inbox keeps of the event.</summary>
    public WebhookMessage Message => new(Id, Scope, Type, CreatedAt) { Content = Object.Fingerprint };

    private string Scope => ScopeOf(IsLive, Account ?? Endpoint.OwnAccount);

    /// <summary>Reads the members that every snapshot event has.</summary>
    /// <returns><see langword="null"/> when one of them is missing or of the wrong type.</returns>
    public static StripeEvent? Read(WebhookJson json, EndpointSettings endpoint, StripeOptions options)
    {
        var account = json["account"];
        if (json["id"].Text is not { } id || !IsEventId(id)
            || json["object"].Text != "event"
            || json["type"].Text is not { } type || !IsType(type)
            || json["created"].UnixTime is not { } createdAt
            || json["livemode"].Flag is not { } isLive
            || !(account.IsNothing || IsAccount(account.Text))
            || !json["data"].IsObject)
        {
            return null;
        }

        return new StripeEvent(id, type, isLive, account.Text, createdAt, endpoint)
        {
            Object = json["data"]["object"],
            IsTest = !isLive && !options.BookTestModeAsLive,
            DefaultProgram = options.DefaultProgram,
        };
    }

    /// <summary>The world that event ids and object ids are unique in.</summary>
    public static string ScopeOf(bool isLive, string? account) => $"{(isLive ? "live" : "test")}:{account ?? "self"}";

    /// <summary>Whether a text is the id of an event.</summary>
    public static bool IsEventId(string text) => IsId(text, "evt_", MaxEventIdLength);

    /// <summary>Whether a text can be a type of event.</summary>
    public static bool IsType(string text) => IsId(text, "", MaxTypeLength);

    /// <summary>Whether a text names a Stripe account.</summary>
    public static bool IsAccount(string? text) => text is not null && IsId(text, "acct_", MaxAccountLength);

    /// <summary>
    /// What an object is called here, whether Stripe names it by its id or includes it whole; <see langword="null"/>
    /// when it names none.
    /// </summary>
    public string? ReferenceOf(WebhookJson value) => IdOf(value) is { } id ? $"stripe:{Scope}:{id}" : null;

    /// <summary>
    /// What a coupon, promotion code or discount is called here. People choose the ids of coupons, so they may have blanks and any letters.
    /// </summary>
    public string? CouponReferenceOf(WebhookJson value) =>
        (value.Text ?? value["id"].Text) is { Length: > 0 and <= MaxObjectIdLength } id && !id.Any(char.IsControl)
            ? $"stripe:{Scope}:{id}"
            : null;

    /// <summary>What a reversal is called here; <see langword="null"/> when the value names none.</summary>
    /// <param name="kind">What kind of thing it is, because a charge names its total of refunds too.</param>
    /// <param name="value">The object, or its id.</param>
    public string? SourceOf(string kind, WebhookJson value) =>
        IdOf(value) is { } id ? $"stripe:{Scope}:{kind}:{id}" : null;

    /// <summary>Accepts a fact, with what is read alike on every object.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="subscriptionMetadata">The copy of its subscription's metadata that the object carries.</param>
    public WebhookReading Accept(PaymentFact fact, WebhookJson subscriptionMetadata = default) =>
        WebhookReading.Accepted(Message, [Complete(fact, subscriptionMetadata)]);

    /// <summary>Accepts several facts about one payment.</summary>
    public WebhookReading AcceptAll(IEnumerable<PaymentFact> facts) =>
        WebhookReading.Accepted(Message, [.. facts.Select(fact => Complete(fact, default))]);

    /// <summary>The event has nothing to say, for a reason that is told.</summary>
    public WebhookReading Ignore(string reason) => WebhookReading.Ignored(reason, Message);

    private PaymentFact Complete(PaymentFact fact, WebhookJson subscriptionMetadata) => fact with
    {
        IsTest = IsTest,
        Program = Endpoint.Program ?? PaymentMetadata.ReadProgram(Object["metadata"])
            ?? PaymentMetadata.ReadProgram(subscriptionMetadata) ?? DefaultProgram,
        CustomerReference = fact.CustomerReference ?? ReferenceOf(Object["customer"]) ?? ReferenceOf(Object["customer_account"]),
    };

    private static string? IdOf(WebhookJson value) =>
        (value.Text ?? value["id"].Text) is { } id && IsId(id, "", MaxObjectIdLength) ? id : null;

    private static bool IsId(string text, string prefix, int maxLength) =>
        text.Length > prefix.Length && text.Length <= maxLength && text.StartsWith(prefix, StringComparison.Ordinal)
        && text.All(c => c is > ' ' and <= '~');
}
