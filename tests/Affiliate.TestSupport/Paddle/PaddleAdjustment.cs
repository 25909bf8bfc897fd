namespace Affiliate.TestSupport;

/// <summary>A change of what a transaction came to. Amounts are in the currency's smallest unit.</summary>
public sealed record PaddleAdjustment
{
    /// <summary>The adjustment's id.</summary>
    public string Id { get; init; } = "adj_1";

    /// <summary>The transaction's id.</summary>
    public string Transaction { get; init; } = "txn_1";

    /// <summary>For example <c>refund</c> or <c>chargeback</c>.</summary>
    public string Action { get; init; } = "refund";

    /// <summary><c>full</c> or <c>partial</c>.</summary>
    public string Type { get; init; } = "partial";

    /// <summary><c>pending_approval</c>, <c>approved</c>, <c>rejected</c> or <c>reversed</c>.</summary>
    public string Status { get; init; } = "pending_approval";

    /// <summary>What it is about, without tax.</summary>
    public long Subtotal { get; init; } = 4950;

    /// <summary>The tax of it.</summary>
    public long Tax { get; init; }

    /// <summary>How many seconds after the sample moment this was so; 0 for its creation.</summary>
    public int Second { get; init; }
}
