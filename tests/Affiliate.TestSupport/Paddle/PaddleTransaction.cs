namespace Affiliate.TestSupport;

/// <summary>A transaction of one line. Amounts are in the currency's smallest unit.</summary>
public sealed record PaddleTransaction
{
    /// <summary>The transaction's id.</summary>
    public string Id { get; init; } = "txn_1";

    /// <summary>The event's id. Default: made of the transaction's and the type.</summary>
    public string? EventId { get; init; }

    /// <summary>What was sold, without tax and before the discount.</summary>
    public long Subtotal { get; init; } = 9900;

    /// <summary>What was taken off.</summary>
    public long Discount { get; init; }

    /// <summary>The tax on top.</summary>
    public long Tax { get; init; }

    /// <summary>What was paid with credit.</summary>
    public long Credit { get; init; }

    /// <summary>Paddle's fee.</summary>
    public long Fee { get; init; } = 545;

    /// <summary>The currency.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>How the transaction came about.</summary>
    public string Origin { get; init; } = "web";

    /// <summary>The customer's id.</summary>
    public string? Customer { get; init; } = "ctm_1";

    /// <summary>The subscription's id; <see langword="null"/> for a single purchase.</summary>
    public string? Subscription { get; init; } = "sub_1";

    /// <summary>The product's id.</summary>
    public string Product { get; init; } = "pro_1";

    /// <summary>The custom data.</summary>
    public IReadOnlyDictionary<string, string>? CustomData { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; init; } = Sample.Now;
}
