namespace Affiliate.TestSupport;

/// <summary>Tests that need npm packages: skipped where <c>npm ci</c> did not run, failing there in CI.</summary>
public sealed class NeedsNodePackagesAttribute(params string[] packages) : TestConditionAttribute
{
    /// <summary>The packages.</summary>
    public IReadOnlyList<string> Packages => packages;

    /// <inheritdoc />
    protected override string? Missing => NodeScript.HasPackages(packages)
        ? null
        : $"Run 'npm ci --ignore-scripts' in {NodeScript.Folder}: {string.Join(", ", packages)} is missing.";
}
