using Xunit;

namespace Affiliate.TestSupport;

/// <summary>A fact that reads payload fixtures: skipped with a reason where there are none, failing there in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixtureFactAttribute : FactAttribute
{
    /// <inheritdoc />
    public override string? Skip => TestConditionAttribute.IsContinuousIntegration ? null : Fixtures.Missing;
}

/// <summary>A theory that reads payload fixtures: skipped with a reason where there are none, failing there in CI.</summary>
/// <remarks>Its data must not read the fixtures themselves while tests are looked for: use file names.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixtureTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc />
    public override string? Skip => TestConditionAttribute.IsContinuousIntegration ? null : Fixtures.Missing;
}
