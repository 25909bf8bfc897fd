namespace Affiliate.Samples;

public sealed class SqliteStoryTests : StoryTests
{
    private protected override Task<Installation> InstallAsync() => Task.FromResult(Installation.Sqlite());
}

public sealed class SqliteCrashTests : CrashTests
{
    private protected override Task<Installation> InstallAsync() => Task.FromResult(Installation.Sqlite());
}
