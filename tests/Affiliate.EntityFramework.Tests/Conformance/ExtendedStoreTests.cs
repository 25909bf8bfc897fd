using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

public sealed class SqliteExtendedClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ExtendedContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExtendedClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ExtendedContext>(timeProvider);
}

public sealed class SqliteExtendedUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ExtendedContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExtendedUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ExtendedContext>(timeProvider);
}

public sealed class SqliteExtendedConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ExtendedContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExtendedConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ExtendedContext>(timeProvider);
}

public sealed class SqliteExtendedConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ExtendedContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExtendedConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ExtendedContext>(timeProvider);
}

public sealed class SqliteExtendedCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ExtendedContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExtendedCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ExtendedContext>(timeProvider);
}

public sealed class SqliteExtendedRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ExtendedContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExtendedRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ExtendedContext>(timeProvider);
}
