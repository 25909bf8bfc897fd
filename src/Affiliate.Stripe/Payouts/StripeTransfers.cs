using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Affiliate.Stripe;

/// <summary>Sends payouts as Stripe transfers. The payout is the transfer group, so that a transfer made before is found again.</summary>
/// <remarks>
/// Stripe forgets idempotency keys after a day or so; a try that may have succeeded is therefore looked up by its group
/// before it is made again.
/// </remarks>
internal sealed class StripeTransfers(IOptions<StripePayoutOptions> options, IHttpClientFactory clients, TimeProvider time) : IPayoutProvider
{
    /// <summary>The name of the payout in a transfer's metadata.</summary>
    public const string PayoutName = "affiliate_payout";

    private readonly StripePayoutOptions _options = options.Value;
    private readonly ProviderHttp _http = new(
        clients,
        new ProviderCalls("Stripe", StripeApi.Client, options.Value.ApiTimeout, options.Value.ApiRetries, options.Value.ApiRetryDelay),
        time);

    public string Name => "stripe";

    public PayoutMethod Method => PayoutMethod.Stripe;

    public async Task<PayoutSending> SendAsync(PayoutOrder order, CancellationToken cancellationToken)
    {
        var group = order.Payout.ToString();
        if (order.IsRetry && await FindAsync(group, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return PayoutSending.Sent(known);
        }

        if (StripeAmounts.OfMoney(order.Amount) is not { } amount)
        {
            return PayoutSending.Refused("amount_not_representable");
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["amount"] = amount.ToString(CultureInfo.InvariantCulture),
            ["currency"] = order.Amount.Currency.ToLowerInvariant(),
            ["destination"] = order.Destination,
            ["transfer_group"] = group,
            [$"metadata[{PayoutName}]"] = group,
        };
        using var response = await CallAsync(
            HttpMethod.Post,
            "/v1/transfers",
            request =>
            {
                request.Content = new FormUrlEncodedContent(fields);
                request.Headers.Add("Idempotency-Key", order.IdempotencyKey);
            },
            cancellationToken).ConfigureAwait(false);
        using var body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return PayoutSending.Sent(body.RootElement.GetProperty("id").GetString()!);
        }

        var refusal = ErrorOf(body, "code") ?? ErrorOf(body, "type") ?? "refused";
        var isFinal = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired or HttpStatusCode.NotFound
            && ErrorOf(body, "type") != "idempotency_error";
        return isFinal
            ? PayoutSending.Refused(refusal[..Math.Min(200, refusal.Length)])
            : throw new HttpRequestException($"Stripe answered {(int)response.StatusCode} ({refusal}).");
    }

    private async Task<string?> FindAsync(string group, CancellationToken ct)
    {
        using var response = await CallAsync(
            HttpMethod.Get, $"/v1/transfers?limit=1&transfer_group={group}", null, ct).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"Stripe answered {(int)response.StatusCode} to a look-up.");
        }

        using var body = await ReadAsync(response, ct).ConfigureAwait(false);
        var found = body.RootElement.GetProperty("data");
        return found.GetArrayLength() > 0 ? found[0].GetProperty("id").GetString() : null;
    }

    private Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, Action<HttpRequestMessage>? complete, CancellationToken ct) =>
        _http.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(method, new Uri(_options.ApiAddress, path));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.ApiKey);
                request.Headers.Add("Stripe-Version", StripeApi.Version);
                complete?.Invoke(request);
                return request;
            },
            ct);

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"Stripe answered {(int)response.StatusCode} without JSON.", exception);
        }
    }

    private static string? ErrorOf(JsonDocument body, string name) =>
        body.RootElement.ValueKind == JsonValueKind.Object
        && body.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
