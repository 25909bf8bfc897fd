using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Affiliate.TestSupport;

/// <summary>A test that asks the conditions of its method and class whether it can run.</summary>
public sealed class ConditionalTestCase : XunitTestCase
{
    /// <summary>For xunit, which reads test cases back from text.</summary>
    [Obsolete("Called by xunit only.")]
    public ConditionalTestCase()
    {
    }

    /// <summary>Makes a test case.</summary>
    public ConditionalTestCase(
        IMessageSink diagnostics,
        ITestFrameworkDiscoveryOptions options,
        ITestMethod testMethod,
        object[]? arguments = null)
        : base(
            diagnostics,
            options.MethodDisplayOrDefault(),
            options.MethodDisplayOptionsOrDefault(),
            testMethod,
            arguments)
    {
    }

    /// <inheritdoc />
    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute)
        ?? TestMethod.Method.ToRuntimeMethod().GetCustomAttributes<TestConditionAttribute>()
            .Concat(TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes<TestConditionAttribute>())
            .Select(condition => condition.SkipReason)
            .FirstOrDefault(reason => reason is not null);
}
