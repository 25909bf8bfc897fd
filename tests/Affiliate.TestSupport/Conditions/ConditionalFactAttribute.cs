using Xunit;
using Xunit.Sdk;

namespace Affiliate.TestSupport;

/// <summary>A fact that is skipped, with the reason, where its class or method has an unmet <see cref="TestConditionAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Affiliate.TestSupport.ConditionalFactDiscoverer", "Affiliate.TestSupport")]
public sealed class ConditionalFactAttribute : FactAttribute;

/// <summary>A theory that is skipped, with the reason, where its class or method has an unmet <see cref="TestConditionAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Affiliate.TestSupport.ConditionalTheoryDiscoverer", "Affiliate.TestSupport")]
public sealed class ConditionalTheoryAttribute : TheoryAttribute;
