using Affiliate.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>SQLite files, each a copy of one that was made once for its context.</summary>
internal static class SqliteFiles
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("affiliate-").FullName;

    private static int LastNumber;

    static SqliteFiles() => AppDomain.CurrentDomain.ProcessExit += (_, _) => TemporaryFolder.Delete(Folder);

    /// <summary>A database with the tables of a context.</summary>
    public static TestDatabase<TContext> New<TContext>() where TContext : DbContext
    {
        var file = NewFile<TContext>();
        return new TestDatabase<TContext>(
            options => options.UseSqliteFile(file),
            () =>
            {
                Remove(file);
                return ValueTask.CompletedTask;
            });
    }

    /// <summary>A file with the tables of <see cref="HostContext"/>.</summary>
    public static string NewHost() => NewFile<HostContext>();

    public static void Remove(string file)
    {
        CloseConnections(file);
        foreach (var part in Directory.GetFiles(Folder, Path.GetFileName(file) + "*"))
        {
            File.Delete(part);
        }
    }

    private static string NewFile<TContext>() where TContext : DbContext
    {
        var file = NextFile();
        File.Copy(Template<TContext>.File.Value, file);
        return file;
    }

    private static string NextFile() => Path.Combine(Folder, $"{Interlocked.Increment(ref LastNumber)}.db");

    private static void CloseConnections(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        SqliteConnection.ClearPool(connection);
    }

    private static class Template<TContext> where TContext : DbContext
    {
        public static readonly Lazy<string> File = new(Make);

        private static string Make()
        {
            var file = NextFile();
            var database = new TestDatabase<TContext>(options => options.UseSqliteFile(file), () => ValueTask.CompletedTask);
            using (var context = database.Open())
            {
                context.Database.EnsureCreated();
            }

            CloseConnections(file);
            return file;
        }
    }
}
