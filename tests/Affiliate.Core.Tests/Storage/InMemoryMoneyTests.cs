using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

public sealed class InMemoryPayoutTests : PayoutConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryBalanceTests : BalanceConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryAttributionTests : AttributionConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryPlanTests : PlanConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryAuditTests : AuditConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemorySendingTests : SendingConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryMoneyPropertyTests : MoneyPropertyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryProofTests : ProofConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemorySelfReferralTests : SelfReferralConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryReversalTests : ReversalConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryExplainTests : ExplainConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemorySignInTests : SignInConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryPayoutScheduleTests : PayoutScheduleConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryWithholdingTests : WithholdingConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryWriteOffTests : WriteOffConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}

public sealed class InMemoryReserveTests : ReserveConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        InMemoryHarness.CreateAsync(timeProvider);
}
