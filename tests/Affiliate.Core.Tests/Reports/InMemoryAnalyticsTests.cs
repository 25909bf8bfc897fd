using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

public sealed class InMemoryAnalyticsTests : AnalyticsConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}
