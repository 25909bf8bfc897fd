using System.Globalization;

namespace Affiliate;

/// <summary>Writes down how a commission follows from its payment, step by step. Pure.</summary>
internal static class Arithmetic
{
    public static IReadOnlyList<ArithmeticStep> Of(Commission commission, Sale? sale, Commission? source, CommissionBasis? basis)
    {
        var steps = new List<ArithmeticStep>();
        if (source is not null)
        {
            steps.Add(commission.Kind == CommissionKind.Shared
                ? new("base", $"What the rules pay, this part and the commission {source.Id} together.", commission.BaseMinorUnits)
                : new("base", $"The commission {source.Id} of the recruited partner.", source.AmountMinorUnits));
        }
        else if (sale is not null)
        {
            steps.AddRange(OfSale(sale, commission));
        }

        steps.AddRange(basis is null ? OfOne(commission) : basis.Parts.Select(part => OfPart(part, basis, commission)));
        if (commission.UncappedMinorUnits is { } uncapped)
        {
            steps.Add(new("uncapped", "What the rules pay before caps.", uncapped));
            steps.AddRange((basis?.Caps ?? []).Select(OfCap));
        }

        if (basis?.Shared is { } part)
        {
            steps.Add(new("shared", $"{part.Rate} of it goes to the partner {part.PartnerId}, rounded toward zero.", -commission.SharedMinorUnits));
        }

        steps.Add(new("earned", "What was earned.", commission.AmountMinorUnits));
        if (commission.ReversedMinorUnits != 0)
        {
            steps.Add(new("reversed", Reversal(commission, sale, source), -commission.ReversedMinorUnits));
        }
        else if (sale is { ReversedMinorUnits: > 0 } && commission.KeptUpToMinorUnits >= sale.ReversedMinorUnits)
        {
            steps.Add(new("let_go", $"{Number(sale.ReversedMinorUnits)} is gone; up to {Number(commission.KeptUpToMinorUnits.Value)} takes nothing back.", 0));
        }

        var isRejected = commission.Status == CommissionStatus.Rejected;
        if (isRejected)
        {
            steps.Add(new("rejected", "It was rejected.", -commission.KeptMinorUnits));
        }

        steps.Add(new("kept", "What is left of it.", isRejected ? 0 : commission.KeptMinorUnits));
        return steps;
    }

    private static IEnumerable<ArithmeticStep> OfSale(Sale sale, Commission commission)
    {
        yield return new("charged", "What the customer was charged in all.", sale.GrossMinorUnits);
        if (commission is { ExchangeRate: { } rate, ExchangeRateAsOf: { } asOf })
        {
            yield return new(
                "converted", $"Of {sale.Currency}, at {rate} {commission.Currency} by {commission.ExchangeRateSource} of {asOf:u}.",
                commission.BaseMinorUnits);
        }
        else if (sale.GrossMinorUnits != commission.BaseMinorUnits)
        {
            yield return new("left_out", "Tax, discounts, credit and shipping.", sale.AmountMinorUnits - sale.GrossMinorUnits);
            if (sale.AmountMinorUnits != commission.BaseMinorUnits)
            {
                yield return new("fee", "What the provider keeps.", commission.BaseMinorUnits - sale.AmountMinorUnits);
            }
        }

        yield return new("base", "What commissions are computed from.", commission.BaseMinorUnits);
    }

    private static IEnumerable<ArithmeticStep> OfOne(Commission commission)
    {
        var amount = commission.UncappedMinorUnits ?? commission.AmountMinorUnits;
        yield return commission.Rate is { } rate
            ? new("share", $"{rate} of {Number(commission.BaseMinorUnits)}, {Rounded(commission.Rounding)}, by '{commission.Rule}'.", amount)
            : new("flat", $"A flat amount, by '{commission.Rule}'.", amount);
    }

    private static ArithmeticStep OfPart(CommissionPart part, CommissionBasis basis, Commission commission)
    {
        var name = basis.Trials.FirstOrDefault(trial => trial.Rule == part.Rule)?.Name ?? part.Rule;
        return part.Rate is not { } rate
            ? new("flat", $"A flat amount for {Number(part.BaseMinorUnits)}, by '{name}'.", part.AmountMinorUnits)
            : basis.Parts.Count == 1
                ? new("share", $"{rate} of {Number(part.BaseMinorUnits)}, {Rounded(commission.Rounding)}, by '{name}'.", part.AmountMinorUnits)
                : new(
                    "share", $"{rate} of {Number(part.BaseMinorUnits)}, by '{name}'; all shares together are {Rounded(commission.Rounding)}.",
                    part.AmountMinorUnits);
    }

    private static ArithmeticStep OfCap(CapCut cut)
    {
        var owner = cut.Owner == CapClamp.PlanOwner ? "the plan" : cut.Owner;
        return new(
            "cap",
            $"The cap of {owner}, {cut.Scope} ({cut.Period}), is {Number(cut.LimitMinorUnits)}; {Number(cut.LeftMinorUnits)} of it was left.",
            cut.LeftMinorUnits);
    }

    private static string Reversal(Commission commission, Sale? sale, Commission? source) => (sale, source) switch
    {
        _ when commission.Kind == CommissionKind.Shared =>
            $"Its part of what is taken back of all that the rules pay, by largest remainder; the rest is taken of {source?.Id}.",
        (_, not null) => "In proportion to what was taken back of the commission it is a share of.",
        (null, _) => "It was taken back.",
        _ when commission is { Rate: null, IsProportional: false } =>
            $"A flat amount is kept until half is gone; {Number(sale.ReversedMinorUnits)} of {Number(sale.AmountMinorUnits)} is.",
        _ => $"{Number(sale.ReversedMinorUnits)} of {Number(sale.AmountMinorUnits)} is gone; what the rest earns is rounded toward zero"
            + (commission.SharedMinorUnits == 0 ? "." : ", and split by largest remainder."),
    };

    private static string Rounded(RoundingMode mode) => mode switch
    {
        RoundingMode.HalfUp => "rounded half up",
        RoundingMode.HalfEven => "rounded half to even",
        _ => "rounded toward zero",
    };

    private static string Number(long minorUnits) => minorUnits.ToString("N0", CultureInfo.InvariantCulture);
}
