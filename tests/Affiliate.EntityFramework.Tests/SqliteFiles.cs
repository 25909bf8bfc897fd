using Affiliate.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework.Tests;

/// <summary>SQLite files, each a copy of one that was made once for its context.</summary>
internal static class SqliteFiles
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("affiliate-").FullName;

    private static readonly Lazy<string> Template = new(MakeTemplate);

    private static int _number;

    static SqliteFiles() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>An empty file without tables.</summary>
    public static string New() => Path.Combine(Folder, $"{Interlocked.Increment(ref _number)}.db");

    /// <summary>A file with the tables of <see cref="HostContext"/>.</summary>
    public static string NewHost()
    {
        var file = New();
        File.Copy(Template.Value, file);
        return file;
    }

    public static void Remove(string file)
    {
        using (var connection = new SqliteConnection($"Data Source={file}"))
        {
            SqliteConnection.ClearPool(connection);
        }

        foreach (var part in Directory.GetFiles(Folder, Path.GetFileName(file) + "*"))
        {
            File.Delete(part);
        }
    }

    private static string MakeTemplate()
    {
        var file = Path.Combine(Folder, "template.db");
        var options = new DbContextOptionsBuilder<HostContext>();
        options.UseSqliteFile(file);
        using var context = new HostContext(options.Options);
        context.Database.EnsureCreated();
        using var connection = new SqliteConnection($"Data Source={file}");
        SqliteConnection.ClearPool(connection);
        return file;
    }
}
