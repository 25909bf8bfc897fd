using System.Text.Json;

namespace Affiliate.Core.Tests;

/// <summary>The classifier against published lists, which it does not hold (T23).</summary>
public class UserAgentListTests
{
    [FixtureFact]
    public void Bots_are_found_in_995_of_1000_cases()
    {
        var bots = Read("bots-crawler-user-agents.json").Concat(Read("bots-isbot.json")).Concat(Read("bots-uap-core-spiders.json")).ToList();

        var missed = bots.Where(userAgent => TypeOf(userAgent) != DeviceType.Bot).ToList();

        Assert.True(missed.Count <= bots.Count * 0.005, $"{missed.Count} of {bots.Count}:\n{string.Join('\n', missed)}");
    }

    [FixtureFact]
    public void At_most_3_of_1000_browsers_are_taken_for_bots()
    {
        var people = Read("humans-isbot.json").Concat(Read("humans-uap-core-devices.json")).Concat(Read("humans-uap-core-firefox.json")).ToList();

        var wronged = people.Where(userAgent => TypeOf(userAgent) == DeviceType.Bot).ToList();

        Assert.True(wronged.Count <= people.Count * 0.003, $"{wronged.Count} of {people.Count}:\n{string.Join('\n', wronged)}");
    }

    private static DeviceType TypeOf(string userAgent) => new UserAgentClassifier().Classify(userAgent).Type;

    private static IEnumerable<string> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Fixtures.PathOf("user-agents", file)));
        return [.. Texts(document.RootElement)];
    }

    /// <summary>A list, lists by name, or objects with <c>instances</c>.</summary>
    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object when element.TryGetProperty("pattern", out _) =>
            element.TryGetProperty("instances", out var instances) ? Texts(instances) : [],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        _ => [],
    };
}
