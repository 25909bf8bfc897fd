using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore;

/// <summary>Plausible values for the members of answers, by their names.</summary>
internal static class ExampleValues
{
    private const string Digits = "0197f3a4c2d17bd08a6c0d5e4f3a2b1c";
    private const string Time = "2026-04-10T15:30:00.000Z";

    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["program"] = "prog",
        ["partner"] = "par",
        ["group"] = "grp",
        ["campaign"] = "cmp",
        ["link"] = "lnk",
        ["click"] = "clk",
        ["customer"] = "cst",
        ["referral"] = "ref",
        ["lead"] = "led",
        ["sale"] = "sal",
        ["plan"] = "pln",
        ["flow"] = "flw",
        ["commission"] = "com",
        ["entry"] = "ent",
        ["payout"] = "pay",
        ["event"] = "evt",
        ["webhook"] = "whe",
        ["endpoint"] = "whe",
        ["delivery"] = "whd",
        ["apikey"] = "key",
        ["coupon"] = "cpn",
        ["conversion"] = "sal",
        ["backfill"] = "bfl",
    };

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["email"] = "alpha@example.com",
        ["customer_email"] = "a***@e***.com",
        ["slug"] = "alpha",
        ["currency"] = "USD",
        ["settlement_currency"] = "EUR",
        ["status"] = "pending",
        ["Partner.status"] = "active",
        ["Link.status"] = "active",
        ["Campaign.status"] = "active",
        ["Delivery.status"] = "delivered",
        ["url"] = "https://example.com/hooks",
        ["destination_url"] = "https://example.com/pricing",
        ["default_destination"] = "/",
        ["type"] = "commission.created",
        ["event_type"] = "commission.created",
        ["provider"] = "stripe",
        ["next_cursor"] = "AQAAAZ8zpMLR",
        ["landing"] = "/pricing",
        ["attribution_model"] = "last_click",
        ["coupon_rule"] = "coupon_wins",
        ["code"] = "SPRING10",
        ["kind"] = "earned",
        ["scopes"] = "read",
        ["events"] = "commission.*",
        ["secret"] = "shown-once",
        ["customer_key"] = "user-1001",
        ["transaction_id"] = "order-1001",
        ["message"] = "Recorded.",
        ["country"] = "DE",
        ["payout_method"] = "paypal",
        ["Backfill.status"] = "completed",
        ["Reconciled.kind"] = "missing_sale",
        ["repair"] = "backfill",
        ["date"] = "2026-04-10",
        ["direction"] = "up",
        ["device"] = "mobile",
        ["Activity.event_type"] = "conversion",
        ["event_name"] = "sign_up",
        ["group_by"] = "partner",
        ["Freshness.status"] = "FRESH",
    };

    public static JsonNode? Of(JsonNode? schema, string owner, string name, Func<string, JsonObject> find)
    {
        if (schema is not JsonObject members)
        {
            return null;
        }

        if ((string?)members["$ref"] is { } reference)
        {
            var target = reference[(reference.LastIndexOf('/') + 1)..];
            return Of(find(target), target, "", find);
        }

        if (members["anyOf"] is JsonArray { Count: > 0 } any)
        {
            return Of(any[0], owner, name, find);
        }

        return TypeOf(members) switch
        {
            "object" when members["properties"] is JsonObject properties => new JsonObject(properties.Select(property =>
                KeyValuePair.Create(property.Key, Of(property.Value, owner, property.Key, find)))),
            "object" => new JsonObject(members["additionalProperties"] is JsonObject values
                ? [KeyValuePair.Create("USD", Of(values, owner, "value", find))] : []),
            "array" => new JsonArray(members["items"] is JsonObject { Count: > 0 } items ? [Of(items, owner, name, find)] : []),
            "integer" => name.EndsWith("_cents", StringComparison.Ordinal) ? 1980 : 1,
            "number" => name.EndsWith("_pct", StringComparison.Ordinal) ? 20 : name.EndsWith("_days", StringComparison.Ordinal) ? 30 : 1,
            "boolean" => name is "active" or "ok" or "ready" or "success" or "passed" or "received",
            "string" => TextOf(members, owner, name),
            _ => new JsonObject(),
        };
    }

    private static string TextOf(JsonObject schema, string owner, string name) =>
        (string?)schema["format"] == "date-time" ? Time
        : Texts.TryGetValue($"{owner}.{name}", out var own) ? own
        : Texts.TryGetValue(name, out var text) ? text
        : name == "id" ? PrefixOf(owner.ToLowerInvariant()) + Digits
        : name is "ids" ? "com_" + Digits
        : name.EndsWith("_id", StringComparison.Ordinal) ? PrefixOf(name[..^3].Split('_')[^1]) + Digits
        : name.Replace('_', ' ');

    private static string PrefixOf(string word) => Prefixes.TryGetValue(word, out var prefix) ? prefix + "_" : "";

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => (string?)types.FirstOrDefault(type => (string?)type != "null"),
        { } type => (string?)type,
        null => null,
    };
}
