namespace Affiliate.TestSupport;

/// <summary>Where the repository is, found upwards from the built tests.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder of the solution.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Affiliate.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Affiliate.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
