using System.Net;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Affiliate;

/// <summary>
/// Calls a payment provider: each try has its time, tries without a clear answer are repeated with jitter or when the provider
/// says, and after many of them in a row nothing is asked for a while. Compiled into both adapters.
/// </summary>
internal sealed class ProviderHttp
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly IHttpClientFactory _clients;
    private readonly ProviderCalls _calls;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public ProviderHttp(IHttpClientFactory clients, ProviderCalls calls, TimeProvider time)
    {
        _clients = clients;
        _calls = calls;
        _time = time;
        _pipeline = Build();
    }

    /// <summary>Makes the handler of the named client: no redirects that would take the key elsewhere, no cookies.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>Sets the named client up; how long a try may take is the pipeline's affair.</summary>
    public static void Configure(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.MaxResponseContentBufferSize = 32 * 1024 * 1024;
    }

    /// <summary>Sends a request, as often as it takes within bounds, and reads the whole answer.</summary>
    /// <param name="request">Makes the request; called for each try.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="PaymentFetchException">No try got an answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    using var message = request();
                    using var client = _clients.CreateClient(_calls.Client);
                    return await client.SendAsync(message, HttpCompletionOption.ResponseContentRead, token).ConfigureAwait(false);
                },
                ct).ConfigureAwait(false);
        }
        catch (BrokenCircuitException exception)
        {
            throw new PaymentFetchException($"{_calls.Provider} failed too often; it is asked again in a while.", exception)
            {
                RetryAfter = exception.RetryAfter,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            throw new PaymentFetchException($"{_calls.Provider} did not answer ({exception.GetType().Name}).", exception);
        }
    }

    /// <summary>What the provider answered; undefined when a refusal is no JSON.</summary>
    /// <exception cref="PaymentFetchException">A success is no JSON.</exception>
    public async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
            return JsonElement.Parse(bytes);
        }
        catch (JsonException exception) when (response.IsSuccessStatusCode)
        {
            throw new PaymentFetchException($"{_calls.Provider} answered {(int)response.StatusCode} without JSON.", exception);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>What to throw when the provider refuses to show something.</summary>
    /// <param name="endpoint">The endpoint whose key was used.</param>
    /// <param name="response">The refusal.</param>
    /// <param name="code">The provider's word for it. Its message may quote a part of the key, so that is left out.</param>
    /// <param name="key">What key to set instead of one that is refused, for a person.</param>
    public PaymentFetchException Refusal(string endpoint, HttpResponseMessage response, string? code, string key)
    {
        var status = (int)response.StatusCode;
        code ??= "no code";
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new PaymentFetchException(
                $"{_calls.Provider} refused the API key of the endpoint '{endpoint}' with {status} ({code}). Set a key {key}.")
            { IsFinal = true }
            : new PaymentFetchException($"{_calls.Provider} answered {status} ({code}).")
            {
                IsFinal = status is >= 400 and < 500 and not (409 or 429),
                RetryAfter = RetryAfter(response),
            };
    }

    /// <summary>How long the provider asks to be left alone.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > _time.GetUtcNow() ? date - _time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private ResiliencePipeline<HttpResponseMessage> Build()
    {
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>().Handle<TimeoutRejectedException>()
                    .HandleResult(response => IsUnclear(response) && !(RetryAfter(response) > LongestDelay)),
                MaxRetryAttempts = _calls.MaxRetryAttempts,
                BackoffType = DelayBackoffType.Exponential,
                Delay = _calls.RetryDelay,
                UseJitter = true,
                MaxDelay = LongestDelay,
                DelayGenerator = arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is { } response ? RetryAfter(response) : null),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>().Handle<TimeoutRejectedException>()
                    .HandleResult(response => (int)response.StatusCode >= 500),
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(60),
                BreakDuration = TimeSpan.FromSeconds(30),
            })
            .AddTimeout(_calls.AttemptTimeout)
            .Build();
    }

    private static bool IsUnclear(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
}

/// <summary>How a provider is called.</summary>
/// <param name="Provider">Its name, for messages.</param>
/// <param name="Client">The name of the <see cref="HttpClient"/> that the host may configure.</param>
/// <param name="AttemptTimeout">How long one try may take.</param>
/// <param name="MaxRetryAttempts">How often a try without a clear answer is repeated.</param>
/// <param name="RetryDelay">The pause before the first repeat; it doubles.</param>
internal sealed record ProviderCalls(
    string Provider, string Client, TimeSpan AttemptTimeout, int MaxRetryAttempts, TimeSpan RetryDelay);
