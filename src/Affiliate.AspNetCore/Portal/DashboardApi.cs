using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>A partner's figures (AH-43).</summary>
internal sealed class DashboardApi(AffiliateReports reports, AffiliateLedger ledger)
{
    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var errors = new InputErrors();
        var period = new QueryFields(call.Request.Query, errors).Period();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var partner = call.Partner!;
        var rows = await reports.ByPartnerAsync(call.Program.Id, period, call.Aborted).ConfigureAwait(false);
        var balances = await ledger.BalancesAsync(
            call.Program.Id, new BalanceFilter { Partner = partner.Id }, new PageRequest(1, PageRequest.MaxSize), call.Aborted).ConfigureAwait(false);
        var own = rows.FirstOrDefault(row => row.Partner.Id == partner.Id);
        return new JsonAnswer<DashboardBody>(
            new DashboardBody(
                partner.Id.ToString(), partner.ProgramId.ToString(), partner.Slug, WireName.Of(partner.Status), own?.Performance.Clicks ?? 0,
                own?.Performance.QualifiedClicks ?? 0, own?.Referrals ?? 0, own?.Performance.Conversions ?? 0,
                own?.Performance.ConversionRate ?? 0, own?.Performance.QualifiedConversionRate ?? 0,
                [.. balances.Items.Select(DashboardBalance.Of)]),
            ApiJson.Default.DashboardBody);
    }
}

/// <summary>A partner's figures (AH-43): clicks to conversions of a period, and what the partner has now, by currency.</summary>
internal sealed record DashboardBody(
    string PartnerId, string ProgramId, string Slug, string Status, long Clicks, long QualifiedClicks, long Referrals, long Conversions,
    decimal ConversionRate, decimal QualifiedConversionRate, IReadOnlyList<DashboardBalance> Balances);

/// <summary>What a partner has in one currency; <c>balance_cents</c> is what is approved and not yet paid (AH-43).</summary>
internal sealed record DashboardBalance(
    string Currency, long PendingCents, long ApprovedCents, long ProcessingCents, long PaidCents, long BalanceCents)
{
    public static DashboardBalance Of(Balance balance) => new(
        balance.Currency, balance.PendingMinorUnits, balance.ApprovedMinorUnits, balance.ProcessingMinorUnits, balance.PaidMinorUnits,
        checked(balance.ApprovedMinorUnits + balance.ProcessingMinorUnits));
}
