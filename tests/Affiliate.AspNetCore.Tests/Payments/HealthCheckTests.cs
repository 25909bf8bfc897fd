using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Affiliate.AspNetCore.Tests;

/// <summary>What the host's health checks say of the affiliate program (payment-providers §8).</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task It_is_healthy_and_says_for_how_long_payments_wait()
    {
        await using var host = await StartAsync();
        await host.Store.AddAsync(Sample.InboxEntry() with { State = InboxState.Failed, ReceivedAt = host.Time.Now.AddHours(-1) });

        await CheckAsync(host);
        await host.Services.GetRequiredService<PaymentBacklog>().Reading;
        var report = await CheckAsync(host);

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(3_600L, report.Data["oldest_failed_seconds"]);
        Assert.Equal("Healthy", await host.Client.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }

    [Fact]
    public async Task A_wrong_clock_degrades_it_and_the_skew_is_told()
    {
        await using var host = await StartAsync();

        host.Services.GetRequiredService<DeliveryWatch>().Note(
            "stripe", new IntakeAnswer(IntakeResult.Rejected, WebhookReason.SignatureStale), null, host.Time.Now.AddMinutes(-7));
        var report = await CheckAsync(host);
        host.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal((HealthStatus.Degraded, -420L), (report.Status, report.Data["signature_skew_seconds"]));
        Assert.Contains("clock", report.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task With_the_store_away_it_fails_as_the_host_says()
    {
        await using var host = await StartAsync();
        var outage = new StoreOutage(NullLogger<StoreOutage>.Instance);
        var check = new AffiliateHealthCheck(
            outage, host.Services.GetRequiredService<DeliveryWatch>(), host.Services.GetRequiredService<PaymentBacklog>());
        var context = new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("affiliate", check, HealthStatus.Degraded, []),
        };

        outage.Report(new IOException("Away."));
        var away = await check.CheckHealthAsync(context);
        outage.Recover();

        Assert.Equal(HealthStatus.Degraded, away.Status);
        Assert.Contains("store", away.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(context)).Status);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        services: services => services.AddHealthChecks().AddAffiliateTracking(), pipeline: app => app.MapHealthChecks("/health"));

    private static async Task<HealthReportEntry> CheckAsync(TestHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["affiliate"];
}
