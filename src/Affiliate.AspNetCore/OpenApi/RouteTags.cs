namespace Affiliate.AspNetCore;

/// <summary>What groups of routes are called in the OpenAPI document.</summary>
internal static class RouteTags
{
    private static readonly Dictionary<string, (string Tag, string Description)> BySegment = new(StringComparer.Ordinal)
    {
        ["track"] = ("Tracking", "Arrivals, sign-ups, payments and refunds as they happen."),
        ["conversions"] = ("Tracking", "Arrivals, sign-ups, payments and refunds as they happen."),
        ["postback"] = ("Tracking", "Arrivals, sign-ups, payments and refunds as they happen."),
        ["partners"] = ("Partners", "The people who send customers."),
        ["groups"] = ("Groups", "Partners that share terms."),
        ["programs"] = ("Program", "The terms of the program."),
        ["links"] = ("Links", "Where partners' links lead."),
        ["campaigns"] = ("Campaigns", "Sets of links."),
        ["coupons"] = ("Coupons", "Promotion codes owned by partners."),
        ["plans"] = ("Plans", "How commissions are computed."),
        ["flows"] = ("Flows", "The rules of plans."),
        ["commissions"] = ("Commissions", "What sales earned partners."),
        ["reversals"] = ("Reversals", "Refunds and disputes that a person should look at."),
        ["payments"] = ("Payments", "What payment providers know: reading it, and where it differs from what is booked."),
        ["payouts"] = ("Payouts", "Money sent to partners."),
        ["balances"] = ("Ledger", "What partners are owed, entry by entry."),
        ["ledger"] = ("Ledger", "What partners are owed, entry by entry."),
        ["events"] = ("Events", "The audit log."),
        ["analytics"] = ("Analytics", "What clicks led to."),
        ["reports"] = ("Analytics", "What clicks led to."),
        ["customers"] = ("Customers", "A customer's way from click to payout, and the customer's privacy."),
        ["clicks"] = ("Clicks", "Arrivals and the links that lead to them."),
        ["referrals"] = ("Referrals", "Who is credited for a customer, and why."),
        ["webhooks"] = ("Webhooks", "Endpoints that are told of events, and what was sent to them."),
        ["api-keys"] = ("API keys", "Who may call this API."),
        ["inbox"] = ("Payment inbox", "Payment providers' messages as they were stored."),
        ["status"] = ("Status", "How far the set-up is."),
        ["work"] = ("Work", "Background work that was given up and waits for somebody."),
        ["portal"] = ("Portal", "A partner's own data, for partners who are signed in."),
        ["embed"] = ("Embedding", "A partner's own data, for widgets."),
    };

    /// <summary>The tag of a path below <c>/api/v1</c>.</summary>
    public static string Of(string pattern)
    {
        var segment = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries)[0];
        return BySegment.TryGetValue(segment, out var known) ? known.Tag : "API";
    }

    public static string Describe(string tag) =>
        BySegment.Values.FirstOrDefault(known => known.Tag == tag).Description ?? tag switch
        {
            "Payment providers" => "What payment providers call.",
            _ => "Further routes.",
        };
}
