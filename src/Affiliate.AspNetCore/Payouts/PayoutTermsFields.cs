namespace Affiliate.AspNetCore;

/// <summary>The fields of a program that say how partners are paid.</summary>
internal static class PayoutTermsFields
{
    private const int LongestDebt = 3_660;

    /// <summary>What the given fields make of a program.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="now">From when a changed schedule counts.</param>
    public static Func<AffiliateProgram, AffiliateProgram> Read(JsonFields fields, DateTimeOffset now)
    {
        fields.RefuseNulls("min_payout_cents", "min_payouts_cents", "require_tax_profile", "payout_schedule", "payout_net_days", "reserve_days");
        var minimum = fields.Whole("min_payout_cents", 0, Money.MaxMinorUnits);
        var minimums = PayoutMinimums.Read(fields);
        var needsTax = fields.Flag("require_tax_profile");
        var schedule = fields.Choice<PayoutSchedule>("payout_schedule");
        var withholding = fields.Percent("withholding_pct", isExact: true);
        if (withholding > Withholding.Most)
        {
            fields.Fault("withholding_pct", "Must be below 100.");
        }

        var reserve = fields.Percent("reserve_pct");
        if (reserve > Reserve.Most)
        {
            fields.Fault("reserve_pct", "Must be below 100.");
        }

        var reserveDays = fields.Whole("reserve_days", 1, (long)Reserve.LongestPeriod.TotalDays);
        var writeOffDays = fields.Whole("write_off_after_days", 1, LongestDebt);
        var writeOffUpTo = fields.Whole("write_off_up_to_cents", 1, Money.MaxMinorUnits);
        var days = (int?)fields.Whole("payout_net_days", 0, ProgramRules.MostNetDays);
        return program => Scheduled(program, schedule, days, now) with
        {
            MinPayoutMinorUnits = minimum ?? program.MinPayoutMinorUnits,
            MinPayouts = minimums is null ? program.MinPayouts : PayoutMinimum.Join(minimums),
            WriteOffAfter = !fields.Has("write_off_after_days") ? program.WriteOffAfter
                : writeOffDays is { } age ? TimeSpan.FromDays(age)
                : null,
            WriteOffUpToMinorUnits = fields.Has("write_off_up_to_cents") ? writeOffUpTo : program.WriteOffUpToMinorUnits,
            WithholdingRate = fields.Has("withholding_pct") ? withholding : program.WithholdingRate,
            ReserveRate = fields.Has("reserve_pct") ? reserve : program.ReserveRate,
            ReservePeriod = reserveDays is { } kept ? TimeSpan.FromDays(kept) : program.ReservePeriod,
            RequiresTaxProfile = needsTax ?? program.RequiresTaxProfile,
        };
    }

    /// <summary>A schedule pays for periods that end after it was set, also when it was set before and switched off meanwhile.</summary>
    private static AffiliateProgram Scheduled(AffiliateProgram program, PayoutSchedule? schedule, int? days, DateTimeOffset now) =>
        (schedule is null || schedule == (program.PayoutSchedule ?? PayoutSchedule.OnRequest)) && (days is null || days == program.PayoutNetDays)
            ? program
            : program with
            {
                PayoutSchedule = schedule ?? program.PayoutSchedule,
                PayoutNetDays = days ?? program.PayoutNetDays,
                PayoutScheduleSince = now,
            };
}
