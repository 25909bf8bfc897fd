using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>I2: whatever is changed over HTTP has a line in the audit log, with who did it. Walks every route that changes something.</summary>
public class AuditTests(ApiHost api) : IClassFixture<ApiHost>
{
    /// <summary>Routes whose sample call changes nothing that is a program's own, and why.</summary>
    private static readonly Dictionary<string, string> WithoutEvent = new()
    {
        ["POST /api/v1/payouts/generate"] = "the sample is a dry run",
        ["POST /api/v1/webhooks/{id}/replay"] = "sends events that are in the log",
        ["POST /api/v1/webhooks/{id}/deliveries/resend"] = "sends what was sent",
        ["POST /api/v1/webhooks/{id}/deliveries/{delivery}/resend"] = "sends what was sent",
        ["POST /api/v1/plans/what-if"] = "computes and writes nothing",
        ["POST /api/v1/embed/tokens"] = "makes a token that is kept nowhere",
        ["POST /api/v1/work/rerun"] = "does what was owed before",
        ["POST /api/v1/work/{id}/rerun"] = "does what was owed before",
        ["POST /api/v1/payments/backfill/{id}/resume"] = "does what was begun before",
        ["POST /api/v1/payments/backfill/{id}/cancel"] = "the sample is done by then",
        ["POST /api/v1/inbox/rerun"] = "does what was owed before",
        ["POST /api/v1/inbox/{id}/rerun"] = "does what was owed before",
        ["POST /api/v1/payments/reconciliation/credit"] = "nobody more is credited for the sample's sale",
        ["POST /api/v1/payouts/request"] = "the sample has nothing to pay",
    };

    [Fact]
    public async Task Every_change_has_an_event_with_its_actor()
    {
        var actor = (await api.Host.Store.ListAsync(Query<ApiKey>.All, default)).Single(key => api.Key.Contains(key.Lookup, StringComparison.Ordinal)).Id;
        var silent = new List<string>();
        foreach (var route in Routes.WithKey.Where(route => route.Method != "GET" && !WithoutEvent.ContainsKey(route.ToString())))
        {
            var before = await EventsAsync();
            var answer = await api.CallAsync(route, route.Body, query: route.Query);
            if (answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                Assert.Equal(before.Count, (await EventsAsync()).Count);
                continue;
            }

            Assert.True(answer.IsSuccessStatusCode, $"{route}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            var added = (await EventsAsync()).ExceptBy(before.Select(one => one.Id), one => one.Id).ToList();
            if (added.All(one => one.Actor != actor.ToString()))
            {
                // The worker's own lines have no actor.
                silent.Add($"{route}: {string.Join(", ", added.Select(one => $"{one.Type} by {one.Actor}"))}");
            }
        }

        // Each of these changed something and left no event with its actor.
        Assert.Empty(silent);

        // AH-37: every line has the payload that its type stands for.
        Assert.All((await EventsAsync()).Where(line => line.Payload != "{}"), line => Assert.Equal(line.Type, EventJson.Read(line, EventTypes.TypeOf(line.Type)!).Type));
    }

    [Fact]
    public async Task A_change_shows_what_was_before_and_is_after()
    {
        await api.Host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"min_payout_cents":777}""", "application/json",
            ("Authorization", $"Bearer {api.Key}"));

        var lines = (await api.Host.GetAsync(
            "/affiliate/api/v1/events?type=program.updated", ("Authorization", $"Bearer {api.Key}")).JsonAsync()).GetProperty("data");

        var line = lines.EnumerateArray().Single(one => one.GetProperty("changes").GetRawText().Contains("777", StringComparison.Ordinal));
        Assert.StartsWith("key_", line.GetProperty("actor").GetString(), StringComparison.Ordinal);
        Assert.Equal(777, line.GetProperty("changes").GetProperty("min_payout_minor_units").GetProperty("after").GetInt64());
        Assert.Equal(["min_payout_minor_units"], line.GetProperty("changes").Names());
    }

    /// <summary>Also what the host's own code changes, by whoever it says it acts for.</summary>
    [Fact]
    public async Task Changes_in_the_hosts_own_code_are_on_record_with_who_made_them()
    {
        var before = await EventsAsync();
        using (AffiliateActor.Is("user-17"))
        {
            var coupons = api.Host.Services.GetRequiredService<CouponDesk>();
            var coupon = await coupons.CreateAsync(new NewCoupon { Program = "main", PartnerId = api.Alpha.Id, Code = "HOST" });
            await coupons.ChangeAsync(
                coupon.Id, one => new NewCoupon { Program = "main", PartnerId = one.PartnerId, Code = one.Code, MaxUses = 7 });
            await api.Host.Services.GetRequiredService<PlanDesk>().CreateAsync(api.Program.Id, "Host plan", PlanTerms.None);
            var group = await api.Host.Services.GetRequiredService<GroupDesk>().CreateAsync(api.Program.Id, "Host group", GroupTerms.OfProgram);
            await api.Host.Services.GetRequiredService<GroupDesk>().AssignAsync(api.Program.Id, api.Alpha.Id, group.Group.Id, null);
        }

        var added = (await EventsAsync()).ExceptBy(before.Select(one => one.Id), one => one.Id).ToList();
        Assert.Superset(
            new HashSet<string> { "coupon.created", "coupon.updated", "plan.created", "plan_version.created", "group.created", "group_policy.created", "partner.updated" },
            added.Select(one => one.Type).ToHashSet());
        Assert.All(added, one => Assert.Equal("user-17", one.Actor));
        Assert.Contains("7", added.Single(one => one.Type == "coupon.updated").Changes, StringComparison.Ordinal);
        Assert.Null(CallScope.Current);
    }

    /// <summary>What is reported again, or saved as it was, is no change.</summary>
    [Fact]
    public async Task What_changes_nothing_leaves_no_line()
    {
        const string sale = """{"transaction_id":"audited","amount_cents":9900,"customer_key":"audited"}""";
        var route = Routes.Find("POST /api/v1/track/sale");
        await api.CallAsync(route, sale);
        var before = (await EventsAsync()).Count;

        await api.CallAsync(route, sale);
        await api.CallAsync(route, sale.Replace("9900", "9800", StringComparison.Ordinal));

        Assert.Equal(before, (await EventsAsync()).Count);
    }

    private Task<List<LoggedEvent>> EventsAsync() => api.Host.Store.ListAsync(Query<LoggedEvent>.All, default);
}
