namespace Affiliate;

/// <summary>Settings of the installation. What differs between programs is in <see cref="AffiliateProgram"/>.</summary>
public sealed class AffiliateOptions
{
    /// <summary>
    /// The installation's secrets by key id, 32 bytes each; the first is used for new values, all are accepted. Every
    /// instance needs the same. E-mail hashes and tokens are made with them.
    /// </summary>
    /// <value>
    /// Default: empty. In the Development environment one is then made and kept in the database; elsewhere start-up
    /// fails and says how to make one.
    /// </value>
#pragma warning disable CA2227 // Set from configuration or in one assignment.
    public IDictionary<string, string> Secrets { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);
#pragma warning restore CA2227

    /// <summary>Whether a click is answered when it is committed or before.</summary>
    /// <value>Default: <see cref="Affiliate.ClickDurability.Committed"/>.</value>
    public ClickDurability ClickDurability { get; set; }

    /// <summary>How many clicks may wait for their commit; more make the request wait, then fail.</summary>
    /// <value>Between 100 and 1,000,000. Default: 20,000.</value>
    public int ClickQueueLimit { get; set; } = 20_000;

    /// <summary>How many clicks one commit takes at most.</summary>
    /// <value>Between 1 and 10,000. Default: 1,000.</value>
    public int ClickBatchLimit { get; set; } = 1_000;

    /// <summary>How often handlers and stored payment messages are tried before they are parked.</summary>
    /// <value>Between 1 and 100. Default: 20.</value>
    public int MaxAttempts { get; set; } = 20;

    /// <summary>Settings of the webhooks that are sent to a program's endpoints.</summary>
    public WebhookOptions Webhooks { get; } = new();

    /// <summary>How long what is no longer needed is kept.</summary>
    public RetentionOptions Retention { get; } = new();
}

/// <summary>What an answer to a click promises.</summary>
public enum ClickDurability
{
    /// <summary>The click is committed when it is answered (I1).</summary>
    Committed,

    /// <summary>The click is queued when it is answered; a crash loses what is queued, usually under a second's worth.</summary>
    Buffered,
}
