using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Affiliate;

/// <summary>
/// Chooses where a visitor is led: the link's rules, then the program's, then the link's own destination, then the
/// program's (TX-16). Pure: the same rules and facts give the same route.
/// </summary>
internal static class Router
{
    /// <param name="linkRules">The link's rules, highest priority first.</param>
    /// <param name="programRules">The program's rules, highest priority first.</param>
    /// <param name="destination">The link's destination.</param>
    /// <param name="defaultDestination">The program's destination.</param>
    /// <param name="facts">What is known of the visitor.</param>
    /// <param name="verdicts">Gets what became of every rule; <see langword="null"/> when nobody asks.</param>
    public static Route Choose(
        RoutingRule[] linkRules, RoutingRule[] programRules, string? destination, string defaultDestination,
        in RoutingFacts facts, List<RuleVerdict>? verdicts = null)
    {
        var rule = FirstFit("link", linkRules, facts, isDecided: false, verdicts);
        var decidedBy = "link_rule";
        if (rule is null || verdicts is not null)
        {
            var other = FirstFit("program", programRules, facts, isDecided: rule is not null, verdicts);
            (rule, decidedBy) = rule is null ? (other, "program_rule") : (rule, decidedBy);
        }

        return rule is not null ? new Route(Pick(rule, facts.StickyTo), decidedBy, rule)
            : string.IsNullOrEmpty(destination) ? new Route(defaultDestination, "program", null)
            : new Route(destination, "link", null);
    }

    /// <summary>The part of a split that a visitor always gets, in proportion to the weights.</summary>
    public static string Pick(RoutingRule rule, Guid visitor)
    {
        if (rule.Split.Count == 0)
        {
            return rule.Destination!;
        }

        var total = 0;
        for (var i = 0; i < rule.Split.Count; i++)
        {
            total += rule.Split[i].Weight;
        }

        var point = (int)(Hash(rule, visitor) % (ulong)total);
        for (var i = 0; i < rule.Split.Count; i++)
        {
            point -= rule.Split[i].Weight;
            if (point < 0)
            {
                return rule.Split[i].Destination;
            }
        }

        return rule.Split[^1].Destination;
    }

    private static ulong Hash(RoutingRule rule, Guid visitor)
    {
        // A rule without a name is told apart by where it leads, so that moving it about changes nobody's part.
        var name = rule.Name ?? rule.Split[0].Destination;
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        visitor.TryWriteBytes(bytes);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(16));
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private static RoutingRule? FirstFit(
        string level, RoutingRule[] rules, in RoutingFacts facts, bool isDecided, List<RuleVerdict>? verdicts)
    {
        RoutingRule? first = null;
        foreach (var rule in rules)
        {
            var obstacle = Obstacle(rule, facts);
            var hasWon = obstacle is null && first is null && !isDecided;
            verdicts?.Add(new RuleVerdict(level, rule, hasWon ? "won" : obstacle ?? "not_reached"));
            first = hasWon ? rule : first;
            if (hasWon && verdicts is null)
            {
                break;
            }
        }

        return first;
    }

    /// <summary>The first condition that does not hold, by its published name.</summary>
    private static string? Obstacle(RoutingRule rule, in RoutingFacts facts)
    {
        if (rule.From is { } from && facts.Now < from)
        {
            return "from";
        }

        if (rule.To is { } to && facts.Now >= to)
        {
            return "to";
        }

        for (var i = 0; i < rule.Conditions.Count; i++)
        {
            if (!Holds(rule.Conditions[i], facts))
            {
                return NameOf(rule.Conditions[i].Field);
            }
        }

        return null;
    }

    /// <summary>The published name of a condition, for example <c>country_in</c>.</summary>
    public static string NameOf(RoutingField field) => field switch
    {
        RoutingField.Country => "country_in",
        RoutingField.Device => "device_in",
        RoutingField.Os => "os_in",
        RoutingField.Browser => "browser_in",
        RoutingField.Language => "language_in",
        RoutingField.Source => "source_in",
        RoutingField.Campaign => "campaign_in",
        _ => "segment_in",
    };

    private static bool Holds(RoutingCondition condition, in RoutingFacts facts)
    {
        var actual = condition.Field switch
        {
            RoutingField.Country => facts.Country,
            RoutingField.Device => NameOf(facts.Device),
            RoutingField.Os => facts.Os,
            RoutingField.Browser => facts.Browser,
            RoutingField.Language => facts.Language,
            RoutingField.Source => facts.Source,
            RoutingField.Campaign => facts.Campaign,
            _ => facts.Segment,
        };
        if (actual is null)
        {
            return false;
        }

        for (var i = 0; i < condition.Values.Count; i++)
        {
            if (Fits(condition.Field, condition.Values[i], actual))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Case never counts; <c>de</c> also means <c>de-AT</c>.</summary>
    private static bool Fits(RoutingField field, string wanted, string actual) =>
        actual.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (field == RoutingField.Language && actual.Length > wanted.Length && actual[wanted.Length] == '-'
            && actual.StartsWith(wanted, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(DeviceType device) => device switch
    {
        DeviceType.Desktop => "desktop",
        DeviceType.Mobile => "mobile",
        DeviceType.Tablet => "tablet",
        DeviceType.Bot => "bot",
        _ => "unknown",
    };
}
