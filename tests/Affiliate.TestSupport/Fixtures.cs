namespace Affiliate.TestSupport;

/// <summary>Finds the payload fixtures, which are kept beside the repository and not in it.</summary>
public static class Fixtures
{
    private const string Variable = "AFFILIATE_FIXTURES";

    /// <summary>
    /// The folder: what <c>AFFILIATE_FIXTURES</c> says, else <c>../shared/fixtures</c> beside the repository;
    /// <see langword="null"/> when there is none.
    /// </summary>
    public static string? Root { get; } = Find();

    /// <summary>Why tests that need fixtures cannot run; <see langword="null"/> when they can.</summary>
    public static string? Missing =>
        Root is null ? $"No payload fixtures: {Variable} names no folder and ../shared/fixtures does not exist." : null;

    /// <summary>The path of a fixture, for example <c>Path("stripe", "pay", "refund.json")</c>.</summary>
    /// <exception cref="InvalidOperationException">There are no fixtures.</exception>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Root ?? throw new InvalidOperationException(Missing), .. parts]);

    private static string? Find()
    {
        var beside = Path.GetFullPath(Path.Combine(RepositoryFolder.Path, "..", "shared", "fixtures"));
        var candidates = new[] { Environment.GetEnvironmentVariable(Variable), beside };
        return candidates.FirstOrDefault(Directory.Exists);
    }
}
