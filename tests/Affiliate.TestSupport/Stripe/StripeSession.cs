namespace Affiliate.TestSupport;

/// <summary>A completed checkout session. Amounts are in the currency's smallest unit.</summary>
public sealed record StripeSession
{
    /// <summary>The session's id.</summary>
    public string Id { get; init; } = "cs_1";

    /// <summary>The event's id. Default: made of the session's, so that the same session is the same event.</summary>
    public string? EventId { get; init; }

    /// <summary><c>payment</c>, <c>subscription</c> or <c>setup</c>.</summary>
    public string Mode { get; init; } = "payment";

    /// <summary><c>paid</c>, <c>unpaid</c> or <c>no_payment_required</c>.</summary>
    public string PaymentStatus { get; init; } = "paid";

    /// <summary>What was sold, without tax.</summary>
    public long Net { get; init; } = 9900;

    /// <summary>The tax on top.</summary>
    public long Tax { get; init; }

    /// <summary>The shipping on top.</summary>
    public long Shipping { get; init; }

    /// <summary>The currency, in lower case as Stripe writes it.</summary>
    public string Currency { get; init; } = "usd";

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; } = "cus_1";

    /// <summary>The payment intent's id.</summary>
    public string? PaymentIntent { get; init; } = "pi_1";

    /// <summary>The invoice's id.</summary>
    public string? Invoice { get; init; }

    /// <summary>The subscription's id.</summary>
    public string? Subscription { get; init; }

    /// <summary>The host's own reference.</summary>
    public string? ClientReferenceId { get; init; }

    /// <summary>The session's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was completed.</summary>
    public DateTimeOffset CompletedAt { get; init; } = Sample.Now;

    /// <summary>Whether it is real money.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>The connected account.</summary>
    public string? Account { get; init; }
}
