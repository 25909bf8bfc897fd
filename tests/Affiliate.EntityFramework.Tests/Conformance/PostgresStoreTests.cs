using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

[NeedsPostgres]
public sealed class PostgresUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresLookUpTests : LookUpConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresQueryTests : QueryConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresSumTests : SumConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresBackgroundTests : BackgroundConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresWebhookTests : WebhookConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}
