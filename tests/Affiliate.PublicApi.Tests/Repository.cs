using System.Reflection;

namespace Affiliate.PublicApi;

/// <summary>Where the sources are, found upwards from the built tests.</summary>
internal static class Repository
{
    public static readonly string[] Packages =
    [
        "Affiliate.AspNetCore", "Affiliate.Core", "Affiliate.EntityFramework", "Affiliate.Paddle", "Affiliate.Stripe",
    ];

    public static string Root { get; } = FindRoot();

    public static string Approved(string name) =>
        Path.Combine(Root, "tests", "Affiliate.PublicApi.Tests", "approved", name + ".txt");

    public static Assembly Load(string package) => Assembly.Load(package);

    public static IEnumerable<string> Sources(string folder, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "bin" or "obj"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Affiliate.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Affiliate.sln is in no folder above the tests.");
    }
}
