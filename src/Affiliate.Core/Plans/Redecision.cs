namespace Affiliate;

/// <summary>
/// Decides again what a commission comes to, after a sale that was the same purchase under a second name is gone: caps have what that one
/// took, and it no longer counts before this one. Terms, shares and everything else stay as they were.
/// </summary>
internal static class Redecision
{
    /// <summary>
    /// What the commissions of a sale come to. None when that is no more than before: what was promised is not lowered.
    /// </summary>
    /// <param name="unit">The unit that gave the caps back; what the commission takes of them now, it takes here.</param>
    /// <param name="sale">The sale that stays.</param>
    /// <param name="commissions">All commissions on it. One that a person rejected stays as it is, with its shares.</param>
    /// <param name="gone">What the other sales of the customer were decided by.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyList<Commission>> RaisedAsync(
        IAffiliateUnit unit, Sale sale, IReadOnlyList<Commission> commissions, IReadOnlyList<CommissionBasis> gone, CancellationToken ct)
    {
        var known = commissions.FirstOrDefault(one => one.Kind == CommissionKind.Sale);
        if (known is not { PlanVersionId: { } id, Basis: { } text, Status: not CommissionStatus.Rejected }
            || await unit.FindAsync(PlanVersion.ById(id), ct).ConfigureAwait(false) is not { } version)
        {
            return [];
        }

        var basis = PlanJson.ReadBasis(text);
        var before = gone.Where(one => one.Sequence < basis.Sequence).Sum(one => one.Counts ?? 1);
        if (before == 0 && known.UncappedMinorUnits is null)
        {
            return [];
        }

        basis = basis with { Sequence = basis.Sequence - before };
        var subject = new CapSubject(
            version.PlanId.ToString(), sale.CustomerId?.ToString() ?? sale.Id.ToString(), known.PartnerId, sale.OccurredAt, known.Currency);
        var derived = Derivation.Of(
            basis, version.ReadTerms(), CommissionQuestion.Of(sale) with { PartnerId = known.PartnerId }, subject);
        var counters = CapClamp.Counters(derived.Verdict, derived.Terms, subject);
        var takes = WatchedUnit.Of(unit).Takes;
        var left = await takes.RoomsAsync(unit, counters, ct).ConfigureAwait(false);
        var own = counters.ToDictionary(counter => counter.Name, counter => basis.Takes?.GetValueOrDefault(counter.Name) ?? 0);
        var clamped = CapClamp.Clamp(
            derived.Verdict, derived.Terms, counters, own.ToDictionary(take => take.Key, take => take.Value + left[take.Key]));
        if (clamped.AmountMinorUnits <= known.AmountMinorUnits + known.SharedMinorUnits)
        {
            return [];
        }

        foreach (var counter in counters)
        {
            takes.Retake(counter.Name, own[counter.Name], clamped.Takes[counter.Name], counter.Cap.AmountMinorUnits);
        }

        return Raised(known, sale, basis, derived with { Clamped = clamped }, commissions);
    }

    /// <summary>The commission as it is decided now, and the shares of it.</summary>
    private static List<Commission> Raised(
        Commission known, Sale sale, CommissionBasis basis, Derived derived, IEnumerable<Commission> commissions)
    {
        var (verdict, clamped) = (derived.Verdict, derived.Clamped);
        var whole = clamped.AmountMinorUnits;
        var shared = basis.Shared?.Rate.Of(whole) ?? 0;
        var own = known with
        {
            Rule = verdict.Rule,
            Rate = verdict.Rate,
            Rounding = verdict.Rounding,
            BaseMinorUnits = verdict.BaseMinorUnits,
            IsProportional = derived.IsProportional,
            KeptUpToMinorUnits = derived.KeptUpTo(sale.AmountMinorUnits),
            AmountMinorUnits = whole - shared,
            SharedMinorUnits = shared,
            UncappedMinorUnits = derived.UncappedMinorUnits,
            Basis = PlanJson.Write(basis with
            {
                Parts = verdict.Parts,
                Trials = verdict.Trials,
                Caps = clamped.Cuts,
                Takes = clamped.Noted,
            }),
        };
        var shares = commissions.Where(one => one.SourceCommissionId == known.Id && one.Rate is not null).Select(one =>
            one.Kind == CommissionKind.Shared ? one with { BaseMinorUnits = whole, AmountMinorUnits = shared } : ShareOf(own, one));
        return [own, .. shares];
    }

    private static Commission ShareOf(Commission source, Commission share) => share with
    {
        BaseMinorUnits = source.AmountMinorUnits,
        AmountMinorUnits = share.Rate!.Value.Of(source.AmountMinorUnits, share.Rounding),
    };
}
