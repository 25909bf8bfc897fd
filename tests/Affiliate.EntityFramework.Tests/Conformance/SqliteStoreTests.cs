using Affiliate.Conformance;
using Affiliate.Sqlite;

namespace Affiliate.EntityFramework.Tests;

internal static class SqliteHarness
{
    public static Task<IStoreHarness> CreateAsync(TimeProvider timeProvider)
    {
        var file = SqliteFiles.NewHost();
        return Task.FromResult<IStoreHarness>(new StoreHarness(
            timeProvider,
            options => options.UseSqliteFile(file),
            () =>
            {
                SqliteFiles.Remove(file);
                return ValueTask.CompletedTask;
            }));
    }
}

public sealed class SqliteUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteLookUpTests : LookUpConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteQueryTests : QueryConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteSumTests : SumConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}

public sealed class SqliteBackgroundTests : BackgroundConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        SqliteHarness.CreateAsync(timeProvider);
}
