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
}
