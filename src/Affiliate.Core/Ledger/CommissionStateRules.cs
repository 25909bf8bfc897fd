namespace Affiliate;

/// <summary>What a commission's status, hold and reversals must be to its sale, entries and payouts. Pure.</summary>
internal static class CommissionStateRules
{
    public static IEnumerable<LedgerViolation> Check(
        Commission commission, Sale? sale, Commission? source, IReadOnlyList<LedgerEntry> entries, int openClaims, int paidClaims)
    {
        LedgerViolation Wrong(string code, string message) =>
            new(code, commission.Id.ToString(), message) { Program = commission.ProgramId };

        if (!Currencies.IsKnown(commission.Currency))
        {
            yield return Wrong("currency_unknown", $"'{commission.Currency}' is not an ISO 4217 code.");
        }

        var mustBeApproved = commission.Status
            is CommissionStatus.Approved or CommissionStatus.Processing or CommissionStatus.Paid;
        var mustNotBeApproved = commission.Status
            is CommissionStatus.Pending or CommissionStatus.Review or CommissionStatus.Rejected;
        if (mustBeApproved ? commission.ApprovedAt is null : mustNotBeApproved && commission.ApprovedAt is not null)
        {
            yield return Wrong("commission_approval", $"It is {commission.Status} and was approved {commission.ApprovedAt?.ToString("O") ?? "never"}.");
        }

        if ((commission.Status == CommissionStatus.Processing && openClaims == 0)
            || (commission.Status == CommissionStatus.Paid && paidClaims == 0))
        {
            yield return Wrong("commission_unclaimed", $"It is {commission.Status} without such a payout.");
        }

        if (commission.Status is not (CommissionStatus.Processing or CommissionStatus.Paid) && openClaims + paidClaims > 0)
        {
            yield return Wrong("commission_claimed", $"It is {commission.Status} in a payout.");
        }

        if (sale is not null && commission.Status != CommissionStatus.Rejected)
        {
            if (commission.IsOnHold != sale.HeldMinorUnits > 0)
            {
                yield return Wrong("commission_hold", $"{sale.HeldMinorUnits} of the sale is in doubt, the commission's hold is {commission.IsOnHold}.");
            }

            if (commission.SourceCommissionId is { } from && source is null)
            {
                yield return Wrong("commission_orphan", $"The commission {from} that it is a part of does not exist.");
            }
            else if (Reversed(commission, sale, source) is var reversed && reversed != commission.ReversedMinorUnits)
            {
                yield return Wrong("commission_reversed", $"{commission.ReversedMinorUnits} is taken back, {reversed} must be.");
            }
        }

        foreach (var entry in entries.Where(e => !HasOwnCause(e, commission)))
        {
            yield return Wrong("entry_source", $"The entry {entry.Id} of kind {entry.Kind} has the cause '{entry.SourceKey}'.");
        }
    }

    private static long Reversed(Commission commission, Sale sale, Commission? source) => Rebooking.Of(
        sale, commission, new Takeback(sale.ReversedMinorUnits, sale.HeldMinorUnits, sale.IsReversalCapped), commission.CreatedAt, source)
        .Commission!.ReversedMinorUnits;

    private static bool HasOwnCause(LedgerEntry entry, Commission commission) =>
        entry.Kind is LedgerEntryKind.Adjusted or LedgerEntryKind.Paid
        || entry.SourceKey.Contains(commission.Id.ToString(), StringComparison.Ordinal);
}
