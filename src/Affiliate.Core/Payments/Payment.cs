using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>A payment as it comes in, from a provider or from the host. What is stored of it is a <see cref="Sale"/>.</summary>
public sealed record Payment : PaymentFact
{
    /// <summary>The provider's name for payments that the host itself reports.</summary>
    public const string HostProvider = "api";

    /// <summary>The provider's name for conversions that a network reports by calling an address (CP-06).</summary>
    internal const string PostbackProvider = "postback";

    /// <summary>The provider's name for conversions that a page reports by loading a picture (CP-04).</summary>
    internal const string PixelProvider = "pixel";

    /// <summary>The most characters a source, an alias or another reference has.</summary>
    public const int MaxReferenceLength = 255;

    /// <summary>The name in <see cref="Metadata"/> of what <c>/conversions</c> calls the event type.</summary>
    public const string EventTypeName = "event_type";

    /// <summary>
    /// What the payment is called, unique for ever: the provider's reference of the invoice or intent, or the host's
    /// transaction id. The same source again is the same payment.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>The commission base: what the customer really paid less tax, discounts, credit and shipping.</summary>
    public required Money Amount { get; init; }

    /// <summary>What the customer was charged in all; the same currency. Default: <see cref="Amount"/>.</summary>
    public Money? Gross { get; init; }

    /// <summary>
    /// What the customer was charged in all in their own currency, where <see cref="Amount"/> is in another one: reversals may be told
    /// in it and then take back in proportion. Default: none, all is in one currency.
    /// </summary>
    public Money? Charged { get; init; }

    /// <summary>What the provider keeps of it, where that is known; the same currency. Default: nothing.</summary>
    public Money? Fee { get; init; }

    /// <summary>The host's own key of the customer: short for <see cref="PaymentEvidence.CustomerKey"/>.</summary>
    [JsonIgnore]
    public string? Customer
    {
        get => Evidence.CustomerKey;
        init => Evidence = Evidence with { CustomerKey = value };
    }

    /// <summary>Who reports it: lower-case letters, at most 32. Default: <c>api</c>, whose sources are unique per program.</summary>
    public string Provider { get; init; } = HostProvider;

    /// <summary>What kind of payment it is.</summary>
    public SaleKind Kind { get; init; }

    /// <summary>The host's or provider's product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The lines, whose amounts are parts of <see cref="Amount"/>. Default: none.</summary>
    public IReadOnlyList<SaleLine> Lines { get; init; } = [];

    /// <summary>
    /// Whether the message leaves out what was bought. A program with rules for products then pays by its other rules, and a person
    /// looks at the commission first.
    /// </summary>
    public bool HasUnknownLines { get; init; }

    /// <summary>The host's own data, for conditions of rules: at most 20 names of 40 characters, values of 200. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How often the subscription is paid: <c>monthly</c>, <c>quarterly</c>, <c>annual</c> or another word, at most 32 characters.</summary>
    public string? SubscriptionInterval { get; init; }

    /// <summary>Why a person must look at the commission first, as a code of at most 32 characters. Default: nobody must.</summary>
    public string? ReviewReason { get; init; }

    /// <summary>
    /// How long to wait whether something else claims the money, before it counts as a sale of its own; zero for a payment
    /// that is sure to be one.
    /// </summary>
    public TimeSpan CandidateDelay { get; init; }

    /// <summary>When the money moved; what a host reports is at most 5 minutes ahead of this clock. Default: now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}
