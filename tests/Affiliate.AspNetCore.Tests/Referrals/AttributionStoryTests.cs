using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Whole attribution stories over HTTP, with a clock that is told what day it is.</summary>
public class AttributionStoryTests
{
    /// <summary>Partner A on day 1, B on day 5, directly on day 10, buys on day 15: B.</summary>
    [Fact]
    public async Task AH_14_the_last_click_wins_and_a_direct_visit_keeps_it()
    {
        await using var story = await StartAsync();
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(5, () => story.ArriveAsync("beta"));
        await story.OnDayAsync(10, () => story.VisitAsync("/pricing"));

        await story.OnDayAsync(15, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal("beta", await story.CreditedAsync());
        var decision = (await story.ExplainAsync("user-1")).GetProperty("decisions")[0];
        Assert.Equal("last_click", decision.GetProperty("reason").GetString());
        Assert.Equal(
            ["won", "earlier"], decision.GetProperty("clicks").EnumerateArray().Select(click => click.GetProperty("verdict").GetString()));
    }

    [Theory]
    [InlineData(90, "alpha")]
    [InlineData(91, null)]
    public async Task AH_15_day_90_counts_and_day_91_does_not(int day, string? expected)
    {
        await using var story = await StartAsync();
        await story.OnDayAsync(0, () => story.ArriveAsync("alpha"));

        await story.OnDayAsync(day, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal(expected, await story.CreditedAsync());
        if (expected is null)
        {
            var explained = await story.ExplainAsync("user-1");
            Assert.Equal("outside_window", explained.GetProperty("decisions")[0].GetProperty("reason").GetString());
        }
    }

    /// <summary>The cookie may live longer than the look-back or shorter: the look-back decides.</summary>
    [Theory]
    [InlineData(200, 60, 61, null)]
    [InlineData(200, 60, 60, "alpha")]
    [InlineData(10, 60, 30, "alpha")]
    public async Task AF_14_cookie_and_look_back_are_two_windows(int cookieDays, int windowDays, int day, string? expected)
    {
        await using var story = await StartAsync(program =>
        {
            program.CookieWindow = TimeSpan.FromDays(cookieDays);
            program.AttributionWindow = TimeSpan.FromDays(windowDays);
        });
        await story.OnDayAsync(0, () => story.ArriveAsync("alpha"));

        // A browser drops the cookie in time; what the server keeps is still there for whoever carries the click.
        await story.OnDayAsync(day, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal(expected, await story.CreditedAsync());
    }

    [Fact]
    public async Task The_cookie_of_an_inactive_partner_overwrites_nobody()
    {
        await using var story = await StartAsync();
        await story.Host.AddPartnerAsync("gone", PartnerStatus.Deactivated);
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(2, () => story.ArriveAsync("gone"));

        await story.OnDayAsync(3, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal("alpha", await story.CreditedAsync());
    }

    [Fact]
    public async Task I8_a_later_click_never_moves_a_customer_and_a_correction_does()
    {
        await using var story = await StartAsync();
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(2, () => story.SignUpAndBuyAsync("user-1"));
        await story.OnDayAsync(3, () => story.ArriveAsync("beta"));
        await story.OnDayAsync(4, () => story.SignUpAndBuyAsync("user-1", "t-2"));
        Assert.Equal("alpha", await story.CreditedAsync("t-2"));

        var beta = (await story.Host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Slug, "beta"), default)).Single();
        var corrected = await story.Host.PostAsync(
            "/affiliate/api/v1/referrals/correct",
            $$"""{"customer_key":"user-1","partner_id":"{{beta.Id}}","reason":"agreed"}""", story.Key).JsonAsync();
        Assert.Equal(beta.Id.ToString(), corrected.GetProperty("partner_id").GetString());
        await story.OnDayAsync(5, () => story.SignUpAndBuyAsync("user-1", "t-3"));

        Assert.Equal("alpha", await story.CreditedAsync("t-1"));
        Assert.Equal("alpha", await story.CreditedAsync("t-2"));
        Assert.Equal("beta", await story.CreditedAsync("t-3"));
        var events = await story.Host.GetAsync("/affiliate/api/v1/events?type=referral.changed", story.Key).JsonAsync();
        var payload = Assert.Single(events.GetProperty("data").EnumerateArray()).GetProperty("payload");
        Assert.Equal(("user-1", "agreed", "test"), (
            payload.GetProperty("customer_key").GetString(), payload.GetProperty("reason").GetString(), payload.GetProperty("actor").GetString()));
        Assert.Empty(await story.AuditAsync());
    }

    [Fact]
    public async Task A_correction_names_what_is_missing_and_finds_nothing_of_others()
    {
        await using var story = await StartAsync();
        const string Path = "/affiliate/api/v1/referrals/correct";

        var problem = await story.Host.PostAsync(Path, "{}", story.Key).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["customer_key", "partner_id", "reason"], problem.GetProperty("errors").Names().Order());
        await story.Host.PostAsync(Path, """{"customer_key":"x","partner_id":null,"reason":"y"}""", story.Key)
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await story.Host.GetAsync("/affiliate/api/v1/referrals/explain?customer_key=x", story.Key)
            .ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await story.Host.GetAsync("/affiliate/api/v1/referrals/explain", story.Key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task AF_13_the_model_is_a_term_of_the_program()
    {
        await using var story = await StartAsync();
        var terms = await story.Host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me",
            """{"attribution_model":"first_click","coupon_rule":"click_wins","reactivation_days":90}""", "application/json", story.Key).JsonAsync();
        Assert.Equal(("first_click", "click_wins", 90), (
            terms.GetProperty("attribution_model").GetString(), terms.GetProperty("coupon_rule").GetString(),
            terms.GetProperty("reactivation_days").GetInt32()));
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(5, () => story.ArriveAsync("beta"));

        await story.OnDayAsync(6, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal("alpha", await story.CreditedAsync());
        await story.Host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"attribution_model":"magic"}""", "application/json", story.Key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    /// <summary>AH-17 over HTTP: the address is compared as a keyed hash, where the program wants it.</summary>
    [Theory]
    [InlineData("""["customer_key","provider_customer","email"]""", "alpha")]
    [InlineData("""["customer_key","provider_customer"]""", null)]
    public async Task AH_17_AF_20_a_guests_address_finds_the_customer_where_the_program_wants_it(string order, string? expected)
    {
        await using var story = await StartAsync();
        await PatchAsync(story, $$"""{"identity_order":{{order}} }""");
        await story.ArriveAsync("alpha");
        var click = Assert.Single(await story.Host.ClicksAsync());
        await story.Host.PostAsync(
            "/affiliate/api/v1/track/lead", $$"""{"customer_key":"user-1","click_id":"{{click.Id}}","email":"buyer@mail.example"}""", story.Key).JsonAsync();

        await story.Host.PostAsync(
            "/affiliate/api/v1/track/sale", """{"transaction_id":"t-1","amount_cents":10000,"email":" Buyer@MAIL.example"}""", story.Key).JsonAsync();

        Assert.Equal(expected, await story.CreditedAsync());
        await story.Host.PostAsync(
            "/affiliate/api/v1/track/sale", """{"transaction_id":"t-2","amount_cents":1,"email":"nonsense"}""", story.Key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.DoesNotContain(
            "buyer@", (await story.Host.GetAsync("/affiliate/api/v1/events?per_page=100", story.Key).JsonAsync()).GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await story.AuditAsync());
    }

    /// <summary>A on day 1, signs up on day 2, B on day 5, buys on day 6: B, where the first sale binds.</summary>
    [Theory]
    [InlineData("first_sale", "beta")]
    [InlineData("sign_up", "alpha")]
    public async Task The_moment_of_binding_is_a_term_of_the_program(string moment, string expected)
    {
        await using var story = await StartAsync();
        await PatchAsync(story, $$"""{"bind_at":"{{moment}}"}""");
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(2, () => story.SignUpAsync("user-1"));
        await story.OnDayAsync(5, () => story.ArriveAsync("beta"));

        await story.OnDayAsync(6, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal(expected, await story.CreditedAsync());
        Assert.Empty(await story.AuditAsync());
    }

    [Fact]
    public async Task A_later_click_wins_who_paid_nothing_where_the_program_wants_it()
    {
        await using var story = await StartAsync();
        await PatchAsync(story, """{"rebind_after_days":30}""");
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(2, () => story.SignUpAsync("user-1"));
        await story.OnDayAsync(40, () => story.ArriveAsync("beta"));

        await story.OnDayAsync(41, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal("beta", await story.CreditedAsync());
        var events = await story.Host.GetAsync("/affiliate/api/v1/events?type=referral.changed", story.Key).JsonAsync();
        var payload = Assert.Single(events.GetProperty("data").EnumerateArray()).GetProperty("payload");
        Assert.Equal(("click", "last_click"), (payload.GetProperty("actor").GetString(), payload.GetProperty("reason").GetString()));
        var cleared = await story.Host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"rebind_after_days":null}""", "application/json", story.Key).JsonAsync();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, cleared.GetProperty("rebind_after_days").ValueKind);
        Assert.Empty(await story.AuditAsync());
    }

    /// <summary>Known since day 1 and sent by nobody; bought on day 2; comes through alpha later.</summary>
    [Theory]
    [InlineData("{}", 30, null)]
    [InlineData("""{"pay_existing_customers":true}""", 30, "alpha")]
    [InlineData("""{"reactivation_days":60}""", 61, null)]
    [InlineData("""{"reactivation_days":60}""", 62, "alpha")]
    public async Task Customers_of_before_are_paid_for_where_the_program_wants_it(string terms, int day, string? expected)
    {
        await using var story = await StartAsync();
        await PatchAsync(story, terms);
        await story.OnDayAsync(1, () => story.SignUpAsync("user-1"));
        await story.OnDayAsync(2, () => story.SignUpAndBuyAsync("user-1"));
        await story.OnDayAsync(day, () => story.ArriveAsync("alpha"));

        await story.SignUpAndBuyAsync("user-1", "t-2");

        Assert.Equal(expected, await story.CreditedAsync("t-2"));
        Assert.Null(await story.CreditedAsync("t-1"));
        Assert.Empty(await story.AuditAsync());
    }

    /// <summary>A coupon of beta's and a click of alpha's: one sale, one credited partner, two parts of one commission.</summary>
    [Fact]
    public async Task A_coupon_and_a_click_share_where_the_program_wants_it()
    {
        await using var story = await StartAsync();
        await PatchAsync(story, """{"coupon_rule":"split"}""");
        var beta = (await story.Host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Slug, "beta"), default)).Single();
        await story.Host.PostAsync("/affiliate/api/v1/coupons", $$"""{"code":"BETA","partner_id":"{{beta.Id}}"}""", story.Key).JsonAsync();
        await story.ArriveAsync("alpha");
        var click = Assert.Single(await story.Host.ClicksAsync());

        await story.Host.PostAsync(
            "/affiliate/api/v1/track/sale", $$"""{"transaction_id":"t-1","amount_cents":999,"click_id":"{{click.Id}}","coupon":"beta"}""", story.Key).JsonAsync();

        Assert.Equal("beta", await story.CreditedAsync());
        var commissions = (await story.Host.GetAsync("/affiliate/api/v1/commissions", story.Key).JsonAsync()).GetProperty("data").EnumerateArray()
            .OrderBy(one => one.GetProperty("amount_cents").GetInt64()).ToList();
        Assert.Equal(
            [("shared", 99), ("sale", 100)],
            commissions.Select(one => (one.GetProperty("kind").GetString(), one.GetProperty("amount_cents").GetInt32())));
        foreach (var one in commissions)
        {
            var explained = await story.Host.GetAsync($"/affiliate/api/v1/commissions/{one.GetProperty("id").GetString()}/explain", story.Key).JsonAsync();
            Assert.Empty(explained.GetProperty("differences").EnumerateArray());
        }

        Assert.Empty(await story.AuditAsync());
        await story.Host.SendAsync(
            HttpMethod.Patch, "/affiliate/api/v1/programs/me", """{"assist_share_pct":50.01}""", "application/json", story.Key)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    /// <summary>Semantics, "Coupon against link": codes that leak earn nothing without a click of the same partner.</summary>
    [Theory]
    [InlineData("alpha", "click", "alpha")]
    [InlineData("beta", "coupon", "beta")]
    [InlineData(null, "no_own_click", null)]
    public async Task A_coupon_may_need_a_click_of_its_own_partner(string? arrived, string reason, string? credited)
    {
        await using var story = await StartAsync();
        await PatchAsync(story, """{"coupon_rule":"needs_click"}""");
        var beta = (await story.Host.Store.ListAsync(Query<Partner>.All.Equal(p => p.Slug, "beta"), default)).Single();
        await story.Host.PostAsync("/affiliate/api/v1/coupons", $$"""{"code":"BETA","partner_id":"{{beta.Id}}"}""", story.Key).JsonAsync();
        var named = "";
        if (arrived is not null)
        {
            await story.ArriveAsync(arrived);
            named = $",\"click_id\":\"{Assert.Single(await story.Host.ClicksAsync()).Id}\"";
        }

        var sale = await story.Host.PostAsync(
            "/affiliate/api/v1/track/sale",
            $$"""{"transaction_id":"t-1","amount_cents":999,"customer_key":"user-1","coupon":"beta"{{named}} }""", story.Key).JsonAsync();

        Assert.Equal(credited, await story.CreditedAsync());
        Assert.Equal(credited is null ? reason : null, sale.GetProperty("reason").GetString());
        if (credited is not null)
        {
            var decision = (await story.ExplainAsync("user-1")).GetProperty("decisions")[0];
            Assert.Equal(reason == "coupon" ? "coupon" : "last_click", decision.GetProperty("reason").GetString());
        }

        Assert.Empty(await story.AuditAsync());
    }

    [Theory]
    [InlineData("attribution_window_days", "partners")]
    [InlineData("attribution_window_days", "groups")]
    public async Task Windows_of_partners_and_groups_are_set_over_http(string field, string kind)
    {
        await using var story = await StartAsync();
        var list = await story.Host.GetAsync($"/affiliate/api/v1/{kind}", story.Key).JsonAsync();
        foreach (var one in list.GetProperty("data").EnumerateArray())
        {
            var path = $"/affiliate/api/v1/{kind}/{one.GetProperty("id").GetString()}";
            var set = await story.Host.SendAsync(HttpMethod.Patch, path, $$"""{"{{field}}":7}""", "application/json", story.Key).JsonAsync();
            Assert.Equal(7, set.GetProperty(field).GetInt32());
            await story.Host.SendAsync(HttpMethod.Patch, path, $$"""{"{{field}}":0}""", "application/json", story.Key)
                .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }

        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(9, () => story.SignUpAndBuyAsync("user-1"));
        await story.OnDayAsync(10, () => story.ArriveAsync("beta"));
        await story.OnDayAsync(17, () => story.SignUpAndBuyAsync("user-2", "t-2"));

        Assert.Equal((null, "beta"), (await story.CreditedAsync(), await story.CreditedAsync("t-2")));
    }

    private static Task PatchAsync(AttributionStory story, string terms) => story.Host.SendAsync(
        HttpMethod.Patch, "/affiliate/api/v1/programs/me", terms, "application/json", story.Key).JsonAsync();

    private static Task<AttributionStory> StartAsync(Action<ProgramOptions>? program = null) => AttributionStory.StartAsync(program);
}
