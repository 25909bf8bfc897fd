namespace Affiliate.TestSupport;

/// <summary>Tests that need a PostgreSQL server: skipped where none is installed, failing there in CI.</summary>
public sealed class NeedsPostgresAttribute : TestConditionAttribute
{
    /// <inheritdoc />
    protected override string? Missing => PostgresPrograms.Folder is null
        ? "PostgreSQL is not installed: no initdb in " + string.Join(", ", PostgresPrograms.Candidates) + "."
        : null;
}
