namespace Affiliate.PublicApi;

public class HouseRuleTests
{
    private const int MostLines = 250;

    [Fact]
    public void No_source_file_is_longer_than_250_lines()
    {
        var tooLong = Repository.Sources("src", ".cs", ".js", ".css", ".html")
            .Select(file => (Name: Path.GetRelativePath(Repository.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > MostLines);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_readme_in_the_packages_links_to_nothing_in_the_repository()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "eng", "PackageReadme.md"));

        Assert.DoesNotMatch(@"\]\((?!https://)", readme);
        Assert.Contains("eng/PackageReadme.md\" Pack=\"true\"", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.targets")), StringComparison.Ordinal);
    }
}
