using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

[NeedsPostgres]
public sealed class PostgresRetryingUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRetryingConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRetryingCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRetryingClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRetryingWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRetryingConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRetryingSumTests : SumConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.RetryingAsync<HostContext>(timeProvider);
}
