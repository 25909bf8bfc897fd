namespace Affiliate.TestSupport;

/// <summary>A paid invoice of one line. Amounts are in the currency's smallest unit.</summary>
public sealed record StripeInvoice
{
    /// <summary>The invoice's id.</summary>
    public string Id { get; init; } = "in_1";

    /// <summary>The event's id. Default: made of the invoice's, so that the same invoice is the same event.</summary>
    public string? EventId { get; init; }

    /// <summary>What was sold, without tax.</summary>
    public long Net { get; init; } = 9900;

    /// <summary>The tax on top.</summary>
    public long Tax { get; init; }

    /// <summary>What was paid. Default: everything.</summary>
    public long? Paid { get; init; }

    /// <summary>The currency, in lower case as Stripe writes it.</summary>
    public string Currency { get; init; } = "usd";

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; } = "cus_1";

    /// <summary>The subscription's id; <see langword="null"/> for a single purchase.</summary>
    public string? Subscription { get; init; } = "sub_1";

    /// <summary>Why the invoice was made. Default: the subscription's first, or by hand without one.</summary>
    public string? BillingReason { get; init; }

    /// <summary>The product's id.</summary>
    public string Product { get; init; } = "prod_1";

    /// <summary>The invoice's own metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The copy of the subscription's metadata.</summary>
    public IReadOnlyDictionary<string, string> SubscriptionMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was paid, and the event made.</summary>
    public DateTimeOffset PaidAt { get; init; } = Sample.Now;

    /// <summary>Whether it is real money.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>The connected account.</summary>
    public string? Account { get; init; }
}
