using Xunit;

namespace Affiliate.Core.Tests.Webhooks;

public class EventPatternTests
{
    [Theory]
    [InlineData("*", "sale.created", true)]
    [InlineData("*", "endpoint.created", false)]
    [InlineData("* endpoint.*", "endpoint.created", true)]
    [InlineData("commission.*", "commission.updated", true)]
    [InlineData("commission.*", "commissions.updated", false)]
    [InlineData("sale.created lead.created", "lead.created", true)]
    [InlineData("sale.created", "sale.created.late", false)]
    public void An_endpoint_gets_the_types_it_names(string patterns, string type, bool wanted) =>
        Assert.Equal(wanted, EventPattern.Matches(patterns, type));

    [Theory]
    [InlineData("*", true)]
    [InlineData("link.clicked", true)]
    [InlineData("webhook.stripe", true)]
    [InlineData("commission.*", true)]
    [InlineData("", false)]
    [InlineData("*.created", false)]
    [InlineData("sale created", false)]
    [InlineData("Sale.Created", false)]
    [InlineData(".*", false)]
    public void Names_beginnings_and_everything_are_patterns(string pattern, bool valid) =>
        Assert.Equal(valid, EventPattern.IsValid(pattern));
}
