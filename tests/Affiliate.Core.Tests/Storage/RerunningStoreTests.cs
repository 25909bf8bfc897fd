using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

public sealed class RerunningConflictTests : ConflictConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider, runsTwice: true);
}

public sealed class RerunningClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider, runsTwice: true);
}

public sealed class RerunningConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider, runsTwice: true);
}
