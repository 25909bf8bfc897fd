using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Affiliate.Cli;

/// <summary>The running host that is asked.</summary>
internal sealed class AffiliateHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;

    /// <param name="url">Where the program's routes begin.</param>
    /// <param name="key">The API key; shown to nobody but the host.</param>
    public AffiliateHost(string url, string key)
    {
        // A redirect would carry the key elsewhere.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(url.TrimEnd('/') + "/"),
            Timeout = Patience,
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("affiliate-cli");
    }

    public Task<Answer> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, null, ct);

    public Task<Answer> PostAsync(string path, JsonObject body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body, ct);

    public void Dispose() => _client.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        string text;
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, ct);
            text = await response.Content.ReadAsStringAsync(ct);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw new HostException(ExitCodes.Unreachable, $"{_client.BaseAddress} does not answer: {exception.Message}");
        }

        using (response)
        {
            var answer = Parse(text);
            return response.IsSuccessStatusCode && answer is not null ? new Answer(answer, "", ExitCodes.Ok)
                : answer?["code"] is not null ? throw new HostException(ExitCodes.Failed, ProblemText(answer))
                : throw new HostException(
                    ExitCodes.Unreachable,
                    $"{request.RequestUri} answers {(int)response.StatusCode}, and not as an affiliate program does. Does the path end where app.MapAffiliateEndpoints() mapped it?");
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string ProblemText(JsonObject problem)
    {
        var text = new StringBuilder($"{problem["status"]} {problem["code"]}: {problem["detail"] ?? problem["title"]}");
        foreach (var (field, messages) in problem["errors"] as JsonObject ?? [])
        {
            text.AppendLine().Append($"  {field}: {string.Join(' ', (messages as JsonArray ?? []).Select(message => message?.ToString()))}");
        }

        return text.ToString();
    }
}

/// <summary>What the host answered, what is printed of it, and what the tool ends with.</summary>
internal sealed record Answer(JsonObject Body, string Message, int ExitCode)
{
    public string? Text(string name) => Body[name]?.ToString();

    public bool Flag(string name) => Body[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public Answer With(string message, bool isGood) =>
        this with { Message = message, ExitCode = isGood ? ExitCodes.Ok : ExitCodes.Failed };
}

/// <summary>The call came to nothing; the message is for the person at the terminal.</summary>
internal sealed class HostException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
