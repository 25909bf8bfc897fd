namespace Affiliate;

/// <summary>Why somebody is not paid now: what they have rolls over.</summary>
internal static class PayoutObstacles
{
    /// <summary>The first obstacle, as a code of <see cref="PayoutLine.Reason"/>; <see langword="null"/> when there is none.</summary>
    public static async Task<string?> FindAsync(
        IAffiliateUnit unit, AffiliateProgram program, Partner? partner, PayoutRun run, Payout payout, ExchangeRate? rate,
        CancellationToken ct)
    {
        var total = payout.AmountMinorUnits;
        var isConverted = run.SettlementCurrency is { } wanted && wanted != payout.Currency;
        return total <= 0 ? "negative_balance"
            : !MayBePaid(partner, run) ? "partner_not_active"
            : total < PayoutMinimum.Of(program, run, payout.Currency) ? "below_minimum"
            : program.RequiresTaxProfile
                && (await unit.FindAsync(PayoutAccount.Of(partner!.Id), ct).ConfigureAwait(false))?.SealedTaxProfile is null ? "no_tax_profile"
            : !isConverted ? null
            : rate is null ? "no_exchange_rate"
            : rate.Convert(new Money(payout.NetMinorUnits, payout.Currency), run.SettlementCurrency!).MinorUnits < 1 ? "below_minimum"
            : null;
    }

    /// <summary>Who is gone is paid what is left when the owner's run names them (AF-29), never by a run for all.</summary>
    private static bool MayBePaid(Partner? partner, PayoutRun run) => partner?.Status switch
    {
        PartnerStatus.Active => true,
        PartnerStatus.Deactivated => run is { PartnerId: not null, IsRequested: false },
        _ => false,
    };
}
