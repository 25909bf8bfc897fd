using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Affiliate.Paddle;

/// <summary>Reads from Paddle's API with the key of an endpoint, in one pinned version.</summary>
internal sealed class PaddleApi
{
    /// <summary>The name of the <see cref="HttpClient"/> for everything that goes to Paddle.</summary>
    public const string Client = "Affiliate.Paddle";

    private static readonly Uri Live = new("https://api.paddle.com");
    private static readonly Uri Sandbox = new("https://sandbox-api.paddle.com");

    private readonly PaddleOptions _options;
    private readonly ProviderHttp _http;
    private readonly Dictionary<string, EndpointSettings> _endpoints;

    public PaddleApi(IOptions<PaddleOptions> options, IHttpClientFactory clients, TimeProvider time)
    {
        _options = options.Value;
        _endpoints = EndpointSettings.Of(_options);
        _http = new ProviderHttp(
            clients,
            new ProviderCalls("Paddle", Client, _options.ApiTimeout, _options.ApiRetries, TimeSpan.FromMilliseconds(500)),
            time);
    }

    /// <summary>The endpoints that have a key.</summary>
    public IReadOnlyCollection<string> Endpoints =>
        [.. _endpoints.Where(endpoint => endpoint.Value.ApiKey is not null).Select(endpoint => endpoint.Key)];

    /// <summary>What holds at an endpoint.</summary>
    /// <exception cref="PaymentFetchException">There is no such endpoint, or it has no key.</exception>
    public EndpointSettings Endpoint(string name) => _endpoints.GetValueOrDefault(name) is { ApiKey: not null } endpoint
        ? endpoint
        : throw new PaymentFetchException($"The Paddle endpoint '{name}' has no API key; set PaddleOptions.ApiKey.") { IsFinal = true };

    /// <summary>Reads something.</summary>
    /// <param name="endpoint">Whose key is used.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The whole answer; <see langword="null"/> when there is no such thing.</returns>
    public async Task<JsonElement?> GetAsync(string endpoint, string path, CancellationToken ct)
    {
        var settings = Endpoint(endpoint);
        var address = _options.ApiAddress ?? (settings.Mode == PaddleMode.Live ? Live : Sandbox);
        using var response = await _http.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
                request.Headers.Add("Paddle-Version", "1");
                return request;
            },
            ct).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var body = await _http.ReadAsync(response, ct).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? body
            : throw _http.Refusal(
                endpoint, response, body.Member("error").Member("code").CodeOrNull(),
                "of the same environment that may read transactions, adjustments, subscriptions, customers and discounts");
    }
}
