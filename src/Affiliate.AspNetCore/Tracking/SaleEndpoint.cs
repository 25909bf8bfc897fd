using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>POST /track/sale</c>: the host's server reports a payment (AF-17). The transaction id is the idempotency key.</summary>
internal sealed class SaleEndpoint(ReportedPayments payments, TimeProvider time)
{
    private const int MaxLength = Payment.MaxReferenceLength;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<SaleEndpoint>(routes.Create<ReportedPayments>());
        routes.Make<SaleId>(
            "/track/sale", ApiScopes.Track, api.RecordAsync, api.RecordAsync, "Report a payment; safe to repeat", 200)
            .Gives<SaleAnswer>()
            .Takes("""{"transaction_id":"order-1001","amount_cents":9900,"fee_cents":317,"currency":"USD","customer_key":"user-1001","click_id":"clk_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","coupon":"SPRING10","email":"buyer@example.com","payment_fingerprint":"card-1001","sale_type":"payment","is_recurring":false,"subscription_id":"sub-1001","subscription_interval":"monthly","product_id":"pro","line_items":[{"product_id":"pro","quantity":1,"amount_cents":9900}],"metadata":{"plan":"pro"},"occurred_at":"2026-04-10T15:30:00Z","ctx":"v1.sample.token","program_id":"default","additional_data":{"test_mode":false}}""", "transaction_id", "amount_cents");
    }

    public async Task<IResult> RecordAsync(ApiCall call)
    {
        var fields = call.Fields;
        var payment = Read(fields, call.Program, call.Errors);
        var isTest = fields.Object("additional_data", out _)?.Flag("test_mode") == true || call.IsTest;
        var token = fields.Text("ctx", SignedTokens.MaxLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await payments.RecordAsync(
            call, payment, token, isTest, "transaction id",
            recorded => new JsonAnswer<SaleAnswer>(SaleAnswer.Of(recorded), ApiJson.Default.SaleAnswer)).ConfigureAwait(false);
    }

    private Payment Read(JsonFields fields, AffiliateProgram program, InputErrors errors)
    {
        var click = fields.Text("click_id", MaxLength);
        var currency = fields.Currency("currency") ?? program.Currency;
        var email = fields.Email();
        return new Payment
        {
            Program = program.Id.ToString(),
            Source = fields.Name("transaction_id", MaxLength, isRequired: true) ?? "",
            Amount = new Money(fields.Whole("amount_cents", 0, Money.MaxMinorUnits, isRequired: true) ?? 0, currency),
            Fee = fields.Whole("fee_cents", 0, Money.MaxMinorUnits) is { } fee ? new Money(fee, currency) : null,
            Evidence = new PaymentEvidence
            {
                Click = AffiliateId.TryParse<ClickId>(click, out _) ? click : null,
                CustomerKey = fields.CustomerKey(),
                Coupon = fields.Name("coupon", MaxLength),
            },
            Email = email,
            PaymentFingerprint = fields.Name("payment_fingerprint", MaxLength),
            Kind = Kind(fields, errors),
            SubscriptionReference = fields.Name("subscription_id", MaxLength),
            ProductId = fields.Name("product_id", MaxLength),
            SubscriptionInterval = fields.Name("subscription_interval", 32),
            Lines = Lines(fields),
            Metadata = Metadata(fields),
            OccurredAt = fields.PastInstant("occurred_at", time.GetUtcNow()),
        };
    }

    /// <summary>Lines without an amount say nothing of the base and are passed over.</summary>
    private static List<SaleLine> Lines(JsonFields fields) =>
    [
        .. (fields.Objects("line_items", 200) ?? [])
            .Where(line => line.Has("amount_cents"))
            .Select(line => new SaleLine(
                line.Name("product_id", MaxLength), line.Whole("quantity", 0, 1_000_000) ?? 1,
                line.Whole("amount_cents", 0, Money.MaxMinorUnits, isRequired: true) ?? 0)
            {
                IsProration = line.Flag("proration") ?? false,
            }),
    ];

    private static Dictionary<string, string> Metadata(JsonFields fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.Object("metadata", out var value) is { } own)
        {
            foreach (var name in value.EnumerateObject().Select(member => member.Name))
            {
                if (metadata.Count == 20 || name.Length is 0 or > 40 || !InputErrors.IsSafe(name))
                {
                    fields.Fault("metadata", "Must have at most 20 members with names of 1 to 40 characters.");
                    return metadata;
                }

                if (own.Scalars(name, 1, 200) is [{ } text])
                {
                    metadata[name] = text;
                }
            }
        }

        return metadata;
    }

    private static SaleKind Kind(JsonFields fields, InputErrors errors)
    {
        var type = fields.Text("sale_type", 32);
        if (type is not (null or "payment" or "subscription"))
        {
            errors.Add("sale_type", "Must be 'payment' or 'subscription'.");
        }

        return fields.Flag("is_recurring") == true ? SaleKind.Renewal
            : type == "subscription" ? SaleKind.SubscriptionFirst
            : SaleKind.OneTime;
    }
}

/// <summary>The answer to a sale (AF-17, AF-18).</summary>
internal sealed record SaleAnswer(string SaleId, string? CommissionId, string Message, string? Reason, bool Deduped)
{
    public static SaleAnswer Of(Recorded recorded) => new(
        recorded.Sale.ToString(),
        recorded.Commission?.ToString(),
        recorded.Outcome switch
        {
            RecordOutcome.Accrued => "The sale is recorded and a commission earned.",
            RecordOutcome.AlreadyRecorded => "The sale was recorded before.",
            RecordOutcome.NotReferred => "The sale is recorded; no partner sent the customer.",
            RecordOutcome.ZeroAmount => "The sale is recorded; there is nothing to take a share of.",
            _ => "The sale is recorded; the partner earns nothing on it.",
        },
        recorded.Reason,
        recorded.Outcome == RecordOutcome.AlreadyRecorded);
}
