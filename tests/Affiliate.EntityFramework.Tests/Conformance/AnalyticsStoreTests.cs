using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

public sealed class SqliteAnalyticsTests : AnalyticsConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresAnalyticsTests : AnalyticsConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}
