using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

public sealed class InMemoryUnitTests : UnitConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}
