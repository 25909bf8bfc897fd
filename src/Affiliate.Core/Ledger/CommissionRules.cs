namespace Affiliate;

/// <summary>What one commission, its sale and its ledger entries must be to one another. Pure.</summary>
internal static class CommissionRules
{
    public static IEnumerable<LedgerViolation> Check(
        Commission commission, Sale? sale, IReadOnlyList<LedgerEntry> entries, long claimed)
    {
        LedgerViolation Wrong(string code, string message) => new(code, commission.Id.ToString(), message);

        if (sale is null && commission.SaleId is not null)
        {
            yield return Wrong("commission_orphan", $"The sale {commission.SaleId} does not exist.");
        }
        else if (sale is not null)
        {
            foreach (var difference in Differences(commission, sale))
            {
                yield return Wrong("commission_sale", difference);
            }
        }

        if (AmountFault(commission) is { } fault)
        {
            yield return Wrong("commission_amount", fault);
        }

        foreach (var entry in entries.Where(e => IsForeign(e, commission)))
        {
            yield return Wrong("entry_foreign", $"The entry {entry.Id} has another program, partner or currency.");
        }

        foreach (var entry in entries.Where(e => !HasRightSign(e)))
        {
            yield return Wrong("entry_sign", $"The entry {entry.Id} of kind {entry.Kind} has {entry.AmountMinorUnits}.");
        }

        var earned = entries.Where(e => e.Kind == LedgerEntryKind.Earned).Sum(e => e.AmountMinorUnits);
        if (earned != commission.AmountMinorUnits)
        {
            yield return Wrong("entry_earned", $"Earned entries are {earned}, the commission is {commission.AmountMinorUnits}.");
        }

        var unsettled = entries.Sum(e => e.AmountMinorUnits) - claimed;
        if (unsettled != commission.UnsettledMinorUnits)
        {
            yield return Wrong(
                "commission_unsettled", $"No payout claims {unsettled}, the commission says {commission.UnsettledMinorUnits}.");
        }

        foreach (var message in Balance(commission, entries))
        {
            yield return Wrong("entry_sum", message);
        }
    }

    private static string? AmountFault(Commission commission)
    {
        var whole = commission.AmountMinorUnits + commission.SharedMinorUnits;
        var uncapped = commission.UncappedMinorUnits ?? whole;
        if (uncapped < whole)
        {
            return $"{whole} is above the {uncapped} that it was before caps.";
        }

        return commission.Rate is { } rate && rate.Of(commission.BaseMinorUnits, commission.Rounding) is var share && share != uncapped
            ? $"{rate} of {commission.BaseMinorUnits} is {share}, not {uncapped}."
            : null;
    }

    private static IEnumerable<string> Balance(Commission commission, IReadOnlyList<LedgerEntry> entries)
    {
        if (commission.ReversedMinorUnits < 0 || commission.KeptMinorUnits < 0)
        {
            yield return $"{commission.ReversedMinorUnits} is taken back of {commission.AmountMinorUnits}.";
        }

        var expected = commission.Status == CommissionStatus.Rejected ? 0 : commission.KeptMinorUnits;
        var booked = entries.Where(e => e.Kind != LedgerEntryKind.Paid).Sum(e => e.AmountMinorUnits);
        if (booked != expected)
        {
            yield return $"{booked} is booked, {expected} must be, of {commission.AmountMinorUnits} while {commission.Status}.";
        }

        var isEmpty = commission.KeptMinorUnits == 0;
        var keepsStatus = commission.Status
            is CommissionStatus.Processing or CommissionStatus.Paid or CommissionStatus.Rejected;
        if (!keepsStatus && isEmpty != (commission.Status == CommissionStatus.Reversed))
        {
            yield return $"{commission.KeptMinorUnits} is kept while {commission.Status}.";
        }
    }

    private static IEnumerable<string> Differences(Commission commission, Sale sale)
    {
        if (commission.ProgramId != sale.ProgramId)
        {
            yield return "The sale belongs to another program.";
        }

        if (commission.ExchangeRate is null != (commission.Currency == sale.Currency))
        {
            yield return $"The commission is in {commission.Currency}, the sale in {sale.Currency}.";
        }

        // Where a plan pays of the gross, that is the base.
        if (commission is { Kind: CommissionKind.Sale, ExchangeRate: null } && commission.BaseMinorUnits is var own
            && own > sale.AmountMinorUnits && own != sale.GrossMinorUnits)
        {
            yield return $"The base {own} is above the sale's {sale.AmountMinorUnits}.";
        }

        // A flat reward may be above what was paid; a share never.
        if (commission.Rate is not null && commission.AmountMinorUnits > commission.BaseMinorUnits)
        {
            yield return $"The commission {commission.AmountMinorUnits} is above its base {commission.BaseMinorUnits}.";
        }

        if (sale.ReversedMinorUnits < 0 || sale.HeldMinorUnits < 0
            || sale.ReversedMinorUnits + sale.HeldMinorUnits > sale.AmountMinorUnits)
        {
            yield return $"{sale.ReversedMinorUnits} is gone and {sale.HeldMinorUnits} held of {sale.AmountMinorUnits}.";
        }

        // What one purchase earned under a second name was taken back, and stays where it stood when it was paid.
        if (commission.Kind == CommissionKind.Sale && sale.PartnerId != commission.PartnerId && sale.Reason != SaleReasons.Merged
            && commission.Status != CommissionStatus.Reversed)
        {
            yield return $"The sale is credited to {sale.PartnerId?.ToString() ?? "nobody"}, the commission to {commission.PartnerId}.";
        }
    }

    private static bool IsForeign(LedgerEntry entry, Commission commission) =>
        entry.ProgramId != commission.ProgramId || entry.PartnerId != commission.PartnerId
        || entry.Currency != commission.Currency;

    private static bool HasRightSign(LedgerEntry entry) => entry.Kind switch
    {
        LedgerEntryKind.Earned or LedgerEntryKind.Released => entry.AmountMinorUnits > 0,
        LedgerEntryKind.Reversed or LedgerEntryKind.Rejected or LedgerEntryKind.Paid => entry.AmountMinorUnits < 0,
        _ => entry.AmountMinorUnits != 0,
    };
}
