namespace Affiliate;

/// <summary>Deactivates partners, and says what becomes of commissions that nobody has decided on yet (AF-29).</summary>
internal sealed class PartnerRemoval(PartnerDesk partners, CommissionDesk commissions, IAffiliateStore store)
{
    /// <summary>Deactivates a partner, then decides on what waits. Safe to repeat: a call that was cut short is ended by the next one.</summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The partner.</param>
    /// <param name="waiting">What becomes of commissions that are pending or in review.</param>
    /// <param name="reason">Why, for the log; at most 200 characters.</param>
    /// <param name="ct">Gives up; what was decided stays so.</param>
    /// <returns>The partner, or <see langword="null"/> when the program has none with that identifier.</returns>
    public async Task<Partner?> RemoveAsync(
        ProgramId program, PartnerId id, WaitingCommissions waiting, string? reason, CancellationToken ct)
    {
        var partner = await partners.ChangeAsync(
            program, id, known => known with { Status = PartnerStatus.Deactivated }, payout: null, reason, ct).ConfigureAwait(false);
        if (partner is null || waiting == WaitingCommissions.Keep)
        {
            return partner;
        }

        IEnumerable<CommissionStatus> statuses = waiting == WaitingCommissions.Forfeit
            ? [CommissionStatus.Pending, CommissionStatus.Review]
            : [CommissionStatus.Pending];
        var undecided = Query<Commission>.All.Equal(c => c.PartnerId, id).Equal(c => c.ProgramId, program)
            .In(c => c.Status, statuses).Ascending(c => c.CreatedAt).Ascending(c => c.Id).Take(CommissionDesk.MostAtOnce);
        while (await store.ListAsync(undecided, ct).ConfigureAwait(false) is { Count: > 0 } batch)
        {
            CommissionId[] ids = [.. batch.Select(commission => commission.Id)];
            var decided = waiting == WaitingCommissions.Forfeit
                ? await commissions.RejectAsync(program, ids, reason, ct).ConfigureAwait(false)
                : await commissions.ReviewAsync(program, ids, reason, ct).ConfigureAwait(false);
            if (decided.Moved.Count == 0)
            {
                break;
            }
        }

        return partner;
    }
}

/// <summary>What becomes of the undecided commissions of a partner who is deactivated (AF-29).</summary>
internal enum WaitingCommissions
{
    /// <summary>They go on as they would: approved when their hold ends.</summary>
    Keep,

    /// <summary>They wait for a person.</summary>
    Hold,

    /// <summary>They are rejected, for a cause that is named.</summary>
    Forfeit,
}
