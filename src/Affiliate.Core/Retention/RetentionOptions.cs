namespace Affiliate;

/// <summary>How long rows are kept that nothing is computed from. What is older is deleted in small portions, by one instance at a time.</summary>
public sealed class RetentionOptions
{
    internal static readonly TimeSpan ShortestForCallKeys = TimeSpan.FromDays(365);
    internal static readonly TimeSpan ShortestForClicks = TimeSpan.FromDays(366);
    internal static readonly TimeSpan ShortestForDeliveries = TimeSpan.FromDays(1);
    internal static readonly TimeSpan ShortestForEvents = TimeSpan.FromDays(90);
    internal static readonly TimeSpan ShortestForPaymentBodies = TimeSpan.FromDays(7);
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>
    /// How long an <c>Idempotency-Key</c> is remembered; afterwards the same key makes something again. Transaction ids and the
    /// <c>idempotency_key</c> of conversions are kept with the sale, for ever.
    /// </summary>
    /// <value>Between 365 and 36,500 days. Default: 400 days.</value>
    public TimeSpan CallKeys { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// How long single clicks are kept. The daily sums by partner, link, campaign, country, device and so on stay; what is asked of single
    /// clicks (two filters at once, hours, click paths, what clicks cost) finds those that are left. Sign-ups, sales and commissions keep
    /// the identifier of their click.
    /// </summary>
    /// <value>Between 366 days, the longest attribution window, and 36,500 days. Default: 396 days (13 months).</value>
    public TimeSpan Clicks { get; set; } = TimeSpan.FromDays(396);

    /// <summary>
    /// How long the log of webhook deliveries is kept, counted from the event. What is still to be sent is never deleted; a replay of older
    /// events sends them again, since nobody knows any more that they arrived.
    /// </summary>
    /// <value>Between 1 and 36,500 days. Default: 30 days.</value>
    public TimeSpan Deliveries { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long lines of the audit log are kept. Clicks, sales, commissions and the ledger do not depend on them.</summary>
    /// <value>Between 90 and 36,500 days. Default: 731 days (two years).</value>
    public TimeSpan Events { get; set; } = TimeSpan.FromDays(731);

    /// <summary>
    /// How long the bodies of payment messages are kept that are applied or have no effect. The row stays for ever, so that the same
    /// message never counts twice. What failed or was set aside keeps its body until it is applied.
    /// </summary>
    /// <value>Between 7 and 36,500 days. Default: 90 days.</value>
    public TimeSpan PaymentBodies { get; set; } = TimeSpan.FromDays(90);
}
