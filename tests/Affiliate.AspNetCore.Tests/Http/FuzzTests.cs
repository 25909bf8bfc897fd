using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Affiliate.AspNetCore.Tests;

/// <summary>T21: every route under malformed and merely odd input. Never a 500, always JSON or a redirect.</summary>
public class FuzzTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const int RoundsPerRoute = 300;

    private static readonly string[] Texts =
    [
        "", " ", "alpha", "ALPHA", "\0", "a\0b", "\ud800", "\udc00x", "😀", new string('x', 300), new string('ü', 5_000), "-1", "1e309",
        "2026-04-10", "2026-04-10T10:00:00+25:00", "9999-12-31T23:59:59Z", "0001-01-01", "clk_0190d1f75b1c7c3e8a2b0123456789ab",
        "par_0190d1f75b1c7c3e8a2b0123456789ab", "prog_0190d1f75b1c7c3e8a2b0123456789ab", "default", "main", "other", "' OR 1=1 --",
        "<script>alert(1)</script>", "../../etc/passwd", "//evil.example", "https://evil.example/?x=%0d%0aSet-Cookie:a=b", "javascript:alert(1)",
        "%", "%00", "%zz", "\r\nX-Evil: 1", "a@b.c", "a@" + new string('b', 300), "NaN", "null", "\ufeff", "\u202e", "ＡＬＰＨＡ", "İ", "ß",
    ];

    private static readonly string[] Numbers = ["0", "-0", "1", "-1", "0.1", "1e3", "1e400", "-1e400", "9223372036854775807", "9223372036854775808", "1e15", "1000000000000001", "00", "1.", ".5", "+1"];

    private static readonly string[] Headers =
    [
        "Origin", "Referer", "Cookie", "User-Agent", "Sec-Fetch-Dest", "Sec-Fetch-Site", "Sec-Purpose", "Sec-GPC", "Accept", "If-None-Match",
        "Content-Encoding", "Authorization", "Access-Control-Request-Method", "Acme-Signature", "X-Forwarded-Host", "Idempotency-Key",
    ];

    public static TheoryData<string> All => [.. Routes.All.Select(route => route.ToString())];

    [Theory, MemberData(nameof(All))]
    public async Task Nothing_makes_a_500(string name)
    {
        var route = Routes.Find(name);
        var random = new Random(name.Sum(c => c * 31));
        var linesBefore = api.Host.Logs.Lines.Count;
        for (var round = 0; round < RoundsPerRoute; round++)
        {
            using var request = Mutate(route, random);
            HttpResponseMessage answer;
            try
            {
                answer = await api.Host.Client.SendAsync(request);
            }
            catch (HttpRequestException)
            {
                // The client itself refuses to send it.
                continue;
            }

            var status = (int)answer.StatusCode;
            Assert.True(status < 500, $"{request.Method} {request.RequestUri}: {status} {await answer.Content.ReadAsStringAsync()}");
            if (status >= 400 && answer.Content.Headers.ContentLength != 0)
            {
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
            }

            Assert.Null(answer.Header("X-Evil"));
            if (answer.Header("Location") is { } location && answer.StatusCode == HttpStatusCode.Found)
            {
                Assert.StartsWith("/", location, StringComparison.Ordinal);
                Assert.False(location.StartsWith("//", StringComparison.Ordinal), location);
            }
        }

        Assert.Empty(api.Host.Logs.Lines.Skip(linesBefore)
            .Where(line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error).Select(line => line.Text));
    }

    private HttpRequestMessage Mutate(Route route, Random random)
    {
        var method = random.Next(10) == 0 ? Pick(random, "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD") : route.Method;
        var request = TestHost.Request(new HttpMethod(method), Path(route, random), null, null);
        if (random.Next(5) > 0)
        {
            foreach (var (name, value) in api.HeadersOf(route))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            var value = Pick(random, Texts).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(Pick(random, Headers), value);
        }

        if (method is not ("GET" or "HEAD"))
        {
            var body = Body(route, random);
            if (route.IsWebhook && random.Next(2) == 0)
            {
                request.Headers.TryAddWithoutValidation("Acme-Signature", $"length={body.Length}");
            }

            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type", Pick(random, "application/json", "application/json", "application/json", "text/plain", "x/y", "application/json; charset=\"\""));
            request.Headers.TransferEncodingChunked = random.Next(4) == 0;
        }

        return request;
    }

    private string Path(Route route, Random random)
    {
        var path = new StringBuilder("/affiliate");
        path.Append(random.Next(3) > 0 ? api.PathOf(route)["/affiliate".Length..] : route.Pattern
            .Replace("{slug}", Encoded(random), StringComparison.Ordinal).Replace("{id}", Encoded(random), StringComparison.Ordinal)
            .Replace("{provider}", Encoded(random), StringComparison.Ordinal).Replace("{endpoint}", Encoded(random), StringComparison.Ordinal));
        for (var i = random.Next(4); i > 0; i--)
        {
            path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?')
                .Append(Pick(random, "page", "per_page", "type", "from", "to", "status", "partner_id", "search", "group_by", "program_id", "ref", "src", "x"))
                .Append('=').Append(random.Next(2) == 0 ? Encoded(random) : Pick(random, Numbers));
        }

        return path.ToString();
    }

    private static string Encoded(Random random) => Uri.EscapeDataString(
        Pick(random, Texts).Replace("\0", "%00", StringComparison.Ordinal)).Replace("%2500", "%00", StringComparison.Ordinal);

    private static byte[] Body(Route route, Random random)
    {
        var text = JsonText(route, random);
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = random.Next(4) == 0 ? random.Next(1, 4) : 0; i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private static string JsonText(Route route, Random random)
    {
        var members = JsonNode.Parse(route.Body ?? "{}")!.AsObject()
            .ToDictionary(member => member.Key, member => member.Value?.ToJsonString() ?? "null");
        foreach (var text in route.Texts.Where(_ => random.Next(3) == 0))
        {
            members[text.Name] = Value(random, 0);
        }

        foreach (var extra in new[] { "amount_cents", "currency", "is_recurring", "metadata", "additional_data", "allowed_hosts", "commission_pct", "version", "id", "amount", "line_items" })
        {
            if (random.Next(4) == 0)
            {
                members[extra] = Value(random, 0);
            }
        }

        return "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
    }

    private static string Value(Random random, int depth) => random.Next(depth > 3 ? 4 : 6) switch
    {
        0 => Pick(random, Numbers),
        1 => Pick(random, "true", "false", "null"),
        2 => "\"" + Escape(Pick(random, Texts)) + "\"",
        3 => "\"" + Pick(random, Texts).Replace("\"", "", StringComparison.Ordinal) + "\"",
        4 => "[" + string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth + 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(3)).Select(i => $"\"test_mode{(i == 0 ? "" : i)}\":{Value(random, depth + 1)}")) + "}",
    };

    private static string Escape(string text) =>
        string.Concat(text.Select(c => c < ' ' || c > '~' || c is '"' or '\\' ? "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture) : $"{c}"));

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
