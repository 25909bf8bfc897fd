using System.Globalization;

namespace Affiliate;

/// <summary>Payouts before they are written.</summary>
internal static class PayoutDraft
{
    /// <summary>A payout of what is claimed, less what is kept in reserve, and of the rest what is kept back for the tax office.</summary>
    public static async Task<Payout> OfAsync(
        IAffiliateUnit unit, AffiliateProgram program, PartnerId partner, string currency, PayoutRun run, PayoutClaims claims,
        DateTimeOffset now, CancellationToken ct)
    {
        var reserve = Reserve.Of(program, claims);
        var withheld = await Withholding.OfAsync(unit, program, partner, claims.Total - reserve.MinorUnits, ct).ConfigureAwait(false);
        return new Payout
        {
            Id = AffiliateId.New<PayoutId>(now),
            ProgramId = program.Id,
            PartnerId = partner,
            AmountMinorUnits = claims.Total,
            Currency = currency,
            Status = run.IsRequested ? PayoutStatus.Requested : PayoutStatus.Pending,
            CommissionCount = claims.Commissions.Count,
            ReservedMinorUnits = reserve.MinorUnits,
            ReserveRate = reserve.Rate,
            ReservedUntil = reserve.MinorUnits > 0 ? now + (program.ReservePeriod ?? Reserve.OrdinaryPeriod) : null,
            WithheldMinorUnits = withheld.MinorUnits,
            WithholdingRate = withheld.Rate,
            PeriodStart = run.PeriodStart,
            PeriodEnd = run.PeriodEnd,
            BatchId = run.Batch,
            CreatedAt = now,
        };
    }

    /// <summary>The payout in the currency that the run pays in.</summary>
    public static Payout Converted(Payout payout, PayoutRun run, ExchangeRate? rate)
    {
        if (rate is null)
        {
            return payout;
        }

        var amount = rate.Convert(new Money(payout.NetMinorUnits, payout.Currency), run.SettlementCurrency!);
        return payout with
        {
            SettlementCurrency = amount.Currency,
            SettlementMinorUnits = amount.MinorUnits,
            ExchangeRate = rate.Rate.ToString(CultureInfo.InvariantCulture),
            ExchangeRateSource = rate.Source,
            ExchangeRateAsOf = rate.AsOf.ToUtcMilliseconds(),
        };
    }
}
