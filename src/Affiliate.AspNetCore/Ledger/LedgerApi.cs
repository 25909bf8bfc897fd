using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary><c>/balances</c>, <c>/ledger</c> and <c>/ledger/journal</c>.</summary>
internal sealed class LedgerApi(AffiliateLedger ledger, LedgerAudit audit)
{
    public static void Map(ApiRoutes routes)
    {
        var api = routes.Create<LedgerApi>();
        routes.Get("/balances", api.BalancesAsync, "What each partner has in each currency, now or at a past instant")
            .WithQuery("page", "per_page", "partner_id", "currency", "as_of")
            .Gives<PageBody<BalanceBody>>();
        routes.Get("/ledger", api.EntriesAsync, "Ledger entries, newest first")
            .WithQuery("page", "per_page", "partner_id", "currency", "kind", "commission_id", "payout_id", "from", "to")
            .Gives<PageBody<EntryBody>>();
        routes.Get("/ledger/verify", api.VerifyAsync, "Recompute the ledger and name what is wrong; nothing is the pass mark")
            .Gives<InspectionBody>();
        routes.Get("/ledger/journal", api.JournalAsync, "Every entry as a balanced pair of debit and credit, oldest first")
            .WithQuery("format", "partner_id", "currency", "kind", "from", "to")
            .Gives<JournalPageBody>()
            .GivesFile("text/csv");
    }

    /// <summary>Checks the whole ledger and tells what concerns the key's program (I15, I17).</summary>
    public async Task<IResult> VerifyAsync(ApiCall call)
    {
        var inspection = await audit.InspectAsync(call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<InspectionBody>(InspectionBody.Of(inspection, call.Program.Id), ApiJson.Default.InspectionBody);
    }

    public async Task<IResult> BalancesAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = new BalanceFilter
        {
            Partner = query.Id<PartnerId>("partner_id"),
            Currency = query.Currency("currency"),
            AsOf = query.LastInstant("as_of"),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var balances = await ledger.BalancesAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<BalanceBody>>(
            PageBody<BalanceBody>.Of(balances, BalanceBody.Of), ApiJson.Default.PageBodyBalanceBody);
    }

    public async Task<IResult> EntriesAsync(ApiCall call)
    {
        var query = call.Query;
        var page = query.Page();
        var filter = Filter(query) with
        {
            Commission = query.Id<CommissionId>("commission_id"),
            Payout = query.Id<PayoutId>("payout_id"),
        };
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var entries = await ledger.EntriesAsync(call.Program.Id, filter, page, call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<PageBody<EntryBody>>(
            PageBody<EntryBody>.Of(entries, EntryBody.Of), ApiJson.Default.PageBodyEntryBody);
    }

    public Task<IResult> JournalAsync(ApiCall call)
    {
        var query = call.Query;
        var format = query.Choice<JournalFormat>("format") ?? JournalFormat.Json;
        var filter = Filter(query);
        if (call.Refusal is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        var lines = ledger.JournalAsync(call.Program.Id, filter, call.Aborted);
        return Task.FromResult<IResult>(format == JournalFormat.Csv ? new JournalCsv(lines) : new JournalJson(lines));
    }

    private static LedgerFilter Filter(QueryFields query) => new()
    {
        Partner = query.Id<PartnerId>("partner_id"),
        Currency = query.Currency("currency"),
        Kind = query.Choice<LedgerEntryKind>("kind"),
        Period = query.Period(),
    };

    private enum JournalFormat
    {
        Json,
        Csv,
    }
}

/// <summary>A balance as it is published (AH-43).</summary>
internal sealed record BalanceBody(
    string PartnerId, string Currency, long PendingCents, long ApprovedCents, long ProcessingCents, long PaidCents,
    long CarriedCents, long BalanceCents, long WithheldCents, long ReservedCents)
{
    public static BalanceBody Of(Balance balance) => new(
        balance.PartnerId.ToString(), balance.Currency, balance.PendingMinorUnits, balance.ApprovedMinorUnits,
        balance.ProcessingMinorUnits, balance.PaidMinorUnits, balance.CarriedMinorUnits, balance.TotalMinorUnits, balance.WithheldMinorUnits,
        balance.ReservedMinorUnits);
}

/// <summary>A ledger entry as it is published.</summary>
internal sealed record EntryBody(
    string Id, string ProgramId, string PartnerId, string? CommissionId, string? PayoutId, string Kind, long AmountCents,
    string Currency, string SourceKey, DateTimeOffset CreatedAt)
{
    public static EntryBody Of(LedgerEntry entry) => new(
        entry.Id.ToString(), entry.ProgramId.ToString(), entry.PartnerId.ToString(), entry.CommissionId?.ToString(),
        entry.PayoutId?.ToString(), WireName.Of(entry.Kind), entry.AmountMinorUnits, entry.Currency, entry.SourceKey,
        entry.CreatedAt);
}

/// <summary>A line of the journal as it is published.</summary>
internal sealed record JournalBody(
    string EntryId, DateTimeOffset CreatedAt, string PartnerId, string Kind, string DebitAccount, string CreditAccount,
    long AmountCents, string Currency, string SourceKey)
{
    public static JournalBody Of(JournalLine line) => new(
        line.EntryId.ToString(), line.CreatedAt, line.PartnerId.ToString(), WireName.Of(line.Kind), line.DebitAccount,
        line.CreditAccount, line.Amount.MinorUnits, line.Amount.Currency, line.SourceKey);
}

/// <summary>What a check of the ledger found.</summary>
internal sealed record InspectionBody(
    bool Ok, IReadOnlyList<ViolationBody> Violations, long Entries, long SealedEntries, long UnsealedEntries, long HeadSequence,
    string? HeadHash)
{
    public static InspectionBody Of(LedgerInspection inspection, ProgramId program)
    {
        var own = inspection.Violations.Where(violation => violation.Program is null || violation.Program == program)
            .Select(violation => new ViolationBody(violation.Code, violation.Subject, violation.Message)).ToList();
        return new InspectionBody(
            own.Count == 0, own, inspection.Entries, inspection.SealedEntries, inspection.UnsealedEntries,
            inspection.HeadSequence, inspection.HeadHash);
    }
}

/// <summary>Something that must never be.</summary>
internal sealed record ViolationBody(string Code, string Subject, string Message);
