using Xunit.Abstractions;
using Xunit.Sdk;

namespace Affiliate.TestSupport;

/// <summary>Finds the tests marked <see cref="ConditionalFactAttribute"/>; made by xunit.</summary>
public sealed class ConditionalFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    /// <inheritdoc />
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ConditionalTestCase(DiagnosticMessageSink, discoveryOptions, testMethod);
}

/// <summary>Finds the tests marked <see cref="ConditionalTheoryAttribute"/>; made by xunit. The data must be serializable.</summary>
public sealed class ConditionalTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    /// <inheritdoc />
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo theoryAttribute,
        object[] dataRow) =>
        [new ConditionalTestCase(DiagnosticMessageSink, discoveryOptions, testMethod, dataRow)];
}
