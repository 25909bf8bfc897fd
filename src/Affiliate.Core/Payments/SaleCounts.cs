namespace Affiliate;

/// <summary>Counts what becomes of sales, once it is committed. Test rows do not count.</summary>
internal static class SaleCounts
{
    /// <summary>Notes a sale that is new or changed.</summary>
    public static void Note(IAffiliateUnit unit, Sale? before, Sale? now)
    {
        if (now is null || now == before || now.ProgramId.IsTest() || unit is not WatchedUnit watched)
        {
            return;
        }

        var provider = new KeyValuePair<string, object?>("provider", now.Provider);
        if (before is null)
        {
            watched.AfterCommit(() => Telemetry.Sales.Add(1, provider, new("outcome", now.Reason ?? "credited")));
        }
        else if (SaleReasons.IsOpen(before) && now is { PartnerId: not null, Reason: null })
        {
            watched.AfterCommit(() => Telemetry.SalesCreditedLate.Add(1, provider));
        }

        if (now.Reason == SaleReasons.Merged && before?.Reason != SaleReasons.Merged)
        {
            watched.AfterCommit(() => Telemetry.SalesMerged.Add(1, provider));
        }

        if (now.IsReversalCapped && before?.IsReversalCapped != true)
        {
            watched.AfterCommit(() => Telemetry.Capped.Add(1, provider, new("kind", "reversals")));
        }

        if (now.Reason == SaleReasons.Capped && before?.Reason != SaleReasons.Capped)
        {
            watched.AfterCommit(() => Telemetry.Capped.Add(1, provider, new("kind", "commission")));
        }
    }

    /// <summary>Notes a commission that is new.</summary>
    public static void Note(IAffiliateUnit unit, Commission commission)
    {
        if (commission.UncappedMinorUnits is not null && !commission.ProgramId.IsTest() && unit is WatchedUnit watched)
        {
            watched.AfterCommit(() => Telemetry.Capped.Add(1, new("provider", commission.Provider), new("kind", "commission")));
        }
    }
}
