using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>
/// <c>/payments/reconciliation</c>: what a payment provider, the sales and the ledger say of the same time. For keys of the
/// installation's default program, as <see cref="BackfillApi"/> is.
/// </summary>
internal sealed class ReconciliationApi(
    PaymentReconciliation reconciliation, IAffiliateStore store, ProgramDirectory programs, TimeProvider time)
{
    private const int MaxNameLength = 64;
    private const int DefaultDays = 7;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<ReconciliationApi>();
        routes.Get("/payments/reconciliation", api.CompareAsync, "Where a payment provider, the sales and the ledger differ, and what would repair it")
            .WithQuery("provider", "endpoint", "from", "to").Gives<ReconciliationBody>();
        routes.Post(
            "/payments/reconciliation/credit", ApiScopes.CommissionsWrite, api.CreditAsync,
            "Decide again who is credited for a sale, however late", 200, 409)
            .Gives<LateCreditBody>().Takes("""{"sale_id":"sal_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","endpoint":"eu"}""", "sale_id");
    }

    public async Task<IResult> CompareAsync(ApiCall call)
    {
        var query = call.Query;
        var provider = query.Text("provider", MaxNameLength, isRequired: true);
        var endpoint = query.Text("endpoint", MaxNameLength) ?? "";
        var period = query.Period();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await IsOwnerAsync(call).ConfigureAwait(false))
        {
            return Problem.NotFound;
        }

        var now = time.GetUtcNow();
        var end = period.Before is { } before && before < now ? before.AddMilliseconds(-1) : now;
        return await AnswerAsync(async () =>
        {
            var report = await reconciliation.CompareAsync(provider!, period.From ?? end.AddDays(-DefaultDays), end, endpoint, call.Aborted)
                .ConfigureAwait(false);
            return new JsonAnswer<ReconciliationBody>(ReconciliationBody.Of(report), ApiJson.Default.ReconciliationBody);
        }).ConfigureAwait(false);
    }

    public async Task<IResult> CreditAsync(ApiCall call)
    {
        var fields = call.Fields;
        var id = fields.Id<SaleId>("sale_id", isRequired: true);
        var endpoint = fields.Text("endpoint", MaxNameLength) ?? "";
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var sale = await store.FindAsync(Sale.ById(id!.Value), call.Aborted).ConfigureAwait(false);
        if (sale?.ProgramId != call.Program.Id)
        {
            return Problem.NotFound;
        }

        return await AnswerAsync(async () =>
        {
            var credited = await reconciliation.CreditAsync(sale.Id, endpoint, call.Aborted).ConfigureAwait(false);
            return new JsonAnswer<LateCreditBody>(
                new LateCreditBody(sale.Id.ToString(), credited!.PartnerId?.ToString(), credited.Reason), ApiJson.Default.LateCreditBody);
        }).ConfigureAwait(false);
    }

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            return Problem.Validation(
                "from", $"The time must begin in the past, before its end, and have at most {PaymentReconciliation.MaxPeriod.TotalDays} days.");
        }
        catch (PaymentFetchException fetch)
        {
            return Problem.Conflict("provider_not_readable", fetch.Message);
        }
    }

    private async ValueTask<bool> IsOwnerAsync(ApiCall call) =>
        (await programs.GetDefaultAsync(call.Aborted).ConfigureAwait(false)).Id == call.Program.Id;
}

/// <summary>A comparison as it is published.</summary>
internal sealed record ReconciliationBody(
    string Provider, string Endpoint, DateTimeOffset From, DateTimeOffset To, long Payments, long Reversals, long Sales, bool Complete,
    IReadOnlyList<ReconciledBody> Differences)
{
    public static ReconciliationBody Of(ReconciliationReport report) => new(
        report.Provider, report.Endpoint, report.From, report.To, report.Payments, report.Reversals, report.Sales, report.IsComplete,
        [.. report.Differences.Select(ReconciledBody.Of)]);
}

/// <summary>A difference as it is published.</summary>
internal sealed record ReconciledBody(
    string Kind, string Reference, string? SaleId, long? ProviderCents, long? BookedCents, string? Currency, string Message, string Repair)
{
    public static ReconciledBody Of(ReconciliationDifference difference) => new(
        WireName.Of(difference.Kind), difference.Reference, difference.SaleId?.ToString(), difference.ProviderMinorUnits,
        difference.BookedMinorUnits, difference.Currency, difference.Message, WireName.Of(difference.Repair));
}

/// <summary>What a sale became.</summary>
internal sealed record LateCreditBody(string SaleId, string? PartnerId, string? Reason);
