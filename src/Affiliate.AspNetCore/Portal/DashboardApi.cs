using Microsoft.AspNetCore.Http;

namespace Affiliate.AspNetCore;

/// <summary>A partner's figures (AH-43).</summary>
internal sealed class DashboardApi(IAffiliateStore store, AffiliateLedger ledger)
{
    private readonly PerformanceReport _performance = new(store);

    public async Task<IResult> ShowAsync(ApiCall call)
    {
        var period = call.Query.Period();
        if (call.Refusal is { } refusal)
        {
            return refusal;
        }

        var partner = call.Partner!;
        var rows = await _performance.ByPartnerAsync(call.Program.Id, period, call.Aborted, partner.Id).ConfigureAwait(false);
        var (performance, referrals) = rows.GetValueOrDefault(partner.Id, (new Performance(), 0));
        var balances = await ledger.BalancesAsync(
            call.Program.Id, new BalanceFilter { Partner = partner.Id }, new PageRequest(1, PageRequest.MaxSize), call.Aborted).ConfigureAwait(false);
        return new JsonAnswer<DashboardBody>(
            new DashboardBody(
                partner.Id.ToString(), partner.ProgramId.ToString(), partner.Slug, WireName.Of(partner.Status), performance.Clicks,
                performance.QualifiedClicks, referrals, performance.Conversions, performance.ConversionRate, performance.QualifiedConversionRate,
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
