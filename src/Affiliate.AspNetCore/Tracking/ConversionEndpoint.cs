using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>POST /conversions</c>: something a visitor did, with its value in major units (TX-03). The <c>idempotency_key</c> is kept for
/// ever: the same again answers <c>deduped</c> (TX-04), and stands for the transaction in refunds. The header <c>Idempotency-Key</c> is the
/// same key (C11).
/// </summary>
internal sealed class ConversionEndpoint(ReportedPayments payments, TimeProvider time)
{
    private const int MaxLength = Payment.MaxReferenceLength;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ConversionEndpoint>(routes.Create<ReportedPayments>());
        routes.Post("/conversions", ApiScopes.Track, api.RecordAsync, "Report a conversion; safe to repeat", 200, 409)
            .WithMetadata(new KeyHeader())
            .Gives<ConversionAnswer>()
            .Takes("""{"event_type":"purchase","value":99.95,"currency":"USD","idempotency_key":"order-1001","customer_key":"user-1001","click_id":"clk_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","ctx":"v1.sample.token","occurred_at":"2026-04-10T15:30:00Z","program_id":"default"}""", "event_type", "idempotency_key");
    }

    public async Task<IResult> RecordAsync(ApiCall call)
    {
        if (RepeatableCalls.FindProblem(call) is { } unusable)
        {
            return unusable;
        }

        var fields = call.Fields;
        var token = fields.Text("ctx", SignedTokens.MaxLength);
        var payment = Read(fields, call.Program, RepeatableCalls.KeyOf(call.Request));
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await payments.RecordAsync(
            call, payment, token, call.IsTest, "idempotency key",
            recorded => new JsonAnswer<ConversionAnswer>(ConversionAnswer.Of(recorded), ApiJson.Default.ConversionAnswer)).ConfigureAwait(false);
    }

    private Payment Read(JsonFields fields, AffiliateProgram program, string? key)
    {
        var click = fields.Text("click_id", MaxLength);
        var currency = fields.Currency("currency") ?? program.Currency;
        long amount = 0;
        if (fields.Has("value") && fields.Scalars("value", 1, 40) is [{ } text] && !MajorUnits.TryParse(text, currency, out amount))
        {
            fields.Fault("value", $"Must be an amount in {currency} from 0, in major units, with at most {Currencies.Decimals(currency)} decimals.");
        }

        return new Payment
        {
            Program = program.Id.ToString(),
            Source = fields.Name("idempotency_key", MaxLength, isRequired: key is null) ?? key ?? "",
            Amount = new Money(amount, currency),
            Evidence = new PaymentEvidence
            {
                Click = AffiliateId.TryParse<ClickId>(click, out _) ? click : null,
                CustomerKey = fields.CustomerKey(),
            },
            Metadata = new Dictionary<string, string> { [Payment.EventTypeName] = fields.Name("event_type", 64, isRequired: true) ?? "" },
            OccurredAt = fields.PastInstant("occurred_at", time.GetUtcNow()),
        };
    }
}

/// <summary>The answer to a conversion (TX-04).</summary>
internal sealed record ConversionAnswer(string ConversionId, string? CommissionId, string? Reason, bool Deduped)
{
    public static ConversionAnswer Of(Recorded recorded) => new(
        recorded.Sale.ToString(), recorded.Commission?.ToString(), recorded.Reason, recorded.Outcome == RecordOutcome.AlreadyRecorded);
}
