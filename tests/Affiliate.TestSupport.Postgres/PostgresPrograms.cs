namespace Affiliate.TestSupport;

/// <summary>Finds the programs of a PostgreSQL server.</summary>
internal static class PostgresPrograms
{
    private const string Variable = "AFFILIATE_POSTGRES";

    /// <summary>Where they are looked for: what <c>AFFILIATE_POSTGRES</c> says, Debian's folders, the path.</summary>
    public static IReadOnlyList<string> Candidates { get; } =
    [
        .. Parts(Environment.GetEnvironmentVariable(Variable)),
        .. Enumerable.Range(14, 7).Reverse().Select(version => $"/usr/lib/postgresql/{version}/bin"),
        .. Parts(Environment.GetEnvironmentVariable("PATH")),
    ];

    /// <summary>The folder with the programs; <see langword="null"/> when there is none.</summary>
    public static string? Folder { get; } = Candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static string[] Parts(string? path) =>
        (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
