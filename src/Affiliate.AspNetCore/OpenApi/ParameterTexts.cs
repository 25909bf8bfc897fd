using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore;

/// <summary>What each parameter means; a name means the same on every route.</summary>
internal static class ParameterTexts
{
    private const string Digits = "0197f3a4c2d17bd08a6c0d5e4f3a2b1c";

    private static readonly Dictionary<string, (string Description, string? Example)> Known = new(StringComparer.Ordinal)
    {
        ["page"] = ("The number of the page, from 1.", "1"),
        ["per_page"] = ("How many lines a page has; above 100 counts as 100.", "20"),
        ["cursor"] = ("The 'next_cursor' of the answer before; empty for the beginning. Instead of 'page'.", ""),
        ["type"] = ("Only those of this type.", "commission.created"),
        ["from"] = ("Only since then: an ISO 8601 date or time, UTC without a zone.", "2026-01-01"),
        ["to"] = ("Only until then: an ISO 8601 date or time; a date includes its day.", "2026-01-31"),
        ["at"] = ("The time to look at, in ISO 8601.", "2026-01-01T12:00:00Z"),
        ["as_of"] = ("The last instant that counts, in ISO 8601; a date includes its day.", "2026-01-31"),
        ["partner_id"] = ("Only what belongs to this partner.", "par_" + Digits),
        ["campaign_id"] = ("Only what belongs to this campaign.", "cmp_" + Digits),
        ["commission_id"] = ("Only what belongs to this commission.", "com_" + Digits),
        ["payout_id"] = ("Only what belongs to this payout.", "pay_" + Digits),
        ["link_id"] = ("Only what came through this link.", "lnk_" + Digits),
        ["customer_key"] = ("Your own key of the customer.", "user-1001"),
        ["program_id"] = ("The program, by id or key; it must be the key's.", "default"),
        ["status"] = ("Only those with this status.", "pending"),
        ["search"] = ("Only those whose names or addresses have this in them.", "alpha"),
        ["group_by"] = ("By what the figures are broken down.", "partner"),
        ["metrics"] = ("Which figures to show, separated by commas.", "clicks,conversions"),
        ["period"] = ("The last days in UTC, today included: 7d, 30d, 90d or all; instead of 'from' and 'to'.", "30d"),
        ["country"] = ("Only what came from this country, two letters of ISO 3166-1.", "DE"),
        ["device"] = ("Only what came with this kind of device: desktop, mobile, tablet, bot or unknown.", "mobile"),
        ["source"] = ("Only what came from this source.", "news"),
        ["order_by"] = ("A figure to sort by, or 'key'.", "revenue"),
        ["order"] = ("Which way to sort: asc or desc.", "desc"),
        ["funnel"] = ("Whether to show the way from clicks to revenue and how far it can be trusted.", "true"),
        ["currency"] = ("An ISO 4217 currency.", "USD"),
        ["token"] = ("A key with the scope 'postback' and no other, where no header can be sent.", null),
        ["click_id"] = ("The click that it follows, as 'clickid' in addresses.", "clk_" + Digits),
        ["transaction_id"] = ("Your own key of the conversion; the same again is no second one.", "order-1001"),
        ["value"] = ("The amount in major units.", "99.95"),
        ["event_type"] = ("What happened, in your own words.", "purchase"),
        ["test_mode"] = ("Whether to make test rows only.", "true"),
        ["kind"] = ("Only those of this kind.", "earned"),
        ["format"] = ("How the answer is written.", "csv"),
        ["preview"] = ("With any value: tell where the link would lead instead of leading there.", "1"),
        ["ctx"] = ("A context token.", "v1.sample.token"),
        ["handler"] = ("Only the work of this handler.", "mail-the-partner"),
        ["slug"] = ("The link's name in its address.", "spring"),
        ["key"] = ("Your own key of the customer, percent-encoded.", "user-1001"),
        ["delivery"] = ("The identifier of the delivery.", "whd_" + Digits),
        ["provider"] = ("The payment provider's name.", "stripe"),
        ["endpoint"] = ("The name of one of several endpoints of a provider.", "live"),
    };

    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["partners"] = "par_",
        ["links"] = "lnk_",
        ["campaigns"] = "cmp_",
        ["coupons"] = "cpn_",
        ["plans"] = "pln_",
        ["flows"] = "flw_",
        ["groups"] = "grp_",
        ["payouts"] = "pay_",
        ["commissions"] = "com_",
        ["webhooks"] = "whe_",
        ["api-keys"] = "key_",
        ["work"] = "wrk_",
        ["inbox"] = "inb_",
    };

    /// <summary>An identifier of what a path is about.</summary>
    public static string IdOf(string path) =>
        Prefixes.FirstOrDefault(prefix => path.Split('/').Contains(prefix.Key)).Value + Digits;

    public static JsonObject Write(string name, bool isInPath, string path)
    {
        var (description, example) = name == "id" ? ("The identifier, as lists give it.", IdOf(path))
            : Known.TryGetValue(name, out var known) ? known
            : ($"Only those with this {name.Replace('_', ' ')}.", null);
        var schema = name is "page" or "per_page"
            ? new JsonObject { ["type"] = "integer", ["minimum"] = 1 }
            : new JsonObject { ["type"] = "string" };
        var parameter = new JsonObject
        {
            ["name"] = name,
            ["in"] = isInPath ? "path" : "query",
            ["description"] = description,
            ["schema"] = schema,
        };
        if (isInPath)
        {
            parameter["required"] = true;
        }

        if (example is { Length: > 0 })
        {
            parameter["example"] = name is "page" or "per_page" ? JsonNode.Parse(example) : example;
        }

        return parameter;
    }

    public static JsonObject WriteHeader(string name, string description, string example) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
        ["example"] = example,
    };
}
