using Microsoft.Extensions.Options;

namespace Affiliate.Paddle;

/// <summary>Turns Paddle Billing's notifications into facts.</summary>
internal sealed class PaddleWebhook : IPaymentWebhook
{
    public const string Name = "paddle";

    private const string Simulation = "simulation";
    private const string ClassicUnsupported = "paddle-classic-unsupported";
    private const string ClassicType = "application/x-www-form-urlencoded";
    private const string SubscriptionTypes = "subscription.";
    private const string UnfinishedTypes = "transaction.";

    private readonly PaddleOptions _options;
    private readonly Dictionary<string, EndpointSettings> _endpoints;
    private readonly TransactionReader _transactions;
    private readonly AdjustmentReader _adjustments;

    public PaddleWebhook(IOptions<PaddleOptions> options)
    {
        _options = options.Value;
        _endpoints = EndpointSettings.Of(_options);
        _transactions = new TransactionReader(_options);
        _adjustments = new AdjustmentReader(_options);
    }

    public string Provider => Name;

    public IReadOnlyCollection<string> Programs =>
        [.. _endpoints.Values.Select(endpoint => endpoint.Program).Append(_options.DefaultProgram).OfType<string>().Distinct()];

    public bool IsConfigured(string endpoint) => _endpoints.TryGetValue(endpoint, out var settings) && settings.Secrets.Count > 0;

    public WebhookReading Read(WebhookRequest request, DateTimeOffset now)
    {
        if (!_endpoints.TryGetValue(request.Endpoint, out var endpoint) || endpoint.Secrets.Count == 0)
        {
            return WebhookReading.NotConfigured;
        }

        // Paddle Classic sends forms with another kind of signature inside; saying so helps more than "no signature".
        var types = request.Header("Content-Type");
        if (types.Any(type => type.StartsWith(ClassicType, StringComparison.OrdinalIgnoreCase)))
        {
            return WebhookReading.Rejected(ClassicUnsupported);
        }

        return PaddleSignature.Header.Verify(request, endpoint.Secrets, now, _options.Tolerance) is { } fault
            ? WebhookReading.Rejected(fault)
            : Read(endpoint, request.Body);
    }

    public DateTimeOffset? SignedAt(WebhookRequest request) => PaddleSignature.Header.SignedAt(request);

    public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body) =>
        _endpoints.TryGetValue(endpoint, out var settings) ? Read(settings, body) : WebhookReading.NotConfigured;

    private WebhookReading Read(EndpointSettings endpoint, ReadOnlyMemory<byte> body)
    {
        if (!WebhookJson.TryParse(body.Span, out var json))
        {
            return WebhookReading.Rejected(WebhookReason.BadJson);
        }

        return PaddleEvent.Read(json, endpoint, _options) is { } paddleEvent
            ? Read(paddleEvent)
            : WebhookReading.Rejected(WebhookReason.BadEnvelope);
    }

    private WebhookReading Read(PaddleEvent paddleEvent)
    {
        if (paddleEvent.IsSimulation
            && !(_options.AcceptSimulations && paddleEvent.Endpoint.Mode == PaddleMode.Sandbox))
        {
            return WebhookReading.Ignored(Simulation, paddleEvent.Message);
        }

        return paddleEvent.Type switch
        {
            "transaction.completed" => _transactions.ReadCompleted(paddleEvent),
            "transaction.paid" => _transactions.ReadPaid(paddleEvent),
            "transaction.revised" => _transactions.ReadRevised(paddleEvent),
            "transaction.canceled" => TransactionReader.ReadCanceled(paddleEvent),
            var type when type.StartsWith(UnfinishedTypes, StringComparison.Ordinal) =>
                TransactionReader.ReadUnfinished(paddleEvent),
            "adjustment.created" or "adjustment.updated" => _adjustments.Read(paddleEvent),
            var type when type.StartsWith(SubscriptionTypes, StringComparison.Ordinal) =>
                SubscriptionReader.Read(paddleEvent, _options),
            "customer.created" or "customer.updated" or "customer.imported" => CustomerReader.Read(paddleEvent),
            "discount.created" or "discount.updated" or "discount.imported" => DiscountReader.Read(paddleEvent),
            _ => WebhookReading.Ignored(WebhookReason.UnsupportedType, paddleEvent.Message),
        };
    }
}
