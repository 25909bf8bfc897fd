using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Affiliate.Sqlite;

/// <summary>Answers the request for a newer SQLitePCLRaw.core with the older copy beside the application.</summary>
/// <remarks>
/// It subscribes when this assembly is first used, which <see cref="SqliteOptions.UseSqliteFile"/> does in time. An
/// application that calls <c>UseSqlite</c> itself compiles this file too, so that it subscribes when it starts.
/// </remarks>
internal static class OlderSqliteLoader
{
    private const string Library = "SQLitePCLRaw.core";

#pragma warning disable CA2255 // Tests, samples and benchmarks are applications; no library package has this file.
    [ModuleInitializer]
    internal static void Subscribe() => AssemblyLoadContext.Default.Resolving += Resolve;
#pragma warning restore CA2255

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName wanted)
    {
        if (wanted.Name != Library)
        {
            return null;
        }

        var path = Path.Combine(AppContext.BaseDirectory, Library + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
