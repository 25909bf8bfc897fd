using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>POST /track/refund</c>: the host's server reports money given back (AF-23). The <c>refund_id</c> is the idempotency
/// key; without one, the same amount of the same transaction is the same refund.
/// </summary>
internal sealed class RefundEndpoint(AffiliateTracker tracker, AffiliateReports reports)
{
    private const int MaxLength = Payment.MaxReferenceLength;
    private const int MaxIdLength = 100;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<RefundEndpoint>();
        routes.Make<SaleReversalId>(
            "/track/refund", ApiScopes.Track, api.ReverseAsync, api.ReverseAsync,
            "Report money given back; safe to repeat", 200)
            .Gives<RefundAnswer>()
            .Takes("""{"transaction_id":"order-1001","refund_amount_cents":4950,"refund_id":"refund-1","refund_reason":"requested_by_customer","keep_commission":false,"program_id":"default"}""", "transaction_id");
    }

    public async Task<IResult> ReverseAsync(ApiCall call)
    {
        var fields = call.Fields;
        var transaction = fields.Name("transaction_id", MaxLength, isRequired: true);
        var amount = fields.Whole("refund_amount_cents", 0, Money.MaxMinorUnits);
        var id = fields.Name("refund_id", MaxIdLength);
        var reason = fields.Name("refund_reason", MaxLength);
        var isGoodwill = fields.Flag("keep_commission") ?? false;
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await reports.SaleAsync(call.Program.Id, transaction!, call.Aborted).ConfigureAwait(false) is not { } sale)
        {
            return Problem.NotFound;
        }

        var refund = new Reversal
        {
            Program = call.Program.Id.ToString(),
            Provider = sale.Provider,
            Source = $"{call.Program.Id}:refund:{sale.Id}:{id ?? amount?.ToString(CultureInfo.InvariantCulture) ?? "all"}",
            Target = sale.TransactionId,
            Reason = reason,

            // Nothing of the base is said to be gone: what was given out of goodwill costs the partner nothing.
            Base = isGoodwill ? new Money(0, sale.Currency) : null,
            Gross = amount is > 0 && !isGoodwill ? new Money(amount.Value, sale.Currency) : null,
        };
        var reversed = await tracker.ReverseAsync(refund, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<RefundAnswer>(RefundAnswer.Of(reversed), ApiJson.Default.RefundAnswer);
    }
}

/// <summary>The answer to a refund (AF-23).</summary>
internal sealed record RefundAnswer(
    bool Success, string Status, string Message, string SaleId, string? CommissionId, long ReversedCents, bool AlreadyPaid)
{
    public static RefundAnswer Of(Reversed reversed)
    {
        var (status, message) = reversed.Outcome switch
        {
            ReverseOutcome.Reversed => ("reversed", "Nothing of the commission is left."),
            ReverseOutcome.PartlyReversed => ("refunded", "The commission is reduced in proportion."),
            ReverseOutcome.NoCommission => ("no_commission", "The sale earned no commission."),
            _ => ("skipped", "The refund was recorded before, or leaves the commission as it is."),
        };
        var isPaid = reversed is { IsInPayout: true, Outcome: ReverseOutcome.Reversed or ReverseOutcome.PartlyReversed };
        return new RefundAnswer(
            true, status, isPaid ? message + " It is in a payout already: the next one nets it." : message, reversed.Sale.ToString(),
            reversed.Commission?.ToString(), reversed.ReversedMinorUnits, isPaid);
    }
}
