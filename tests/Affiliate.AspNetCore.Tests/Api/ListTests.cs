using System.Text.Json;

namespace Affiliate.AspNetCore.Tests;

/// <summary>P8: every list can be read by page and by cursor, and both show the same.</summary>
public class ListTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task By_cursor_a_list_is_the_same_as_by_page()
    {
        foreach (var name in new[] { "One", "Two", "Three" })
        {
            await MakeAsync("plans", $$"""{"name":"{{name}}"}""");
            await MakeAsync("groups", $$"""{"name":"{{name}}"}""");
            await MakeAsync("flows", $$"""{"name":"{{name}}","action_type":"percentage","action_value":1}""");
            await MakeAsync("coupons", $$"""{"code":"{{name}}","partner_id":"{{api.Alpha.Id}}"}""");
        }

        var different = new List<string>();
        foreach (var route in Routes.All.Where(route => route.HasPages))
        {
            foreach (var search in route.Pattern.EndsWith("/links", StringComparison.Ordinal) || route.Pattern.EndsWith("/partners", StringComparison.Ordinal)
                ? ["", "&search=a"]
                : route.Pattern.EndsWith("/analytics", StringComparison.Ordinal) ? ["&group_by=partner", "&group_by=day&order=desc"] : new[] { "" })
            {
                var (pages, cursors) = (await ReadPagesAsync(route, search), await ReadCursorsAsync(route, search));
                if (!pages.SequenceEqual(cursors))
                {
                    different.Add($"{route}{search}: {pages.Count} by page, {cursors.Count} by cursor");
                }
            }
        }

        Assert.Empty(different);
    }

    private async Task MakeAsync(string path, string body) => Assert.True((await api.Host.PostAsync(
        $"/affiliate/api/v1/{path}", body, ("Authorization", $"Bearer {api.Key}"))).IsSuccessStatusCode);

    private async Task<List<string>> ReadPagesAsync(Route route, string search)
    {
        var found = new List<string>();
        for (var number = 1; ; number++)
        {
            var page = await ReadAsync(route, $"?per_page=1&page={number}{search}");
            if (page.GetProperty("data").GetArrayLength() == 0)
            {
                Assert.Equal(found.Count, page.GetProperty("total").GetInt32());
                return found;
            }

            found.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetRawText()));
        }
    }

    private async Task<List<string>> ReadCursorsAsync(Route route, string search)
    {
        var found = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = await ReadAsync(route, $"?per_page=1&cursor={next}{search}");
            found.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetRawText()));
            next = page.GetProperty("next_cursor").GetString();
            Assert.Equal(JsonValueKind.Null, page.GetProperty("total").ValueKind);
        }

        return found;
    }

    private async Task<JsonElement> ReadAsync(Route route, string query) => await api.CallAsync(route, null, null, query).JsonAsync();
}
