namespace Affiliate;

/// <summary>
/// Gives a commission that caps had cut what they leave of it now, after a sale that was the same purchase under a second name gave back
/// what it took. Rules, rates and shares stay as they were decided.
/// </summary>
internal static class Recapping
{
    /// <summary>What the commissions of a sale come to; those that earn no more than before are left out.</summary>
    /// <param name="unit">The unit that gave the caps back; what the commission takes of them now, it takes here.</param>
    /// <param name="sale">The sale that stays.</param>
    /// <param name="commissions">All commissions on it. One that a person rejected stays as it is, with its shares.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyList<Commission>> RaisedAsync(
        IAffiliateUnit unit, Sale sale, IReadOnlyList<Commission> commissions, CancellationToken ct)
    {
        var cut = commissions.FirstOrDefault(one => one.Kind == CommissionKind.Sale);
        if (cut is not { UncappedMinorUnits: not null, PlanVersionId: { } id, Basis: { } text, Status: not CommissionStatus.Rejected }
            || await unit.FindAsync(PlanVersion.ById(id), ct).ConfigureAwait(false) is not { } version)
        {
            return [];
        }

        var basis = PlanJson.ReadBasis(text);
        var subject = new CapSubject(
            version.PlanId.ToString(), sale.CustomerId?.ToString() ?? sale.Id.ToString(), cut.PartnerId, sale.OccurredAt, cut.Currency);
        var derived = Derivation.Of(
            basis, version.ReadTerms(), CommissionQuestion.Of(sale) with { PartnerId = cut.PartnerId }, subject);
        var counters = CapClamp.Counters(derived.Verdict, derived.Terms, subject);
        var takes = WatchedUnit.Of(unit).Takes;
        var left = await takes.RoomsAsync(unit, counters, ct).ConfigureAwait(false);
        var own = counters.ToDictionary(counter => counter.Name, counter => basis.Takes?.GetValueOrDefault(counter.Name) ?? 0);
        var clamped = CapClamp.Clamp(
            derived.Verdict, derived.Terms, counters, own.ToDictionary(take => take.Key, take => take.Value + left[take.Key]));
        if (clamped.AmountMinorUnits <= cut.AmountMinorUnits + cut.SharedMinorUnits)
        {
            return [];
        }

        foreach (var counter in counters)
        {
            takes.Retake(counter.Name, own[counter.Name], clamped.Takes[counter.Name], counter.Cap.AmountMinorUnits);
        }

        return Raised(cut, basis with { Caps = clamped.Cuts, Takes = clamped.Noted }, derived with { Clamped = clamped }, commissions);
    }

    /// <summary>The commission with a new amount, and the shares of it.</summary>
    private static List<Commission> Raised(Commission cut, CommissionBasis basis, Derived derived, IEnumerable<Commission> commissions)
    {
        var whole = derived.Clamped.AmountMinorUnits;
        var shared = basis.Shared?.Rate.Of(whole) ?? 0;
        var own = cut with
        {
            AmountMinorUnits = whole - shared,
            SharedMinorUnits = shared,
            UncappedMinorUnits = derived.UncappedMinorUnits,
            Basis = PlanJson.Write(basis),
        };
        var shares = commissions.Where(one => one.SourceCommissionId == cut.Id && one.Rate is not null).Select(one =>
            one.Kind == CommissionKind.Shared ? one with { BaseMinorUnits = whole, AmountMinorUnits = shared } : ShareOf(own, one));
        return [own, .. shares];
    }

    private static Commission ShareOf(Commission source, Commission share) => share with
    {
        BaseMinorUnits = source.AmountMinorUnits,
        AmountMinorUnits = share.Rate!.Value.Of(source.AmountMinorUnits, share.Rounding),
    };
}
