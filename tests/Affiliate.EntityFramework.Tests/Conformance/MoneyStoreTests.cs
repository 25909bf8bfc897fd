using Affiliate.Conformance;

namespace Affiliate.EntityFramework.Tests;

public sealed class SqlitePayoutTests : PayoutConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresPayoutTests : PayoutConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteBalanceTests : BalanceConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresBalanceTests : BalanceConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteAttributionTests : AttributionConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresAttributionTests : AttributionConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqlitePlanTests : PlanConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteAuditTests : AuditConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresPlanTests : PlanConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresAuditTests : AuditConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteSendingTests : SendingConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresSendingTests : SendingConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteMoneyPropertyTests : MoneyPropertyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresMoneyPropertyTests : MoneyPropertyConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteProofTests : ProofConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteSelfReferralTests : SelfReferralConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

public sealed class SqliteReversalTests : ReversalConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresProofTests : ProofConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresSelfReferralTests : SelfReferralConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresReversalTests : ReversalConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteExplainTests : ExplainConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresExplainTests : ExplainConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteSignInTests : SignInConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresSignInTests : SignInConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqlitePayoutScheduleTests : PayoutScheduleConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresPayoutScheduleTests : PayoutScheduleConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteWithholdingTests : WithholdingConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresWithholdingTests : WithholdingConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteWriteOffTests : WriteOffConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresWriteOffTests : WriteOffConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}

public sealed class SqliteReserveTests : ReserveConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.SqliteAsync<HostContext>(timeProvider);
}

[NeedsPostgres]
public sealed class PostgresReserveTests : ReserveConformance
{
    protected override Task<IStoreHarness> CreateHarnessAsync(TimeProvider timeProvider) =>
        StoreHarness.PostgresAsync<HostContext>(timeProvider);
}
