using System.IO.Enumeration;
using System.Text.Json;

namespace Affiliate.PublicApi;

/// <summary>Arrows point at Core and nowhere else; a host pulls in what the approved list names (T26).</summary>
public class DependencyTests
{
    public static TheoryData<string> Packages => [.. Repository.Packages];

    [Theory, MemberData(nameof(Packages))]
    public void A_package_uses_no_other_package_than_Core(string package) =>
        Assert.DoesNotContain(References(package), name => name.StartsWith("Affiliate.", StringComparison.Ordinal)
            && name != "Affiliate.Core");

    [Theory]
    [InlineData("Affiliate.Core", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options")]
    [InlineData("Affiliate.AspNetCore", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "Microsoft.Net.Http.Headers")]
    [InlineData("Affiliate.EntityFramework", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions",
        "Microsoft.EntityFrameworkCore.Relational", "Microsoft.Extensions.*")]
    [InlineData("Affiliate.Stripe", "Polly.Core", "Microsoft.Extensions.*")]
    [InlineData("Affiliate.Paddle", "Polly.Core", "Microsoft.Extensions.*")]
    public void A_package_uses_nothing_but(string package, params string[] allowed) =>
        Assert.DoesNotContain(References(package), name =>
            !name.StartsWith("System.", StringComparison.Ordinal) && name != "Affiliate.Core"
            && !allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name)));

    [Fact]
    public void T26_the_runtime_dependencies_are_the_approved_ones() =>
        ApprovedText.Check(
            Repository.Approved("dependencies"), string.Concat(Repository.Packages.Select(DescribeDependencies)));

    private static IEnumerable<string> References(string package) =>
        Repository.Load(package).GetReferencedAssemblies().Select(name => name.Name!);

    /// <summary>Direct references, and everything that comes with them, as the restore resolved it.</summary>
    private static string DescribeDependencies(string package)
    {
        var file = Path.Combine(Repository.Root, "src", package, "obj", "project.assets.json");
        using var assets = JsonDocument.Parse(File.ReadAllBytes(file));
        var framework = assets.RootElement.GetProperty("project").GetProperty("frameworks").GetProperty("net10.0");
        var direct = framework.TryGetProperty("dependencies", out var dependencies)
            ? dependencies.EnumerateObject().Where(item => !IsPrivate(item.Value)).Select(item => item.Name)
            : [];
        var shared = framework.GetProperty("frameworkReferences").EnumerateObject().Select(item => item.Name);
        var all = assets.RootElement.GetProperty("targets").GetProperty("net10.0").EnumerateObject()
            .Where(item => item.Value.TryGetProperty("runtime", out _))
            .Select(item => item.Name.Split('/')[0]);
        return Section(package, "framework", shared) + Section(package, "direct", direct) + Section(package, "all", all);
    }

    private static string Section(string package, string title, IEnumerable<string> names) => string.Concat(
        names.Order(StringComparer.Ordinal).Select(name => $"{package} {title} {name}\n"));

    private static bool IsPrivate(JsonElement dependency) =>
        dependency.TryGetProperty("suppressParent", out var suppressed) && suppressed.GetString() == "All";
}
