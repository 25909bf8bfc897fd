using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Semantics, "Bot": flagged, never dropped, and taken back by a person.</summary>
public class ClicksApiTests
{
    private const string Bot = "ExampleBot/1.0 (+https://example.com/bot)";

    [Fact]
    public async Task A_bot_that_was_none_counts_from_then_on_once()
    {
        await using var story = await AttributionStory.StartAsync();
        await story.Host.GetAsync("/affiliate/r/alpha", ("User-Agent", Bot));
        await story.ArriveAsync("alpha");
        var click = (await story.Host.ClicksAsync()).Single(one => !one.Qualified);
        Assert.Equal("bot", (await ReadAsync(story, click)).GetProperty("not_qualified_reason").GetString());
        Assert.Equal((2, 1, 0.5m), await TotalsAsync(story));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => story.Host.WhileTimePassesAsync(CorrectAsync(
            story, click, """{"qualified":true,"reason":"a customer's own browser"}"""))));

        foreach (var answer in answers)
        {
            var corrected = await answer.JsonAsync();
            Assert.Equal((true, JsonValueKind.Null), (
                corrected.GetProperty("qualified").GetBoolean(), corrected.GetProperty("not_qualified_reason").ValueKind));
            Assert.Equal(("bot", "test"), (
                corrected.GetProperty("correction").GetProperty("found_not_qualified").GetString(),
                corrected.GetProperty("correction").GetProperty("actor").GetString()));
        }

        Assert.Equal((2, 2, 0m), await TotalsAsync(story));
        var told = Assert.Single(await EventsAsync(story));
        Assert.Equal((click.Id.ToString(), true, false, "a customer's own browser"), (
            told.GetProperty("click_id").GetString(), told.GetProperty("qualified").GetBoolean(),
            told.GetProperty("previous_qualified").GetBoolean(), told.GetProperty("reason").GetString()));

        var back = await CorrectAsync(story, click, """{"qualified":false,"actor":"support","reason":"a robot after all"}""").JsonAsync();
        Assert.Equal(("bot", "support"), (
            back.GetProperty("not_qualified_reason").GetString(), back.GetProperty("correction").GetProperty("actor").GetString()));
        Assert.Equal((2, 1, 0.5m), await TotalsAsync(story));
        Assert.Equal(2, (await EventsAsync(story)).Count);
        Assert.Equal(back.GetRawText(), (await ReadAsync(story, click)).GetRawText());
    }

    /// <summary>It may win from then on; who is bound stays bound; the explanation tells of it.</summary>
    [Fact]
    public async Task A_click_that_may_bind_again_wins_the_next_sign_up_and_moves_nobody()
    {
        await using var story = await AttributionStory.StartAsync();
        await story.ArriveAsync("alpha");
        var cookie = (await story.Host.GetAsync("/welcome?ref=alpha", ("Accept", "text/html"))).Cookie()!.Split(';')[0];
        story.Host.Time.Advance(TimeSpan.FromSeconds(1));
        await story.Host.GetAsync("/welcome?ref=beta", ("Accept", "text/html"), ("Cookie", cookie), ("Sec-Purpose", "prefetch"));
        await story.Host.GetAsync("/affiliate/r/beta", ("Cookie", cookie), ("Sec-Purpose", "prefetch"));
        var click = (await story.Host.ClicksAsync()).Single(one => !one.Attributable);
        await story.Host.PostAsync("/signup/user-before", "", ("Cookie", cookie));

        await CorrectAsync(story, click, """{"qualified":true,"attributable":true,"reason":"the browser said so wrongly"}""").JsonAsync();
        await story.Host.PostAsync("/signup/user-after", "", ("Cookie", cookie));

        var before = await story.ExplainAsync("user-before");
        var after = await story.ExplainAsync("user-after");
        Assert.Equal("prefetch", before.GetProperty("decisions")[0].GetProperty("clicks")[0].GetProperty("verdict").GetString());
        Assert.Equal("won", after.GetProperty("decisions")[0].GetProperty("clicks")[0].GetProperty("verdict").GetString());
        Assert.Equal(click.Id.ToString(), after.GetProperty("click").GetProperty("id").GetString());
        Assert.Equal("prefetch", after.GetProperty("click").GetProperty("correction").GetProperty("found_not_attributable").GetString());
        foreach (var explained in new[] { before, after })
        {
            var correction = Assert.Single(explained.GetProperty("click_corrections").EnumerateArray());
            Assert.Equal((click.Id.ToString(), "the browser said so wrongly"), (
                correction.GetProperty("click_id").GetString(), correction.GetProperty("reason").GetString()));
        }

        Assert.Empty(await story.AuditAsync());
    }

    /// <summary>What a person leaves out wins nobody, and says so.</summary>
    [Fact]
    public async Task A_click_that_is_left_out_by_hand_loses_by_that_name()
    {
        await using var story = await AttributionStory.StartAsync();
        await story.ArriveAsync("alpha");
        await story.OnDayAsync(1, () => story.ArriveAsync("beta"));
        var click = (await story.Host.ClicksAsync())[^1];

        await CorrectAsync(story, click, """{"qualified":false,"attributable":false,"reason":"bought traffic"}""").JsonAsync();
        await story.OnDayAsync(2, () => story.SignUpAndBuyAsync("user-1"));

        Assert.Equal("alpha", await story.CreditedAsync());
        Assert.Equal(
            ["by_hand", "won"],
            (await story.ExplainAsync("user-1")).GetProperty("decisions")[0].GetProperty("clicks").EnumerateArray()
                .Select(one => one.GetProperty("verdict").GetString()));
        Assert.Equal((2, 1, 0.5m), await TotalsAsync(story));
        Assert.Empty(await story.AuditAsync());
    }

    [Fact]
    public async Task Nobody_takes_back_what_the_visitor_refused_and_nothing_of_others_is_found()
    {
        await using var story = await AttributionStory.StartAsync();
        await story.Host.GetAsync("/welcome?ref=alpha", ("Accept", "text/html"), ("Sec-GPC", "1"));
        var click = Assert.Single(await story.Host.ClicksAsync());

        await CorrectAsync(story, click, """{"attributable":true,"reason":"we want them"}""").ProblemAsync(HttpStatusCode.Conflict, "illegal_state");
        var nothing = await CorrectAsync(story, click, "{}").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["qualified", "reason"], nothing.GetProperty("errors").Names().Order());
        await CorrectAsync(story, click, """{"qualified":"yes","reason":"x"}""").ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await CorrectAsync(story, Sample.Click(), """{"qualified":true,"reason":"x"}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        foreach (var id in new[] { "clk_nonsense", Sample.Id<ClickId>().ToString(), "x" })
        {
            await story.Host.GetAsync($"/affiliate/api/v1/clicks/{id}", story.Key).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }

        Assert.Equal("no_consent", Assert.Single(await story.Host.ClicksAsync()).NotAttributableReason);
        Assert.Empty(await EventsAsync(story));
    }

    /// <summary>TX-08: what counts again is paid, what counts no more waits for a person, and neither twice.</summary>
    [Fact]
    public async Task A_click_that_is_paid_for_is_paid_when_it_counts_again_and_set_aside_when_not()
    {
        await using var story = await AttributionStory.StartAsync();
        await story.Host.PostAsync("/affiliate/api/v1/plans", """
            {"name":"Clicks","is_default":true,"flows":[{"name":"Click","event":"click_qualified","action_type":"flat","action_value":5,
             "caps":[{"scope":"partner","period":"day","amount_cents":100}]}]}
            """, story.Key).JsonAsync();
        await story.Host.GetAsync("/welcome?ref=alpha", ("Accept", "text/html"), ("User-Agent", Bot));
        var click = Assert.Single(await story.Host.ClicksAsync());

        await CorrectAsync(story, click, """{"qualified":true,"reason":"a person"}""").JsonAsync();
        Assert.Equal(CommissionStatus.Pending, (await PaidAsync(story, _ => true)).Status);
        await CorrectAsync(story, click, """{"qualified":false,"reason":"no person"}""").JsonAsync();
        Assert.Equal("click_excluded", (await PaidAsync(story, one => one.Status == CommissionStatus.Review)).ReviewReason);
        await CorrectAsync(story, click, """{"qualified":true,"reason":"a person after all"}""").JsonAsync();

        var paid = await PaidAsync(story, one => one.Status == CommissionStatus.Pending);
        Assert.Equal((5, null), (paid.AmountMinorUnits, paid.ReviewReason));
        Assert.Empty(await story.AuditAsync());
    }

    private static async Task<Commission> PaidAsync(AttributionStory story, Func<Commission, bool> isReady)
    {
        for (var tries = 0; tries < 2_000; tries++)
        {
            var commissions = await story.Host.Store.ListAsync(Query<Commission>.All, default);
            if (commissions.Count > 0 && isReady(commissions.Single()))
            {
                return commissions.Single();
            }

            story.Host.Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        throw new TimeoutException("The click was not paid for.");
    }

    private static Task<HttpResponseMessage> CorrectAsync(AttributionStory story, Click click, string body) =>
        story.Host.PostAsync($"/affiliate/api/v1/clicks/{click.Id}/correct", body, story.Key);

    private static Task<JsonElement> ReadAsync(AttributionStory story, Click click) =>
        story.Host.GetAsync($"/affiliate/api/v1/clicks/{click.Id}", story.Key).JsonAsync();

    private static async Task<(int Clicks, int Qualified, decimal BotRatio)> TotalsAsync(AttributionStory story)
    {
        var totals = (await story.Host.GetAsync("/affiliate/api/v1/analytics?group_by=device", story.Key).JsonAsync()).GetProperty("totals");
        var byDay = (await story.Host.GetAsync("/affiliate/api/v1/analytics?group_by=day", story.Key).JsonAsync()).GetProperty("totals");
        Assert.Equal(totals.GetProperty("qualified_clicks").GetInt32(), byDay.GetProperty("qualified_clicks").GetInt32());
        return (totals.GetProperty("clicks").GetInt32(), totals.GetProperty("qualified_clicks").GetInt32(), totals.GetProperty("bot_ratio").GetDecimal());
    }

    private static async Task<List<JsonElement>> EventsAsync(AttributionStory story) =>
        [.. (await story.Host.GetAsync("/affiliate/api/v1/events?type=click.corrected", story.Key).JsonAsync()).GetProperty("data").EnumerateArray()
            .Select(one => one.GetProperty("payload"))];
}
