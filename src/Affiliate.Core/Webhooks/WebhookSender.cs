using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace Affiliate;

/// <summary>Makes one attempt to deliver one message. Tries nothing again: the schedule does (semantics 24).</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MaxAnswer = 64 * 1024;
    private const int MaxHeaderKibibytes = 16;

    /// <summary>How long the rest of an answer is waited for, once its status is there.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private static readonly ProductInfoHeaderValue Product = new("Affiliate-Webhooks", "1.0");

    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public WebhookSender(AddressGuard guard, IOptions<AffiliateOptions> options, TimeProvider time)
        : this(NewHandler(guard), options, time)
    {
    }

    /// <summary>Sends through a handler of a test's own.</summary>
    internal WebhookSender(HttpMessageHandler handler, IOptions<AffiliateOptions> options, TimeProvider time)
    {
        _http = new HttpMessageInvoker(handler);
        _timeout = options.Value.Webhooks.Timeout;
        _time = time;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a message and says what came of it; throws only when <paramref name="stopping"/> is cancelled.</summary>
    public async Task<DeliveryAttempt> SendAsync(OutgoingMessage message, CancellationToken stopping)
    {
        var startedAt = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            using var request = NewRequest(message);
            using var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            var start = await ReadStartAsync(response, either.Token).ConfigureAwait(false);
            return new DeliveryAttempt(
                (int)response.StatusCode, response.IsSuccessStatusCode ? null : DeliveryErrors.Status, start,
                _time.GetElapsedTime(startedAt), RetryAfterOf(response));
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            var error = limit.IsCancellationRequested ? DeliveryErrors.Timeout : ErrorOf(exception);
            return new DeliveryAttempt(null, error, null, _time.GetElapsedTime(startedAt), null);
        }
    }

    private static SocketsHttpHandler NewHandler(AddressGuard guard) => new()
    {
        ConnectCallback = guard.ConnectAsync,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        Credentials = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = MaxHeaderKibibytes,
        MaxResponseDrainSize = MaxAnswer,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };

    private HttpRequestMessage NewRequest(OutgoingMessage message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, message.Url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(Product);
        WebhookSignature.Add(request.Headers, message.Id, _time.GetUtcNow(), message.Body, message.Secrets);
        request.Headers.Add(WebhookSignature.EventType, message.EventType);
        request.Headers.Add(WebhookSignature.Attempt, message.Attempt.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>The start of the answer. A receiver that is slow with the rest, or never ends, loses the connection.</summary>
    private async Task<string?> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var bytes = new byte[WebhookDelivery.MaxResponseLength];
        var filled = 0;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            int read;
            while (filled < bytes.Length
                && (read = await body.ReadAsync(bytes.AsMemory(filled), either.Token).ConfigureAwait(false)) > 0)
            {
                filled += read;
            }
        }
        catch (Exception)
        {
            // The status decides; of the text we keep what came.
        }

        return SafeText.Of(Encoding.UTF8.GetString(bytes, 0, filled), WebhookDelivery.MaxResponseLength);
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) ? null
        : response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => null,
        };

    private static string ErrorOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressNotAllowedException:
                    return DeliveryErrors.Address;
                case AuthenticationException:
                    return DeliveryErrors.Tls;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return DeliveryErrors.Dns;
            }
        }

        return DeliveryErrors.Connection;
    }
}

/// <summary>What one attempt sends.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Id">The identifier that receivers recognise a repeat by.</param>
/// <param name="EventType">The type of the event.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
/// <param name="Body">The bytes signed and sent.</param>
/// <param name="Secrets">The secrets that count now, newest first.</param>
internal sealed record OutgoingMessage(
    Uri Url, string Id, string EventType, int Attempt, byte[] Body, IReadOnlyList<string> Secrets);

/// <summary>What came of one attempt.</summary>
/// <param name="Status">The status of the answer, if there was one.</param>
/// <param name="Error">Why it failed; <see langword="null"/> when it went well.</param>
/// <param name="ResponseStart">The start of the answer.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="RetryAfter">How long the receiver wants to be left alone.</param>
internal sealed record DeliveryAttempt(
    int? Status, string? Error, string? ResponseStart, TimeSpan Duration, TimeSpan? RetryAfter)
{
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}
