namespace Affiliate;

/// <summary>Caps that cut nothing: they are added up, and it is told once when one is reached.</summary>
internal static class SoftCaps
{
    /// <summary>Adds what a commission takes, and publishes which caps it reaches.</summary>
    public static async Task TakeAsync(
        IAffiliateUnit unit, EventOutbox outbox, ProgramId program, TermsInForce force, Earned earned, CapSubject subject,
        CancellationToken ct)
    {
        foreach (var (flow, cap) in Of(force.Terms, earned.Verdict))
        {
            var by = flow is null ? earned.Clamped.AmountMinorUnits : earned.Clamped.Amounts.GetValueOrDefault(flow);
            var before = cap.Scope == CapScope.Sale
                ? 0
                : await TakeAsync(unit, CapClamp.Counter(cap, flow ?? subject.Plan, flow, subject), by, ct).ConfigureAwait(false);
            if (before < cap.AmountMinorUnits && before + by >= cap.AmountMinorUnits)
            {
                outbox.Publish(unit, new CapReached
                {
                    ProgramId = program,
                    PlanId = subject.Plan,
                    FlowId = flow,
                    PartnerId = subject.Partner,
                    Scope = cap.Scope,
                    Period = cap.Period,
                    LimitCents = cap.AmountMinorUnits,
                    AmountCents = before + by,
                    Currency = subject.Currency,
                });
            }
        }
    }

    private static IEnumerable<(string? Flow, CommissionCap Cap)> Of(PlanTerms? terms, Verdict verdict) =>
        (terms?.Caps ?? []).Where(cap => cap.IsSoft).Select(cap => ((string?)null, cap))
            .Concat(verdict.Flows.SelectMany(flow => flow.Value.Caps.Where(cap => cap.IsSoft).Select(cap => ((string?)flow.Key, cap))));

    /// <summary>
    /// Raises a counter and gives what it was. Of units at once, one alone finds itself to be the one that reaches the cap: until then
    /// a counter is raised only if it stays below, or stands where it was read; who loses that race begins again.
    /// </summary>
    private static async Task<long> TakeAsync(IAffiliateUnit unit, CapCounter counter, long by, CancellationToken ct)
    {
        var takes = WatchedUnit.Of(unit).Takes;
        var before = long.MaxValue - await takes.RoomAsync(unit, counter.Name, long.MaxValue, ct).ConfigureAwait(false);
        var limit = counter.Cap.AmountMinorUnits;
        takes.Take(counter.Name, by, before >= limit ? long.MaxValue : before + by < limit ? limit - 1 : before + by);
        return before;
    }
}
