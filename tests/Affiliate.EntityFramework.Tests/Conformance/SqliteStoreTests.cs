using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

public sealed class SqliteUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteLookUpTests : LookUpConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteQueryTests : QueryConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteSumTests : SumConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteBackgroundTests : BackgroundConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteWebhookTests : WebhookConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}
