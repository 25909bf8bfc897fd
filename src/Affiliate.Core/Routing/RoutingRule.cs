using System.Text.Json.Serialization;

namespace Affiliate;

/// <summary>Leads some visitors elsewhere: those whom every condition holds for (TX-10, TX-16).</summary>
internal sealed record RoutingRule
{
    /// <summary>What people call it; a split stays with its visitors while the name stays.</summary>
    public string? Name { get; init; }

    /// <summary>The highest is asked first; of equal ones the first in the list.</summary>
    public int Priority { get; init; }

    /// <summary>Where it leads, unless it is split.</summary>
    public string? Destination { get; init; }

    /// <summary>The parts of a split; empty when there is one destination.</summary>
    public IReadOnlyList<RoutingVariant> Split { get; init; } = [];

    /// <summary>The text conditions, each with the values that fulfil it.</summary>
    public IReadOnlyList<RoutingCondition> Conditions { get; init; } = [];

    /// <summary>From when on it applies.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when it applies, this instant not included.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>One destination of a split.</summary>
internal sealed record RoutingVariant(string Destination, int Weight);

/// <summary>One text condition.</summary>
internal sealed record RoutingCondition(RoutingField Field, IReadOnlyList<string> Values);

/// <summary>What a condition asks about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoutingField>))]
internal enum RoutingField
{
    Country,
    Device,
    Os,
    Browser,
    Language,
    Source,
    Campaign,
    Segment,
}

/// <summary>What is known of a visitor when a route is chosen.</summary>
internal readonly record struct RoutingFacts(
    DeviceType Device, string? Country, string? Os, string? Browser, string? Language, string? Source, string? Campaign,
    string? Segment, DateTimeOffset Now, Guid StickyTo);

/// <summary>Where a visitor is led, and by what.</summary>
/// <param name="Destination">The destination as configured; <see langword="null"/> when there is none at all.</param>
/// <param name="DecidedBy"><c>link_rule</c>, <c>program_rule</c>, <c>link</c> or <c>program</c>.</param>
/// <param name="Rule">The rule that won.</param>
internal readonly record struct Route(string? Destination, string DecidedBy, RoutingRule? Rule);

/// <summary>What became of one rule.</summary>
/// <param name="Level"><c>link</c> or <c>program</c>.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Verdict"><c>won</c>, the condition that failed, or <c>not_reached</c>.</param>
internal sealed record RuleVerdict(string Level, RoutingRule Rule, string Verdict);
