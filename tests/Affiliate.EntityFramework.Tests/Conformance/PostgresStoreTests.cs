using Affiliate.Conformance;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

internal static class PostgresHarness
{
    public static async Task<IStoreHarness> CreateAsync(TimeProvider timeProvider)
    {
        var database = await PostgresDatabases.TakeAsync();
        return new StoreHarness(
            timeProvider,
            options => options.UseNpgsql(database.ConnectionString),
            () => PostgresDatabases.ReturnAsync(database));
    }
}

[NeedsPostgres]
public sealed class PostgresUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresLookUpTests : LookUpConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresQueryTests : QueryConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresSumTests : SumConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresBackgroundTests : BackgroundConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        PostgresHarness.CreateAsync(timeProvider);
}
