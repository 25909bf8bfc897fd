using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Affiliate.AspNetCore;

/// <summary>Records payments that calls report, with what a context token says of the visit.</summary>
internal sealed class ReportedPayments(
    AffiliateTracker tracker, ContextTokens contexts, TestTwin twin, IOptions<AffiliateHttpOptions> options)
{
    /// <summary>Records a payment.</summary>
    /// <param name="call">The call.</param>
    /// <param name="payment">The payment.</param>
    /// <param name="token">The context token, if the call has one.</param>
    /// <param name="isTest">Whether it goes to the program's test data.</param>
    /// <param name="key">What the call names the payment by, for people.</param>
    /// <param name="answer">The answer to what was recorded, now or before.</param>
    public async Task<IResult> RecordAsync(
        ApiCall call, Payment payment, string? token, bool isTest, string key, Func<Recorded, IResult> answer)
    {
        if (token is not null)
        {
            var (context, reason) = await contexts.ReadAsync(token, call.LiveProgram.Id, call.Aborted).ConfigureAwait(false);
            if (context is null)
            {
                return Problem.InvalidContext(reason!);
            }

            payment = await contexts.AddToAsync(payment, context, call.LiveProgram, isTest, call.Aborted).ConfigureAwait(false);
        }

        if (isTest)
        {
            payment = await twin.OfAsync(call.Program, payment, call.Aborted).ConfigureAwait(false);
        }

        var recorded = await tracker.RecordAsync(payment, call.Aborted).ConfigureAwait(false);
        return recorded.Outcome == RecordOutcome.AlreadyRecorded && options.Value.RefusesRepeatedSales
            ? Problem.Conflict("already_recorded", "It was recorded before, and is not recorded again.")
            : recorded.Outcome == RecordOutcome.Conflict
            ? Problem.Conflict("idempotency_conflict", $"This {key} was recorded with another content.")
            : answer(recorded);
    }
}
