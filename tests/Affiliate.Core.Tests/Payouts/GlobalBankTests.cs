using Affiliate.Conformance;

namespace Affiliate.Core.Tests;

/// <summary>A provider that decides later, written by hand, passes what <c>StripeTransfers</c> passes.</summary>
public sealed class GlobalBankTests : GlobalBankConformance;
