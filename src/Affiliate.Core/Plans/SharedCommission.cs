namespace Affiliate;

/// <summary>Cuts a second partner's part out of a commission. The parts sum to what the rules pay; the odd unit stays with the first. Pure.</summary>
internal static class SharedCommission
{
    public const string Rule = "shared";

    /// <summary>What the credited partner keeps, and the other one's part; <see langword="null"/> when there is none.</summary>
    public static (Commission Own, Commission? Part) Cut(Commission whole, Referral referral)
    {
        if (referral is not { SharedWith: { } sharer, SharedRate: { } rate } || rate.Of(whole.AmountMinorUnits) is not (> 0 and var amount))
        {
            return (whole, null);
        }

        var own = whole with
        {
            AmountMinorUnits = whole.AmountMinorUnits - amount,
            UnsettledMinorUnits = whole.AmountMinorUnits - amount,
            SharedMinorUnits = amount,
            Basis = PlanJson.Write(PlanJson.ReadBasis(whole.Basis!) with { Shared = new SharedPart(sharer.ToString(), rate) }),
        };
        return (own, PartOf(own, sharer, rate, amount));
    }

    private static Commission PartOf(Commission own, PartnerId sharer, Rate rate, long amount) => own.PartFor(sharer, amount) with
    {
        Kind = CommissionKind.Shared,
        SourceKey = $"shared:{own.Id}",
        Rule = Rule,
        BaseMinorUnits = own.AmountMinorUnits + amount,
        Rate = rate,
        Rounding = RoundingMode.Floor,
    };
}
