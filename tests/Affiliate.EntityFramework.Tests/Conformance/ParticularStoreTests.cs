using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

public sealed class SqliteParticularRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ParticularContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresParticularRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ParticularContext>(timeProvider);
}

public sealed class SqliteParticularClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ParticularContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresParticularClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ParticularContext>(timeProvider);
}

public sealed class SqliteParticularWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ParticularContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresParticularWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ParticularContext>(timeProvider);
}

public sealed class SqliteParticularComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ParticularContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresParticularComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ParticularContext>(timeProvider);
}

public sealed class SqliteParticularConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<ParticularContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresParticularConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<ParticularContext>(timeProvider);
}
