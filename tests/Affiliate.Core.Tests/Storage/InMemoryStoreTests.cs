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

public sealed class InMemoryLookUpTests : LookUpConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryRoundTripTests : RoundTripConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryComparisonTests : ComparisonConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryQueryTests : QueryConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemorySumTests : SumConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryCounterTests : CounterConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryClickTests : ClickConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryWorkQueueTests : WorkQueueConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryConcurrencyTests : ConcurrencyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryBackgroundTests : BackgroundConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryWebhookTests : WebhookConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}
