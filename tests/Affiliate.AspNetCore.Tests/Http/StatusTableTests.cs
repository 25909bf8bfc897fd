using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore.Tests;

/// <summary>The table of answers to bad input (reliability §9), for every route it concerns.</summary>
public class StatusTableTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string DeepJson = "{\"x\":";

    private static readonly Dictionary<string, byte[]> BadJson = new()
    {
        ["nothing"] = [],
        ["not JSON"] = Utf8("hello"),
        ["truncated"] = Utf8("""{"ref":"alpha","""),
        ["an array"] = Utf8("[]"),
        ["a text"] = Utf8("\"alpha\""),
        ["null"] = Utf8("null"),
        ["a number"] = Utf8("1"),
        ["bad UTF-8 in a value"] = [.. Utf8("{\"ref\":\""), 0xC3, 0x28, .. Utf8("\"}")],
        ["bad UTF-8 in an unknown value"] = [.. Utf8("{\"zzz\":\""), 0xFF, .. Utf8("\"}")],
        ["overlong UTF-8"] = [.. Utf8("{\"ref\":\""), 0xC0, 0xAF, .. Utf8("\"}")],
        ["a byte order mark of UTF-16"] = [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
        ["duplicate members"] = Utf8("""{"ref":"a","ref":"b"}"""),
        ["duplicate members in other spelling"] = Utf8("""{"ref":"a","\u0072ef":"b"}"""),
        ["duplicate unknown members"] = Utf8("""{"zzz":1,"zzz":2}"""),
        ["duplicate members inside"] = Utf8("""{"zzz":{"a":1,"a":2}}"""),
        ["a comment"] = Utf8("""{"ref":"a"/* x */}"""),
        ["a comment at the end"] = Utf8("{\"ref\":\"a\"}// x"),
        ["a trailing comma"] = Utf8("""{"ref":"a",}"""),
        ["trailing text"] = Utf8("""{"ref":"a"}x"""),
        ["a second object"] = Utf8("""{"ref":"a"}{}"""),
        ["NaN"] = Utf8("""{"amount_cents":NaN}"""),
        ["Infinity"] = Utf8("""{"zzz":-Infinity}"""),
        ["single quotes"] = Utf8("{'ref':'a'}"),
        ["a control character in a text"] = Utf8("{\"ref\":\"a\nb\"}"),
        ["a lone surrogate in a member name"] = Utf8("""{"\ud800":1}"""),
        ["33 levels"] = Utf8(Deep(33)),
    };

    public static TheoryData<string, string> BadJsonRows => Combine(Routes.WithJson, _ => BadJson.Keys);

    public static TheoryData<string, string, string> BadFieldRows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var route in Routes.WithJson)
            {
                foreach (var text in route.Texts)
                {
                    foreach (var fault in BadValues(text).Keys)
                    {
                        rows.Add(route.ToString(), text.Name, fault);
                    }
                }
            }

            return rows;
        }
    }

    public static TheoryData<string, string> BadPages => Combine(
        Routes.All.Where(route => route.HasPages),
        _ => ["page=0", "page=-1", "page=x", "page=1.5", "page=", "page=1&page=2", "page=%00", "page=١", "per_page=0", "per_page=-1", "per_page=ten", "per_page="]);

    public static TheoryData<string, string> BadPeriods => Combine(
        Routes.All.Where(route => route.HasPeriod),
        _ =>
        [
            "from=yesterday", "from=2026-13-01", "from=2026-02-30", "from=1999-12-31", "to=2101-01-01", "to=2026-04-10T25:00:00Z",
            "from=2026-04-11&to=2026-04-10", "from=2026-04-10T12:00:00Z&to=2026-04-10T11:59:59Z", "from=20260410", "to=0",
            "from=2026-04-10&from=2026-04-11",
        ]);

    public static TheoryData<string> Bodies => [.. Routes.All.Where(route => route.Body is not null).Select(route => route.ToString())];

    public static TheoryData<string> All => [.. Routes.All.Select(route => route.ToString())];

    [Theory, MemberData(nameof(BadJsonRows))]
    public async Task Bad_json_is_400(string name, string kind)
    {
        var route = Routes.Find(name);
        using var request = TestHost.Request(
            new HttpMethod(route.Method), api.PathOf(route), null, null, api.HeadersOf(route));
        request.Content = new ByteArrayContent(BadJson[kind]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        await api.Host.Client.SendAsync(request).ProblemAsync(HttpStatusCode.BadRequest, "invalid_json");
    }

    [Theory, MemberData(nameof(BadFieldRows))]
    public async Task A_bad_field_is_400_and_named(string name, string field, string fault)
    {
        var route = Routes.Find(name);
        var bad = BadValues(route.Texts.Single(text => text.Name == field))[fault];
        var body = bad is null ? route.Without(field) : route.With(field, "PLACE").Replace("\"PLACE\"", bad, StringComparison.Ordinal);

        var problem = await api.CallAsync(route, body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Contains(field, problem.GetProperty("errors").Names());
    }

    [Theory, MemberData(nameof(BadPages))]
    public async Task A_bad_page_is_400(string name, string query) =>
        await api.CallAsync(Routes.Find(name), null, null, "?" + query).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    [Theory, MemberData(nameof(BadPeriods))]
    public async Task A_bad_period_is_400(string name, string query) =>
        await api.CallAsync(Routes.Find(name), null, null, "?" + query).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    [Theory]
    [InlineData("?per_page=101", 1, 100)]
    [InlineData("?per_page=99999999999999999999&page=2", 2, 100)]
    [InlineData("?page=99999", 99_999, 0)]
    [InlineData("?page=9223372036854775807&per_page=3", 9_223_372_036_854_775_807, 3)]
    [InlineData("?page=99999999999999999999", 9_223_372_036_854_775_807, 0)]
    public async Task More_than_there_is_is_an_empty_or_full_page(string query, long page, int perPage)
    {
        foreach (var route in Routes.All.Where(route => route.HasPages))
        {
            var extra = route.Pattern.EndsWith("analytics", StringComparison.Ordinal) ? "&group_by=partner" : "";
            var body = await api.CallAsync(route, null, null, query + extra).JsonAsync();
            Assert.Equal(page, body.GetProperty("page").GetInt64());
            var expected = query.Contains("per_page", StringComparison.Ordinal) ? perPage : route.PageSize;
            Assert.Equal(expected, body.GetProperty("per_page").GetInt32());
            Assert.True(page == 1 || body.GetProperty("data").GetArrayLength() == 0);
        }
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_above_the_limit_is_413_also_chunked(string name)
    {
        var route = Routes.Find(name);
        var limit = route.BodyLimit;
        foreach (var isChunked in new[] { false, true })
        {
            using var request = TestHost.Request(
                new HttpMethod(route.Method), api.PathOf(route), null, null, api.HeadersOf(route));
            request.Content = new ByteArrayContent(Utf8($$"""{"zzz":"{{new string('x', limit - 9)}}"}"""));
            request.Headers.TransferEncodingChunked = isChunked;
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

            await api.Host.Client.SendAsync(request).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too_large");
        }
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_at_the_limit_is_read(string name)
    {
        var route = Routes.Find(name);
        var body = MoneySample.Fill(route.Body!, api.Names).PadRight(route.BodyLimit);

        var answer = await api.CallAsync(route, body);

        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.True((int)answer.StatusCode < 500);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("text/html")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonx")]
    [InlineData("nonsense")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_wrong_content_type_is_415(string? contentType)
    {
        foreach (var route in Routes.WithJson.Where(route => !route.IsBeacon || contentType is not (null or "text/plain")))
        {
            await api.CallAsync(route, route.Body, contentType)
                .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    /// <summary>The document says that what needs no field needs no body; then nothing need be said of its type.</summary>
    [Fact]
    public async Task No_body_is_an_empty_object()
    {
        foreach (var route in Routes.WithKey.Where(route => route is { Method: "POST", Body: "{}" } && !route.Pattern.EndsWith("/erase", StringComparison.Ordinal)))
        {
            var answer = await api.CallAsync(route, null, null);
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.Conflict, $"{route}: {answer.StatusCode}");
        }

        await api.CallAsync(Routes.Find("POST /api/v1/partners"), null, null).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task A_compressed_body_is_415()
    {
        foreach (var route in Routes.All.Where(route => route.Body is not null))
        {
            using var request = TestHost.Request(
                new HttpMethod(route.Method), api.PathOf(route), route.Body, "application/json",
                api.HeadersOf(route));
            request.Content!.Headers.ContentEncoding.Add("gzip");

            await api.Host.Client.SendAsync(request)
                .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_wrong_method_is_405_with_the_right_ones(string name)
    {
        var path = api.PathOf(Routes.Find(name));
        var right = Routes.All.Where(route => route.IsAt(path)).Select(route => route.Method).Distinct().ToList();
        foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND" }.Except(right))
        {
            var answer = await api.Host.SendAsync(new HttpMethod(method), path);
            await Task.FromResult(answer).ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
            var allowed = answer.Header("Allow")!.Split(",", StringSplitOptions.TrimEntries);
            Assert.Equal(right.Order(), allowed.Except(["HEAD", "OPTIONS"]).Order());
            Assert.DoesNotContain(method, allowed);
        }
    }

    [Theory]
    [InlineData("/affiliate")]
    [InlineData("/affiliate/")]
    [InlineData("/affiliate/nothing")]
    [InlineData("/affiliate/api/v1")]
    [InlineData("/affiliate/api/v1/nothing")]
    [InlineData("/affiliate/api/v2/events")]
    [InlineData("/affiliate/r")]
    [InlineData("/affiliate/r/a/b")]
    [InlineData("/affiliate/api/v1/partners/par_1/x")]
    [InlineData("/affiliate/track")]
    [InlineData("/affiliate/webhooks")]
    [InlineData("/affiliate/admin")]
    public async Task An_unknown_path_is_404(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            await api.Host.SendAsync(method, path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        }
    }

    [Fact]
    public async Task An_absent_partner_and_another_programs_are_the_same_404()
    {
        var foreign = await api.Host.AddPartnerAsync("foreign", program: "other");
        var bodies = new List<string>();
        foreach (var id in new[] { foreign.Id.ToString(), Sample.Id<PartnerId>().ToString(), "par_1", "x" })
        {
            var problem = await api.Host
                .GetAsync($"/affiliate/api/v1/partners/{id}", ("Authorization", $"Bearer {api.Key}"))
                .ProblemAsync(HttpStatusCode.NotFound, "not_found");
            var members = JsonNode.Parse(problem.GetRawText())!.AsObject();
            members.Remove("trace_id");
            bodies.Add(members.ToJsonString());
        }

        Assert.Single(bodies.Distinct());
    }

    [Fact]
    public async Task Amounts_that_are_none_are_400()
    {
        var route = Routes.Find("POST /api/v1/track/sale");
        foreach (var amount in new[] { "-1", "99.5", "9900.0", "1e3", "1000000000000001", "9223372036854775808", "\"9900\"", "true", "[]", "{}", "null" })
        {
            var body = $$"""{"transaction_id":"bad-amount","amount_cents":{{amount}}}""";
            var problem = await api.CallAsync(route, body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
            Assert.Equal(["amount_cents"], problem.GetProperty("errors").Names());
        }
    }

    [Theory]
    [InlineData("POST /api/v1/track/sale", "currency", "\"XXX\"")]
    [InlineData("POST /api/v1/track/sale", "currency", "\"US\"")]
    [InlineData("POST /api/v1/track/sale", "currency", "840")]
    [InlineData("POST /api/v1/track/sale", "occurred_at", "\"1999-12-31T23:59:59Z\"")]
    [InlineData("POST /api/v1/track/sale", "occurred_at", "\"2101-01-01\"")]
    [InlineData("POST /api/v1/track/sale", "occurred_at", "1750000000")]
    [InlineData("POST /api/v1/track/sale", "occurred_at", "\"2099-01-01T00:00:00Z\"")]
    [InlineData("POST /api/v1/conversions", "occurred_at", "\"2099-01-01T00:00:00Z\"")]
    [InlineData("POST /api/v1/track/cancellation", "canceled_at", "\"2099-01-01T00:00:00Z\"")]
    [InlineData("POST /api/v1/track/sale", "sale_type", "\"gift\"")]
    [InlineData("POST /api/v1/track/sale", "is_recurring", "\"yes\"")]
    [InlineData("POST /api/v1/track/sale", "transaction_id", "\"a\\tb\"")]
    [InlineData("POST /api/v1/track/sale", "transaction_id", "\"  \"")]
    [InlineData("POST /api/v1/track/lead", "email", "\"nobody\"")]
    [InlineData("POST /api/v1/track/lead", "email", "\"a@\"")]
    [InlineData("POST /api/v1/track/lead", "email", "\"a b@c.d\"")]
    [InlineData("POST /api/v1/track/lead", "customer_key", "\"a\\u0007b\"")]
    [InlineData("POST /api/v1/track/lead", "event_name", "\"a\\nb\"")]
    [InlineData("POST /api/v1/track/lead", "additional_data", "\"x\"")]
    [InlineData("POST /api/v1/track/lead", "additional_data", "[1]")]
    [InlineData("POST /api/v1/partners", "email", "\"nobody\"")]
    [InlineData("POST /api/v1/partners", "slug", "\"not a slug\"")]
    [InlineData("POST /api/v1/partners", "slug", "\"größe\"")]
    [InlineData("POST /api/v1/partners", "commission_pct", "100.01")]
    [InlineData("POST /api/v1/partners", "commission_pct", "-1")]
    [InlineData("POST /api/v1/partners", "commission_pct", "100.001")]
    [InlineData("POST /api/v1/partners", "commission_pct", "\"12\"")]
    [InlineData("POST /api/v1/partners", "metadata", "\"x\"")]
    [InlineData("PATCH /api/v1/programs/me", "name", "\"  \"")]
    [InlineData("PATCH /api/v1/programs/me", "name", "null")]
    [InlineData("PATCH /api/v1/programs/me", "min_payout_cents", "-1")]
    [InlineData("PATCH /api/v1/programs/me", "min_payout_cents", "null")]
    [InlineData("PATCH /api/v1/programs/me", "default_commission_pct", "101")]
    [InlineData("PATCH /api/v1/programs/me", "default_hold_period_days", "367")]
    [InlineData("PATCH /api/v1/programs/me", "attribution_window_days", "0")]
    [InlineData("PATCH /api/v1/programs/me", "attribution_window_days", "367")]
    [InlineData("PATCH /api/v1/programs/me", "cookie_window_days", "401")]
    [InlineData("PATCH /api/v1/programs/me", "default_destination", "\"javascript:alert(1)\"")]
    [InlineData("PATCH /api/v1/programs/me", "default_destination", "\"//evil.example\"")]
    [InlineData("PATCH /api/v1/programs/me", "allowed_hosts", "\"app.example.com\"")]
    [InlineData("PATCH /api/v1/programs/me", "allowed_hosts", "[1]")]
    [InlineData("PATCH /api/v1/programs/me", "allowed_hosts", "[\"https://app.example.com\"]")]
    [InlineData("PATCH /api/v1/programs/me", "allowed_hosts", "[\"a b\"]")]
    [InlineData("PATCH /api/v1/programs/me", "version", "-1")]
    [InlineData("PATCH /api/v1/programs/me", "withholding_pct", "12.345")]
    public async Task A_value_that_makes_no_sense_is_400(string name, string field, string value)
    {
        var route = Routes.Find(name);
        var body = route.With(field, "PLACE").Replace("\"PLACE\"", value, StringComparison.Ordinal);

        var problem = await api.CallAsync(route, body).ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.Equal([field], problem.GetProperty("errors").Names());
    }

    [Theory]
    [InlineData("/affiliate/api/v1/commissions?partner_id=x")]
    [InlineData("/affiliate/api/v1/commissions?partner_id=cst_0190d1f75b1c7c3e8a2b0123456789ab")]
    [InlineData("/affiliate/api/v1/commissions?status=Pending")]
    [InlineData("/affiliate/api/v1/commissions?status=1")]
    [InlineData("/affiliate/api/v1/partners?status=gone")]
    [InlineData("/affiliate/api/v1/partners?search=%00")]
    [InlineData("/affiliate/api/v1/events?type=%00")]
    [InlineData("/affiliate/api/v1/events?type=a&type=b")]
    [InlineData("/affiliate/api/v1/analytics?group_by=moon")]
    public async Task A_filter_that_makes_no_sense_is_400(string path) =>
        await api.Host.GetAsync(path, ("Authorization", $"Bearer {api.Key}"))
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    private static Dictionary<string, string?> BadValues(TextField field)
    {
        var values = new Dictionary<string, string?>
        {
            ["a number"] = "5",
            ["an object"] = "{\"a\":[1]}",
            ["an array"] = "[\"x\"]",
            ["a truth value"] = "true",
            ["too long"] = $"\"{new string('x', field.MaxLength + 1)}\"",
            ["NUL"] = "\"a\\u0000b\"",
            ["half a surrogate pair"] = "\"a\\ud800b\"",
            ["the other half"] = "\"\\udc00\"",
        };
        if (field.IsRequired)
        {
            values["missing"] = null;
            values["null"] = "null";
            values["empty"] = "\"\"";
        }

        return values;
    }

    private static TheoryData<string, string> Combine(
        IEnumerable<Route> routes, Func<Route, IEnumerable<string>> variants)
    {
        var rows = new TheoryData<string, string>();
        foreach (var route in routes)
        {
            foreach (var variant in variants(route))
            {
                rows.Add(route.ToString(), variant);
            }
        }

        return rows;
    }

    private static string Deep(int levels) =>
        new StringBuilder().Insert(0, DeepJson, levels).Append('1').Append('}', levels).ToString();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
