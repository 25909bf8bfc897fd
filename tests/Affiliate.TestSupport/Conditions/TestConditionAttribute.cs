namespace Affiliate.TestSupport;

/// <summary>Says what the conditional tests of a class need, for example a database server.</summary>
/// <remarks>Put a subclass on the test class; tests marked <see cref="ConditionalFactAttribute"/> heed it, inherited ones too.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public abstract class TestConditionAttribute : Attribute
{
    /// <summary>Why the tests cannot run here; <see langword="null"/> when they can, and always in CI.</summary>
    public string? SkipReason => IsContinuousIntegration ? null : Missing;

    /// <summary>Whether the tests run in CI, where a skipped test would hide that something is missing.</summary>
    public static bool IsContinuousIntegration =>
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is missing, as a sentence; <see langword="null"/> when nothing is.</summary>
    protected abstract string? Missing { get; }
}
