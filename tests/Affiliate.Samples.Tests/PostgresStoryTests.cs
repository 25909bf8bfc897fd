using Affiliate.TestSupport;

namespace Affiliate.Samples;

[NeedsPostgres]
public sealed class PostgresStoryTests : StoryTests
{
    private protected override Task<Installation> InstallAsync() => Installation.PostgresAsync();
}

[NeedsPostgres]
public sealed class PostgresCrashTests : CrashTests
{
    private protected override Task<Installation> InstallAsync() => Installation.PostgresAsync();
}
