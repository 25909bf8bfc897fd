using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/payouts</c>: generate, list, read, pay, cancel (AH-32, AH-33).</summary>
internal sealed class PayoutsApi(PayoutDesk desk, AffiliateReports reports)
{
    private const int MaxTextLength = 200;

    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<PayoutsApi>();
        routes.Get("/payouts", api.ListAsync, "Payouts, newest first")
            .WithQuery("page", "per_page", "partner_id", "status", "from", "to")
            .Gives<PageBody<PayoutBody>>();
        routes.Make<PayoutId>(
            "/payouts/generate", ApiScopes.PayoutsWrite, api.GenerateAsync, null,
            "Make payouts of what is approved, or tell what they would be", 200)
            .Gives<GeneratedBody>()
            .Takes("""{"dry_run":true,"partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c","period_start":"2026-01-01","period_end":"2026-01-31","min_payout_cents":5000,"min_payouts_cents":{"JPY":6000},"settlement_currency":"EUR"}""");
        routes.Get("/payouts/{id}", api.FindAsync, "A payout")
            .Gives<PayoutBody>();
        routes.Post("/payouts/{id}/pay", ApiScopes.PayoutsWrite, api.PayAsync, "Note that the money was sent", 200, 409)
            .Gives<PayoutBody>()
            .Takes("""{"payout_ref":"bank-1001"}""");
        routes.Post("/payouts/{id}/cancel", ApiScopes.PayoutsWrite, api.CancelAsync, "Call a payout off", 200, 409)
            .Gives<PayoutBody>()
            .Takes("""{"reason":"By mistake."}""");
        routes.Post(
            "/payouts/{id}/fail", ApiScopes.PayoutsWrite, api.FailAsync, "Note that the money could not be sent", 200, 409)
            .Gives<PayoutBody>()
            .Takes("""{"reason":"The account is closed."}""");
        routes.Post("/payouts/{id}/return", ApiScopes.PayoutsWrite, api.ReturnAsync, "Note that money which was sent came back", 200, 409)
            .Gives<PayoutBody>()
            .Takes("""{"reason":"The account is closed."}""");
        routes.Post("/payouts/{id}/send", ApiScopes.PayoutsWrite, api.SendAsync, "Have a provider send the money", 200, 409)
            .Gives<PayoutBody>()
            .Takes("""{"provider":"stripe"}""");
        routes.Make<PayoutId>(
            "/payouts/request", ApiScopes.PayoutsWrite, api.RequestAsync, null, "Ask for a payout in a partner's name", 200)
            .Gives<GeneratedBody>()
            .Takes("""{"partner_id":"par_0197f3a4c2d17bd08a6c0d5e4f3a2b1c"}""", "partner_id");
    }

    public async Task<IResult> ListAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new PayoutFilter
        {
            Partner = call.Partner?.Id ?? query.Id<PartnerId>("partner_id"),
            Status = query.Choice<PayoutStatus>("status"),
            Period = query.Period(),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var payouts = await reports.PayoutsAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<PayoutBody>>(
            PageBody<PayoutBody>.Of(payouts, PayoutBody.Of), ApiJson.Default.PageBodyPayoutBody);
    }

    public async Task<IResult> FindAsync(ApiCall call) =>
        await FindOwnAsync(call).ConfigureAwait(false) is { } payout
            ? new JsonAnswer<PayoutBody>(PayoutBody.Of(payout), ApiJson.Default.PayoutBody) { Version = payout.Version }
            : Problem.NotFound;

    public async Task<IResult> GenerateAsync(ApiCall call)
    {
        var run = Read(call.Fields, call.Program, call.Errors);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (run.PartnerId is { } one && await reports.PartnerAsync(call.Program.Id, one, call.Aborted).ConfigureAwait(false) is null)
        {
            return Problem.NotFound;
        }

        var lines = await desk.GenerateAsync(run, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<GeneratedBody>(GeneratedBody.Of(run, lines), ApiJson.Default.GeneratedBody);
    }

    public Task<IResult> PayAsync(ApiCall call) =>
        MoveAsync(call, "payout_ref", (payout, reference) => desk.ConfirmAsync(payout, reference, call.Aborted));

    public Task<IResult> CancelAsync(ApiCall call) =>
        MoveAsync(call, "reason", (payout, reason) => desk.CancelAsync(payout, reason, call.Aborted));

    public Task<IResult> FailAsync(ApiCall call) =>
        MoveAsync(call, "reason", (payout, reason) => desk.FailAsync(payout, reason, call.Aborted));

    public Task<IResult> ReturnAsync(ApiCall call) =>
        MoveAsync(call, "reason", (payout, reason) => desk.ReturnAsync(payout, reason, call.Aborted));

    public Task<IResult> SendAsync(ApiCall call) =>
        MoveAsync(call, "provider", (payout, provider) => desk.SendAsync(payout, provider ?? "stripe", call.Aborted));

    /// <summary>AH-34: what is below the minimum cannot be asked for yet.</summary>
    public async Task<IResult> RequestAsync(ApiCall call)
    {
        var partner = call.Partner?.Id ?? call.Fields.Id<PartnerId>("partner_id", isRequired: true);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await reports.PartnerAsync(call.Program.Id, partner!.Value, call.Aborted).ConfigureAwait(false) is null)
        {
            return Problem.NotFound;
        }

        var lines = await desk.RequestAsync(call.Program.Id.ToString(), partner.Value, call.Aborted).ConfigureAwait(false);
        return lines.Count > 0 && lines.All(line => line.Payout is null)
            ? Problem.Conflict(lines[0].Reason!, $"{lines[0].Amount} is approved, which cannot be asked for yet.")
            : new JsonAnswer<GeneratedBody>(GeneratedBody.Of(new PayoutRun(), lines), ApiJson.Default.GeneratedBody);
    }

    private static PayoutRun Read(JsonFields fields, AffiliateProgram program, InputErrors errors)
    {
        var run = new PayoutRun
        {
            Program = program.Id.ToString(),
            PartnerId = fields.Id<PartnerId>("partner_id"),
            PeriodStart = fields.Date("period_start")?.Instant,
            PeriodEnd = fields.Date("period_end")?.End,
            MinimumMinorUnits = fields.Whole("min_payout_cents", 0, Money.MaxMinorUnits),
            Minimums = PayoutMinimums.Read(fields) ?? new Dictionary<string, long>(),
            SettlementCurrency = fields.Currency("settlement_currency"),
            IsDryRun = fields.Flag("dry_run") ?? false,
        };
        if (run.PeriodEnd <= run.PeriodStart)
        {
            errors.Add("period_start", "Must not be later than 'period_end'.");
        }

        return run;
    }

    private async Task<IResult> MoveAsync(ApiCall call, string field, Func<PayoutId, string?, Task<Payout?>> move)
    {
        var text = call.Fields.Text(field, MaxTextLength);
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        return await FindOwnAsync(call).ConfigureAwait(false) is { } payout
            && await move(payout.Id, text).ConfigureAwait(false) is { } moved
                ? Answer(moved)
                : Problem.NotFound;
    }

    private async Task<Payout?> FindOwnAsync(ApiCall call) =>
        call.Id<PayoutId>() is { } id
            ? await reports.PayoutAsync(call.Program.Id, id, call.Aborted).ConfigureAwait(false)
            : null;

    private static JsonAnswer<PayoutBody> Answer(Payout payout) => new(PayoutBody.Of(payout), ApiJson.Default.PayoutBody);
}

/// <summary>A payout as it is published (AH-33).</summary>
internal sealed record PayoutBody(
    string Id, string ProgramId, string PartnerId, long AmountCents, string Currency, string Status, int CommissionCount,
    DateTimeOffset? PeriodStart, DateTimeOffset? PeriodEnd, string? PayoutRef, string? Reason, DateTimeOffset CreatedAt,
    DateTimeOffset? PaidAt, string? Provider, string? SettlementCurrency, long? SettlementAmountCents, string? ExchangeRate,
    string? ExchangeRateSource, DateTimeOffset? ExchangeRateAsOf, DateTimeOffset? ReturnedAt, long WithheldCents, long NetCents,
    decimal? WithholdingPct, string? BatchId, long ReservedCents, decimal? ReservePct, DateTimeOffset? ReservedUntil,
    DateTimeOffset? ReserveReleasedAt)
{
    public static PayoutBody Of(Payout payout) => new(
        payout.Id.ToString(), payout.ProgramId.ToString(), payout.PartnerId.ToString(), payout.AmountMinorUnits,
        payout.Currency, WireName.Of(payout.Status), payout.CommissionCount, payout.PeriodStart, payout.PeriodEnd,
        payout.Reference, payout.Reason, payout.CreatedAt, payout.PaidAt, payout.Provider,
        payout.SettlementCurrency, payout.SettlementMinorUnits, payout.ExchangeRate, payout.ExchangeRateSource,
        payout.ExchangeRateAsOf, payout.ReturnedAt, payout.WithheldMinorUnits, payout.NetMinorUnits,
        payout.WithholdingRate?.Percent, payout.BatchId?.ToString(), payout.ReservedMinorUnits, payout.ReserveRate?.Percent, payout.ReservedUntil,
        payout.ReserveReleasedAt);
}

/// <summary>What a run paid, or would pay, and what rolls over (AH-32).</summary>
internal sealed record GeneratedBody(
    bool DryRun, IReadOnlyList<GeneratedLine> Payouts, IReadOnlyList<GeneratedLine> RolledOver, int PartnerCount,
    IReadOnlyDictionary<string, long> TotalAmountCents)
{
    public static GeneratedBody Of(PayoutRun run, IReadOnlyList<PayoutLine> lines)
    {
        var paid = lines.Where(line => line.Reason is null).ToList();
        return new GeneratedBody(
            run.IsDryRun,
            [.. paid.Select(GeneratedLine.Of)],
            [.. lines.Where(line => line.Reason is not null).Select(GeneratedLine.Of)],
            paid.Select(line => line.PartnerId).Distinct().Count(),
            paid.GroupBy(line => line.Amount.Currency, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(line => line.Amount.MinorUnits), StringComparer.Ordinal));
    }
}

/// <summary>One partner and currency of a run.</summary>
internal sealed record GeneratedLine(
    string? PayoutId, string PartnerId, long AmountCents, string Currency, int CommissionCount, string? Reason, long WithheldCents,
    long ReservedCents)
{
    public static GeneratedLine Of(PayoutLine line) => new(
        line.Payout?.ToString(), line.PartnerId.ToString(), line.Amount.MinorUnits, line.Amount.Currency,
        line.CommissionCount, line.Reason, line.WithheldMinorUnits, line.ReservedMinorUnits);
}
