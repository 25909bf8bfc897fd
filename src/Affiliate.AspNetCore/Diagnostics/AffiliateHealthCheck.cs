using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Affiliate.AspNetCore;

/// <summary>Whether the store can be reached, the clock agrees with the payment providers', and for how long payments wait.</summary>
internal sealed class AffiliateHealthCheck(StoreOutage outage, DeliveryWatch watch, PaymentBacklog backlog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failure)
    {
        var data = backlog.Ages.ToDictionary(age => $"oldest_{age.Key}_seconds", age => (object)(long)age.Value.TotalSeconds);
        var skew = watch.Skew;
        if (skew is { } known)
        {
            data["signature_skew_seconds"] = (long)known.TotalSeconds;
        }

        return outage.IsOpen ? new(failure, "The affiliate store fails or cannot be reached.", data: data)
            : skew is not null ? HealthCheckResult.Degraded(
                "Genuine payment messages were refused for the time in their signatures: a clock is wrong.", data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
