namespace Affiliate.Core.Tests;

/// <summary>Choosing a route is a pure function (TX-16).</summary>
public class RouterTests
{
    private static readonly RoutingFacts Facts = new(
        DeviceType.Mobile, "AT", "ios", "safari", "de-AT", "news", "spring", "gold", Sample.Now, Guid.Empty);

    [Theory]
    [InlineData(nameof(RoutingField.Country), "at")]
    [InlineData(nameof(RoutingField.Device), "MOBILE")]
    [InlineData(nameof(RoutingField.Os), "iOS")]
    [InlineData(nameof(RoutingField.Browser), "Safari")]
    [InlineData(nameof(RoutingField.Language), "de")]
    [InlineData(nameof(RoutingField.Source), "News")]
    [InlineData(nameof(RoutingField.Campaign), "spring")]
    [InlineData(nameof(RoutingField.Segment), "gold")]
    public void TX_16_each_condition_compares_its_own_fact_in_any_case(string name, string value)
    {
        var field = Enum.Parse<RoutingField>(name);
        var fits = Rule("/fits") with { Conditions = [new RoutingCondition(field, ["other", value])] };
        var misses = Rule("/misses") with { Conditions = [new RoutingCondition(field, ["other"])] };

        Assert.Equal("/fits", Choose(fits).Destination);
        Assert.Equal("/default", Choose(misses).Destination);
        Assert.Equal("/default", Router.Choose([fits], [], null, "/default", default(RoutingFacts)).Destination);
    }

    [Fact]
    public void A_rule_applies_from_its_first_instant_until_before_its_last()
    {
        var rule = Rule("/a") with { From = Sample.Now, To = Sample.Now.AddMilliseconds(1) };

        Assert.Equal("/a", Choose(rule).Destination);
        Assert.Equal("/default", Router.Choose([rule], [], null, "/default", Facts with { Now = rule.To!.Value }).Destination);
        Assert.Equal("/default", Router.Choose([rule], [], null, "/default", Facts with { Now = Sample.Now.AddMilliseconds(-1) }).Destination);
    }

    [Fact]
    public void A_split_gives_each_part_its_share_and_stays()
    {
        var rule = new RoutingRule { Name = "ab", Split = [new("/a", 3), new("/b", 1)] };
        var visitors = Enumerable.Range(0, 4_000).Select(_ => Guid.CreateVersion7(Sample.Now)).ToList();

        var picked = visitors.Select(visitor => Router.Pick(rule, visitor)).ToList();

        Assert.Equal(picked, visitors.Select(visitor => Router.Pick(rule, visitor)));
        Assert.InRange(picked.Count(destination => destination == "/a"), 2_850, 3_150);
    }

    [Fact]
    public void Asking_why_changes_nothing_and_names_every_rule()
    {
        var verdicts = new List<RuleVerdict>();
        var missed = Rule("/x") with { Conditions = [new RoutingCondition(RoutingField.Country, ["DE"])] };

        var route = Router.Choose([missed, Rule("/a"), Rule("/b")], [Rule("/p")], "/own", "/default", Facts, verdicts);

        Assert.Equal(("/a", "link_rule"), (route.Destination, route.DecidedBy));
        Assert.Equal(["country_in", "won", "not_reached", "not_reached"], verdicts.Select(verdict => verdict.Verdict));
    }

    [Fact]
    public void Rules_survive_being_stored()
    {
        var rule = Rule("/a") with
        {
            Name = "x",
            Priority = 7,
            From = Sample.Now,
            Conditions = [new RoutingCondition(RoutingField.Os, ["ios"])],
        };

        var read = Assert.Single(RoutingRules.Read(RoutingRules.Write([rule])));

        Assert.Equal(
            (rule.Name, rule.Priority, rule.Destination, rule.From, "ios"),
            (read.Name, read.Priority, read.Destination, read.From, read.Conditions[0].Values[0]));
    }

    private static RoutingRule Rule(string destination) => new() { Destination = destination };

    private static Route Choose(params RoutingRule[] rules) => Router.Choose(rules, [], null, "/default", Facts);
}
