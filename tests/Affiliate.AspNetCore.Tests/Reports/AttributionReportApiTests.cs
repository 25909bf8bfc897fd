namespace Affiliate.AspNetCore.Tests;

/// <summary><c>GET /reports/attribution</c>: what each model would have credited.</summary>
public class AttributionReportApiTests
{
    [Fact]
    public async Task AF_13_the_models_stand_beside_what_was_credited()
    {
        await using var story = await AttributionStory.StartAsync();
        await story.OnDayAsync(1, () => story.ArriveAsync("alpha"));
        await story.OnDayAsync(5, () => story.ArriveAsync("beta"));
        await story.OnDayAsync(6, () => story.SignUpAndBuyAsync("user-1"));

        var report = await story.Host.GetAsync("/affiliate/api/v1/reports/attribution", story.Key).JsonAsync();

        Assert.Equal(["data", "total", "page", "per_page", "next_cursor"], report.Names());
        var beta = report.GetProperty("data")[0];
        Assert.Equal(["partner_id", "slug", "credited", "models"], beta.Names());
        Assert.Equal(["last_click", "first_click", "linear", "position_based", "time_decay"], beta.GetProperty("models").Names());
        Assert.Equal(("beta", """{"sales":1,"revenue_cents":{"USD":10000}}"""), (beta.GetProperty("slug").GetString(), beta.GetProperty("credited").GetRawText()));
        Assert.Equal("""{"sales":0,"revenue_cents":{}}""", beta.GetProperty("models").GetProperty("first_click").GetRawText());
        Assert.Equal(
            """{"sales":0.5,"revenue_cents":{"USD":5000}}""", report.GetProperty("data")[1].GetProperty("models").GetProperty("linear").GetRawText());
        var later = await story.Host.GetAsync("/affiliate/api/v1/reports/attribution?from=2030-01-01", story.Key).JsonAsync();
        Assert.Equal(0, later.GetProperty("total").GetInt32());
    }
}
