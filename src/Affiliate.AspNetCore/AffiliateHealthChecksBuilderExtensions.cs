using Affiliate.AspNetCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the affiliate program to the host's health checks.</summary>
public static class AffiliateHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds the check <c>affiliate</c>: degraded when genuine payment messages were refused within the hour because a clock is wrong, and
    /// failed when the background work cannot reach the store.
    /// </summary>
    /// <remarks>
    /// Its data say, in seconds, how far the latest such message was from this server's time (<c>signature_skew_seconds</c>, negative when
    /// it was signed earlier), and the ages of the oldest payment messages that are not applied and of the oldest refund or dispute whose
    /// payment nobody told of (<c>oldest_received_seconds</c>, <c>oldest_failed_seconds</c>, <c>oldest_quarantined_seconds</c>,
    /// <c>oldest_parked_seconds</c>), read at most once a minute in the background. A probe never waits for the database. Needs
    /// <c>AddAffiliateTracking()</c>. Call it once: two checks of one name stop the health checks.
    /// </remarks>
    /// <param name="builder">What <c>AddHealthChecks()</c> returns.</param>
    /// <param name="failureStatus">What the check says while the store is away. Default: unhealthy.</param>
    /// <param name="tags">Tags to choose checks by. Default: none.</param>
    public static IHealthChecksBuilder AddAffiliateTracking(
        this IHealthChecksBuilder builder, HealthStatus failureStatus = HealthStatus.Unhealthy, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<AffiliateHealthCheck>("affiliate", failureStatus, tags ?? []);
    }
}
