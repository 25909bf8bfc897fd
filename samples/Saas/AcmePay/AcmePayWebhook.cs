using Affiliate;
using Microsoft.Extensions.Options;

namespace Saas.AcmePay;

/// <summary>
/// Turns the messages of AcmePay, a payment provider that does not exist, into facts: how an adapter for a provider that
/// the library does not know looks. See docs/adapters.md.
/// </summary>
public sealed class AcmePayWebhook(IOptions<AcmePayOptions> options) : IPaymentWebhook
{
    private const int MaxIdLength = 200;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary><c>Acme-Signature: at=1700000000;sig=ab12…</c> over <c>1700000000.{body}</c>.</summary>
    private static readonly SignatureHeader Signature = new()
    {
        Name = "Acme-Signature",
        Separator = ';',
        TimeName = "at",
        SignatureName = "sig",
        Joint = '.',
    };

    public string Provider => "acmepay";

    public WebhookReading Read(WebhookRequest request, DateTimeOffset now)
    {
        if (request.Endpoint.Length > 0 || string.IsNullOrWhiteSpace(options.Value.WebhookSecret))
        {
            return WebhookReading.NotConfigured;
        }

        return Signature.Verify(request, [options.Value.WebhookSecret], now, Tolerance) is { } fault
            ? WebhookReading.Rejected(fault)
            : ReadStored(request.Endpoint, request.Body);
    }

    public WebhookReading ReadStored(string endpoint, ReadOnlyMemory<byte> body)
    {
        if (!WebhookJson.TryParse(body.Span, out var json))
        {
            return WebhookReading.Rejected(WebhookReason.BadJson);
        }

        if (IdOf(json["id"]) is not { } id || json["type"].Text is not { Length: > 0 and <= 100 } type
            || json["sent_at"].Time is not { } sentAt || json["test"].Flag is not { } isTest || !json["data"].IsObject)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        var message = new WebhookMessage(id, isTest ? "test" : "live", type, sentAt);
        var reading = type switch
        {
            "charge.paid" => ReadCharge(message, json["data"]),
            "refund.updated" => ReadRefund(message, json["data"]),
            _ => WebhookReading.Ignored(WebhookReason.UnsupportedType, message),
        };
        return reading.Facts is [var fact]
            ? WebhookReading.Accepted(message, [fact with { IsTest = isTest, Program = PaymentMetadata.ReadProgram(json["data"]["metadata"]) }])
            : reading;
    }

    /// <summary>A charge is a sale of what was charged less the tax.</summary>
    private WebhookReading ReadCharge(WebhookMessage message, WebhookJson charge)
    {
        if (ReferenceOf(message, charge["id"]) is not { } source)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        if (charge["currency"].Text is not { } currency || !Currencies.IsKnown(currency))
        {
            return WebhookReading.Quarantined(WebhookReason.BadCurrency, message);
        }

        if (AmountOf(charge["amount"]) is not { } amount || AmountOf(charge["tax"]) is not { } tax || tax > amount)
        {
            return WebhookReading.Quarantined(WebhookReason.BadAmount, message);
        }

        return WebhookReading.Accepted(message, [new Payment
        {
            Source = source,
            Provider = Provider,
            Amount = new Money(amount - tax, currency),
            Gross = new Money(amount, currency),
            OccurredAt = charge["paid_at"].Time ?? message.OccurredAt,
            CustomerReference = ReferenceOf(message, charge["customer"]),
            Evidence = PaymentMetadata.Read(charge["metadata"]),
            Lines = LinesOf(charge["items"]),
        }]);
    }

    /// <summary>A refund is told whenever its status changes, and the status says whether its money moved.</summary>
    private WebhookReading ReadRefund(WebhookMessage message, WebhookJson refund)
    {
        if (ReferenceOf(message, refund["id"]) is not { } source || ReferenceOf(message, refund["charge"]) is not { } target)
        {
            return WebhookReading.Rejected(WebhookReason.BadEnvelope);
        }

        (ReversalState State, int Rank)? status = refund["status"].Text switch
        {
            "pending" => (ReversalState.Held, 0),
            "done" => (ReversalState.Effective, 1),
            "failed" => (ReversalState.Released, 2),
            _ => null,
        };
        if (status is null)
        {
            return WebhookReading.Quarantined("unknown-status", message);
        }

        return AmountOf(refund["amount"]) is { } amount && refund["currency"].Text is { } currency && Currencies.IsKnown(currency)
            ? WebhookReading.Accepted(message, [new Reversal
            {
                Source = source,
                Target = target,
                Provider = Provider,
                Kind = ReversalKind.Refund,
                State = status.Value.State,
                Rank = status.Value.Rank,
                Gross = new Money(amount, currency),
                AsOf = message.OccurredAt,
            }])
            : WebhookReading.Quarantined(WebhookReason.BadAmount, message);
    }

    /// <summary>The lines, when all of them can be read: rules for products need them.</summary>
    private static List<SaleLine> LinesOf(WebhookJson items)
    {
        var lines = items.Items
            .Select(item => (Product: IdOf(item["product"]), Quantity: item["quantity"].Number, Amount: AmountOf(item["amount"])))
            .ToList();
        return lines.Count <= 200 && lines.TrueForAll(line => line is { Quantity: >= 0, Amount: not null })
            ? lines.ConvertAll(line => new SaleLine(line.Product, line.Quantity!.Value, line.Amount!.Value))
            : [];
    }

    private static long? AmountOf(WebhookJson value) => value.Number is >= 0 and <= Money.MaxMinorUnits and var amount ? amount : null;

    /// <summary>What an object is called in the whole installation: unique among providers, and live apart from test.</summary>
    private static string? ReferenceOf(WebhookMessage message, WebhookJson value) =>
        IdOf(value) is { } id ? $"acmepay:{message.Scope}:{id}" : null;

    private static string? IdOf(WebhookJson value) =>
        value.Text is { Length: > 0 and <= MaxIdLength } text && text.All(c => c is > ' ' and <= '~') ? text : null;
}
