using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>Reads from Stripe's API with the key of an endpoint, in one pinned version.</summary>
internal sealed class StripeApi
{
    /// <summary>The name of the <see cref="HttpClient"/> for everything that goes to Stripe.</summary>
    public const string Client = "Affiliate.Stripe";

    /// <summary>The version that objects are read in; the readers understand older ones too.</summary>
    public const string Version = "2026-10-28.endive";

    private readonly StripeOptions _options;
    private readonly ProviderHttp _http;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, EndpointSettings> _endpoints;

    public StripeApi(IOptions<StripeOptions> options, IHttpClientFactory clients, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _endpoints = EndpointSettings.Of(_options);
        _http = new ProviderHttp(
            clients,
            new ProviderCalls("Stripe", Client, _options.ApiTimeout, _options.ApiRetries, TimeSpan.FromMilliseconds(500)),
            time);
    }

    /// <summary>The endpoints that have a key.</summary>
    public IReadOnlyCollection<string> Endpoints =>
        [.. _endpoints.Where(endpoint => endpoint.Value.ApiKey is not null).Select(endpoint => endpoint.Key)];

    /// <summary>What holds at an endpoint.</summary>
    /// <exception cref="PaymentFetchException">There is no such endpoint, or it has no key.</exception>
    public EndpointSettings Endpoint(string name) => _endpoints.GetValueOrDefault(name) is { ApiKey: not null } endpoint
        ? endpoint
        : throw new PaymentFetchException($"The Stripe endpoint '{name}' has no API key; set StripeOptions.ApiKey.") { IsFinal = true };

    /// <summary>Reads something.</summary>
    /// <param name="endpoint">Whose key is used.</param>
    /// <param name="account">The connected account that it belongs to; <see langword="null"/> for the key's own.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The object; <see langword="null"/> when there is none.</returns>
    public async Task<StripeAnswer?> GetAsync(string endpoint, string? account, string path, CancellationToken ct)
    {
        var key = Endpoint(endpoint).ApiKey;
        var begun = _time.GetTimestamp();
        using var response = await _http.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.ApiAddress, path));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                request.Headers.Add("Stripe-Version", Version);
                if (account is not null)
                {
                    request.Headers.Add(path.StartsWith("/v2/", StringComparison.Ordinal) ? "Stripe-Context" : "Stripe-Account", account);
                }

                return request;
            },
            ct).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var body = await _http.ReadAsync(response, ct).ConfigureAwait(false);

        // By Stripe's clock, and not later than the object was looked at.
        var at = (response.Headers.Date ?? _time.GetUtcNow()) - _time.GetElapsedTime(begun);
        return response.IsSuccessStatusCode
            ? new StripeAnswer(body, at)
            : throw _http.Refusal(
                endpoint, response, body.Member("error").Member("code").CodeOrNull() ?? body.Member("error").Member("type").CodeOrNull(),
                "of the same mode that may read events, invoices, charges, refunds and disputes");
    }
}

/// <summary>What Stripe answered.</summary>
/// <param name="Body">The object or list.</param>
/// <param name="At">When it was so, by Stripe's clock.</param>
internal sealed record StripeAnswer(JsonElement Body, DateTimeOffset At);
