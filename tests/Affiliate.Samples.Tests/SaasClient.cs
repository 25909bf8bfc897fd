using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Affiliate.Samples;

/// <summary>Does by HTTP what visitors, Stripe and the owner do. Each client is a browser with cookies of its own.</summary>
internal sealed class SaasClient : IDisposable
{
    // Work that a killed host held is free again after its lease of a minute, and taken up within ten seconds (I4).
    private const int HandlerLimitMilliseconds = 180_000;
    private readonly HttpClient _http;
    private readonly string _apiKey;
    private Uri _address;

    public SaasClient(Uri address, string apiKey)
    {
        _address = address;
        _apiKey = apiKey;
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            Timeout = TimeSpan.FromMinutes(3),
        };
    }

    /// <summary>The API key that the first start wrote down.</summary>
    public string Key => _apiKey;

    public async Task<JsonElement> ClickAsync(string slug)
    {
        using var response = await _http.PostAsJsonAsync(
            At("/affiliate/track/click"), new { @ref = slug, landing = "/pricing", referrer = "https://blog.example/post" });
        return await ReadAsync(response);
    }

    public async Task<string> SignUpAsync(string email)
    {
        using var response = await _http.PostAsJsonAsync(At("/signup"), new { email, password = "correct horse" });
        return (await ReadAsync(response)).GetProperty("user_id").GetString()!;
    }

    public async Task<string> SignInAsync(string email)
    {
        using var response = await _http.PostAsJsonAsync(At("/signin"), new { email, password = "correct horse" });
        return (await ReadAsync(response)).GetProperty("user_id").GetString()!;
    }

    /// <summary>A visitor who came through a partner's link, signed up and has a user id now.</summary>
    public async Task<string> ReferredUserAsync(string slug)
    {
        await ClickAsync(slug);
        return await SignUpAsync($"{Guid.NewGuid():N}@example.com");
    }

    public Task<HttpStatusCode> StripeAsync(byte[] body, string? signature = null) =>
        PostAsync("/affiliate/webhooks/stripe", body, "application/json", ("Stripe-Signature", signature ?? StripeMessage.Sign(body)));

    public async Task<HttpStatusCode> PostAsync(
        string path, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Reads from the management API with the sample's key.</summary>
    public async Task<JsonElement> ApiAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At("/affiliate/api/v1/" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        using var response = await _http.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>Writes through the management API with the sample's key.</summary>
    public async Task<JsonElement> ApiAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At("/affiliate/api/v1/" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>Posts JSON as the browser does, with its cookies.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(At(path), body);
        return await ReadAsync(response);
    }

    /// <summary>Writes to the management API with the sample's key.</summary>
    public async Task<JsonElement> PostApiAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At("/affiliate/api/v1/" + path)) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
        using var response = await _http.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>Every item of a paged list.</summary>
    public async Task<List<JsonElement>> AllAsync(string path)
    {
        var items = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var answer = await ApiAsync($"{path}{separator}per_page=100&page={page}");
            var data = answer.GetProperty("data").EnumerateArray().ToList();
            items.AddRange(data);
            if (data.Count < 100)
            {
                return items;
            }
        }
    }

    /// <summary>One field of the payload of every event of a type.</summary>
    public async Task<List<string>> PayloadsAsync(string type, string field) =>
        [.. (await AllAsync("events?type=" + type)).Select(line => line.GetProperty("payload").GetProperty(field).GetString()!)];

    /// <summary>The rows that the host's own handler wrote, once there are enough: it runs after the commit.</summary>
    public async Task<List<JsonElement>> NotesAsync(int expected)
    {
        var giveUpAt = Environment.TickCount64 + HandlerLimitMilliseconds;
        while (true)
        {
            var notes = (await GetAsync("/diagnostics/commission-notes")).EnumerateArray().ToList();
            if (notes.Count >= expected || Environment.TickCount64 > giveUpAt)
            {
                return notes;
            }

            // The handler runs in another process, which tells nobody when it is done.
            await Task.Delay(50);
        }
    }

    public async Task<List<string>> UsersAsync() =>
        [.. (await GetAsync("/diagnostics/users")).EnumerateArray().Select(id => id.GetString()!)];

    public async Task AssertLedgerHoldsAsync() =>
        Assert.Empty((await GetAsync("/diagnostics/ledger")).EnumerateArray().Select(violation => violation.ToString()));

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync(At(path));
        return await ReadAsync(response);
    }

    /// <summary>The status and target of a redirect link.</summary>
    public async Task<(HttpStatusCode Status, string? Location)> RedirectAsync(string path)
    {
        using var response = await _http.GetAsync(At(path));
        return (response.StatusCode, response.Headers.Location?.OriginalString);
    }

    /// <summary>A request without body and key.</summary>
    public async Task<HttpStatusCode> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), At(path));
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Talks to another instance from now on, with the same cookies.</summary>
    public void MoveTo(SaasHost host) => _address = host.Address;

    public void Dispose() => _http.Dispose();

    private Uri At(string path) => new(_address, path);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri} answered {response.StatusCode}: {text}");
        return JsonDocument.Parse(Encoding.UTF8.GetBytes(text)).RootElement;
    }
}
