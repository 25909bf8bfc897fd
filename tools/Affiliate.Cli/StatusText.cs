using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.Cli;

/// <summary>The readiness report as a person reads it.</summary>
internal static class StatusText
{
    public static Answer Write(Answer answer)
    {
        var isReady = answer.Flag("ready");
        var text = new StringBuilder();
        foreach (var step in Items(answer, "steps"))
        {
            text.AppendLine($"{Mark(step, "complete")} {step["name"],-12} {LastOf(step)}");
        }

        foreach (var gate in Items(answer, "gates").Where(gate => gate["status"]?.ToString() != "passed"))
        {
            text.AppendLine($"! {gate["code"]}: {gate["blocker"]}");
            text.AppendLine($"  -> {gate["next_action"]}");
        }

        text.Append(isReady ? "Ready." : "Not ready yet.");
        return answer with { Message = text.ToString(), ExitCode = isReady ? ExitCodes.Ok : ExitCodes.NotReady };
    }

    private static IEnumerable<JsonNode> Items(Answer answer, string name) => (answer.Body[name] as JsonArray ?? []).OfType<JsonNode>();

    private static char Mark(JsonNode item, string good) => item["status"]?.ToString() == good ? '+' : '-';

    private static string LastOf(JsonNode step) => step["last_at"] is { } live ? $"last {live}"
        : step["last_test_at"] is { } test ? $"none yet, last test {test}"
        : "none yet";
}
