using System.Net;

namespace Affiliate.AspNetCore.Tests;

/// <summary>Lists are read to any depth by cursor (P8).</summary>
public sealed class CursorTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private string _key = null!;
    private Partner _partner = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(affiliate => affiliate.AddProgram("main", _ => { }));
        _key = await _host.AddKeyAsync();
        _partner = await _host.AddPartnerAsync("alpha");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Every_line_is_read_once_also_many_of_one_millisecond()
    {
        // Forty clicks and thirty events of one instant, and some around it.
        for (var i = 0; i < 40; i++)
        {
            await _host.Store.AddClicksAsync(Sample.Click(_partner) with { Id = Sample.Id<ClickId>() });
        }

        for (var i = 0; i < 5; i++)
        {
            await _host.Store.AddClicksAsync(
                Sample.Click(_partner) with { Id = Sample.Id<ClickId>(), OccurredAt = Sample.Now.AddMinutes(i - 2) });
        }

        for (var i = 0; i < 30; i++)
        {
            await _host.PostAsync(
                "/affiliate/api/v1/partners", $$"""{"email":"p{{i}}@example.com","slug":"p{{i}}"}""", Authorization).JsonAsync();
        }

        var whole = await ReadAsync("/affiliate/api/v1/events?per_page=100");
        foreach (var size in new[] { 1, 7, 50 })
        {
            Assert.Equal(whole, await ReadAsync($"/affiliate/api/v1/events?per_page={size}&cursor="));
        }

        Assert.Equal(75, whole.Count);
        Assert.Equal(whole.Count, whole.Distinct().Count());
        Assert.Equal(31, (await ReadAsync("/affiliate/api/v1/partners?per_page=4&cursor=")).Count);
        Assert.Equal(30, (await ReadAsync("/affiliate/api/v1/events?per_page=4&type=partner.created&cursor=")).Count);
    }

    [Fact]
    public async Task By_cursor_nothing_is_counted()
    {
        var page = await _host.GetAsync("/affiliate/api/v1/partners?cursor=", Authorization).JsonAsync();

        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("total").ValueKind);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("page").ValueKind);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%00")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task What_is_no_cursor_is_400(string cursor)
    {
        foreach (var route in Routes.All.Where(route => route is { HasPages: true, IsEmbedded: false, IsPortal: false }))
        {
            await _host.GetAsync($"{route.Path}?cursor={cursor}", Authorization)
                .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }
    }

    [Fact]
    public async Task A_cursor_and_a_page_do_not_go_together() => await _host
        .GetAsync("/affiliate/api/v1/partners?cursor=&page=2", Authorization)
        .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    private (string, string) Authorization => ("Authorization", $"Bearer {_key}");

    private async Task<List<string>> ReadAsync(string path)
    {
        var ids = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var at = next.Length == 0 ? path : path.Replace("cursor=", "cursor=" + next, StringComparison.Ordinal);
            var page = await _host.GetAsync(at, Authorization).JsonAsync();
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.GetProperty("next_cursor").GetString();
        }

        return ids;
    }
}
