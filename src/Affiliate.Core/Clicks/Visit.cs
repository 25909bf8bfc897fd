using System.Net;

namespace Affiliate;

/// <summary>What the host knows of the visitor who signs up or buys.</summary>
public sealed record Visit
{
    /// <summary>The id or key of the program. Default: the one for the host that was visited, else the default program.</summary>
    public string? Program { get; init; }

    /// <summary>The host that was visited, with or without port: it names the program when nothing else does.</summary>
    internal string? Host { get; init; }

    /// <summary>Where the request comes from, when the host can tell; compared with where partners come from, and never stored.</summary>
    internal IPAddress? Address { get; init; }

    /// <summary>The random number in the visitor's cookie.</summary>
    public Guid? VisitorId { get; init; }

    /// <summary>The click that the host carried along itself; works without a cookie.</summary>
    public ClickId? ClickId { get; init; }

    /// <summary>Whether somebody of the host's staff acts as the customer: then the visit is not the customer's, and counts nothing.</summary>
    public bool IsImpersonated { get; init; }

    /// <summary>
    /// A context token that came along in a link, form or call instead of a cookie. What it says is added to the rest; one
    /// that is not genuine or has expired is passed over.
    /// </summary>
    public string? Context { get; init; }
}
