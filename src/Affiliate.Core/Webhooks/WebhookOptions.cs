namespace Affiliate;

/// <summary>Settings of the webhooks that are sent to a program's endpoints.</summary>
public sealed class WebhookOptions
{
    /// <summary>How long and how often a failed delivery is tried again.</summary>
    /// <value>Default: <see cref="WebhookSchedule.Standard"/>.</value>
    public WebhookSchedule Schedule { get; set; }

    /// <summary>How long one attempt may take, with everything from the name look-up to the answer's status.</summary>
    /// <value>Between 1 and 15 seconds. Default: 15 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many requests one instance has under way to one endpoint.</summary>
    /// <value>Between 1 and 16. Default: 4.</value>
    public int RequestsPerEndpoint { get; set; } = 4;

    /// <summary>How many requests one instance has under way to all endpoints that work; as many again to those that fail.</summary>
    /// <value>Between 1 and 256. Default: 32.</value>
    public int Requests { get; set; } = 32;

    /// <summary>Whether plain <c>http</c> addresses are taken outside the Development environment too.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowHttp { get; set; }

    /// <summary>The ports that may be called on public addresses.</summary>
    /// <value>Default: 443 and 80.</value>
    public IList<int> AllowedPorts { get; } = [443, 80];

    /// <summary>
    /// Networks that may be called though they are not public, on any port, for example <c>10.20.0.0/16</c> or
    /// <c>127.0.0.0/8</c>. Whoever may make endpoints reaches everything in them.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedNetworks { get; } = [];
}

/// <summary>When a failed delivery is tried again.</summary>
public enum WebhookSchedule
{
    /// <summary>At once, then 5, 10, 20, 40 and 80 seconds after each failure: six attempts in 155 seconds (TX-09).</summary>
    Standard,

    /// <summary>At once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h: ten attempts in three days.</summary>
    LongOutage,
}
