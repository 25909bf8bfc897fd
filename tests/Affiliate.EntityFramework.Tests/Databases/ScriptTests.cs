using Affiliate.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>The tables as the databases would be told to make them.</summary>
public class ScriptTests
{
    [Fact]
    public void SQLite_gets_a_script() => Check(options => options.UseSqliteFile("none.db"), "\"program_id\" TEXT NOT NULL");

    [Fact]
    public void PostgreSQL_gets_a_script() => Check(options => options.UseNpgsql("Host=none"), "program_id uuid NOT NULL");

    private static void Check(Action<DbContextOptionsBuilder> use, string column)
    {
        using var context = new TestDatabase<HostContext>(use, () => ValueTask.CompletedTask).Open();

        var script = context.Database.GenerateCreateScript();

        Assert.Equal(RecordType.All.Count, script.Split("CREATE TABLE").Length - 2);
        Assert.Contains(column, script, StringComparison.Ordinal);
        Assert.Equal(
            RecordType.All.Sum(record => record.UniqueKeys.Count), script.Split("CREATE UNIQUE INDEX").Length - 1);
    }
}
