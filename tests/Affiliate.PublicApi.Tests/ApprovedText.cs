namespace Affiliate.PublicApi;

/// <summary>Compares a text with the approved one, line by line.</summary>
internal static class ApprovedText
{
    public static void Check(string file, string actual)
    {
        if (Environment.GetEnvironmentVariable("ACCEPT_API") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (!string.Equals(approved, actual, StringComparison.Ordinal))
        {
            Assert.Fail($"""
                {Path.GetRelativePath(Repository.Root, file)} no longer holds:
                {Difference(approved.Split('\n'), actual.Split('\n'))}
                If the change is meant, accept it and commit the file:
                ACCEPT_API=1 dotnet test tests/Affiliate.PublicApi.Tests
                """);
        }
    }

    /// <summary>What was removed and added around the longest common subsequence of lines.</summary>
    internal static string Difference(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        var (x, y) = (0, 0);
        while (x < before.Length || y < after.Length)
        {
            if (x < before.Length && y < after.Length && before[x] == after[y])
            {
                (x, y) = (x + 1, y + 1);
            }
            else if (y == after.Length || (x < before.Length && common[x + 1, y] >= common[x, y + 1]))
            {
                lines.Add("- " + before[x++]);
            }
            else
            {
                lines.Add("+ " + after[y++]);
            }
        }

        return string.Join('\n', lines);
    }
}
