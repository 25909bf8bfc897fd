namespace Affiliate;

/// <summary>What the owner of a program decides about commissions: approve, reject, put aside for review.</summary>
public sealed class CommissionDesk
{
    /// <summary>The most commissions one call decides (AH-29).</summary>
    public const int MostAtOnce = 200;

    private readonly UnitRunner _units;
    private readonly EventOutbox _outbox;
    private readonly TimeProvider _time;

    internal CommissionDesk(UnitRunner units, EventOutbox outbox, TimeProvider time)
    {
        _units = units;
        _outbox = outbox;
        _time = time;
    }

    /// <summary>Approves commissions that are pending or in review, whether their hold has ended or not.</summary>
    /// <remarks>All in one transaction. An approved one is refused when it is approved again; nothing else happens to it.</remarks>
    /// <param name="program">The program; commissions of others are refused as unknown.</param>
    /// <param name="commissions">At most 200.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <exception cref="ArgumentException">There are more than 200.</exception>
    public Task<Decided> ApproveAsync(
        ProgramId program, IReadOnlyCollection<CommissionId> commissions, CancellationToken cancellationToken = default) =>
        DecideAsync(
            program,
            commissions,
            CommissionMoves.ObstacleToApprove,
            (unit, commission, _, _) => MoveAsync(unit, commission, CommissionStatus.Approved, reason: null),
            cancellationToken);

    /// <summary>Rejects commissions that are pending or in review, and takes what is left of them off the balance.</summary>
    /// <remarks>
    /// All in one transaction. What a recruiter has of a rejected commission goes with it: rejected too while it waits, taken back
    /// by a ledger entry when it was approved or paid already. After the first commission of a customer was rejected, later payments
    /// of that customer earn nothing, until <see cref="ReferralDesk"/> credits the partner again.
    /// </remarks>
    /// <param name="program">The program; commissions of others are refused as unknown.</param>
    /// <param name="commissions">At most 200.</param>
    /// <param name="reason">Why, for the partner and the log; at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <exception cref="ArgumentException">There are more than 200, or the reason is too long.</exception>
    public Task<Decided> RejectAsync(
        ProgramId program,
        IReadOnlyCollection<CommissionId> commissions,
        string? reason = null,
        CancellationToken cancellationToken = default) =>
        DecideAsync(
            program,
            commissions,
            CommissionMoves.ObstacleToReject,
            async (unit, commission, settled, ct) =>
            {
                Reject(unit, commission, Reason(reason));
                await StopAsync(unit, commission, ct).ConfigureAwait(false);
                await TakeShareAsync(unit, commission, Reason(reason), settled, ct).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Puts pending commissions aside, so that only a person approves them.</summary>
    /// <param name="program">The program; commissions of others are refused as unknown.</param>
    /// <param name="commissions">At most 200.</param>
    /// <param name="reason">Why, for the log; at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <exception cref="ArgumentException">There are more than 200, or the reason is too long.</exception>
    public Task<Decided> ReviewAsync(
        ProgramId program,
        IReadOnlyCollection<CommissionId> commissions,
        string? reason = null,
        CancellationToken cancellationToken = default) =>
        DecideAsync(
            program,
            commissions,
            CommissionMoves.ObstacleToReview,
            (unit, commission, _, _) => MoveAsync(unit, commission, CommissionStatus.Review, Reason(reason)),
            cancellationToken);

    /// <summary>Lets commissions that were put aside go on as they would: they are approved when their hold ends, at once when it has.</summary>
    /// <param name="program">The program; commissions of others are refused as unknown.</param>
    /// <param name="commissions">At most 200.</param>
    /// <param name="reason">Why, for the log; at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <exception cref="ArgumentException">There are more than 200, or the reason is too long.</exception>
    public Task<Decided> ReleaseAsync(
        ProgramId program,
        IReadOnlyCollection<CommissionId> commissions,
        string? reason = null,
        CancellationToken cancellationToken = default) =>
        DecideAsync(
            program,
            commissions,
            CommissionMoves.ObstacleToRelease,
            (unit, commission, _, _) =>
            {
                unit.Add(HoldWork.ItemFor(commission, _time.GetUtcMilliseconds()));
                return MoveAsync(unit, commission, CommissionStatus.Pending, Reason(reason));
            },
            cancellationToken);

    /// <summary>Moves one commission and publishes that.</summary>
    internal void Move(IAffiliateUnit unit, Commission commission, CommissionStatus status, string? reason)
    {
        var moved = commission with
        {
            Status = status,
            ApprovedAt = status == CommissionStatus.Approved ? _time.GetUtcMilliseconds() : commission.ApprovedAt,
        };
        unit.Save(moved);
        _outbox.Publish(unit, CommissionUpdated.Of(commission, moved, reason));
    }

    private Task MoveAsync(IAffiliateUnit unit, Commission commission, CommissionStatus status, string? reason)
    {
        Move(unit, commission, status, reason);
        return Task.CompletedTask;
    }

    private void Reject(IAffiliateUnit unit, Commission commission, string? reason)
    {
        unit.Add(CommissionMoves.RejectedEntry(commission, _time.GetUtcMilliseconds()));
        Move(unit, commission with { UnsettledMinorUnits = 0 }, CommissionStatus.Rejected, reason);
    }

    /// <summary>
    /// Rejects a commission that would not have been earned, had been known what is known now: as if it had never been, caps get back
    /// what it used up. Later payments are refused by what is known, not stopped like those after a rejection by a person.
    /// </summary>
    internal Task RefuseAsync(IAffiliateUnit unit, Commission commission, string reason, CancellationToken ct)
    {
        WatchedUnit.Of(unit).Takes.GiveBack(commission);
        Reject(unit, commission with { ReviewReason = reason }, reason);
        return TakeShareAsync(unit, commission, reason, [], ct);
    }

    /// <summary>Fraud that shows at a customer's first commission is not paid for with the later ones.</summary>
    private async Task StopAsync(IAffiliateUnit unit, Commission commission, CancellationToken ct)
    {
        if (commission is not { Kind: CommissionKind.Sale, SaleId: { } id }
            || (await unit.FindAsync(Sale.ById(id), ct).ConfigureAwait(false))?.CustomerId is not { } customer
            || await unit.FindAsync(Referral.ByCustomer(customer), ct).ConfigureAwait(false) is not { } referral
            || await unit.FindAsync(ReferralProgress.Of(referral.Id), ct).ConfigureAwait(false) is not { StoppedAt: null } progress)
        {
            return;
        }

        var first = await unit.ListAsync(
            Query<Sale>.All.Equal(s => s.CustomerId, customer).NotEqual(s => s.PartnerId, null).Equal(s => s.Reason, null)
                .Ascending(s => s.OccurredAt).Ascending(s => s.Id).Take(1), ct).ConfigureAwait(false);
        if (first is [var sale] && sale.Id == id)
        {
            unit.Save(progress with { StoppedAt = _time.GetUtcMilliseconds() });
        }
    }

    /// <summary>The recruiter's share goes with the commission it is a share of.</summary>
    private async Task TakeShareAsync(
        IAffiliateUnit unit, Commission source, string? reason, HashSet<CommissionId> settled, CancellationToken ct)
    {
        var share = await unit.FindAsync(Commission.BySource(Commission.RecruitSource(source.Id)), ct).ConfigureAwait(false);
        if (share is null || settled.Contains(share.Id))
        {
            return;
        }

        if (CommissionMoves.ObstacleToReject(share) is null)
        {
            Reject(unit, share, reason);
            settled.Add(share.Id);
        }
        else if (share.SaleId is { } id && await unit.FindAsync(Sale.ById(id), ct).ConfigureAwait(false) is { } sale)
        {
            var left = new Takeback(sale.ReversedMinorUnits, sale.HeldMinorUnits, sale.IsReversalCapped);
            var booking = Rebooking.Of(
                sale, share, left, _time.GetUtcMilliseconds(), source with { Status = CommissionStatus.Rejected });
            if (booking is { Commission: { } rest, Entry: { } entry })
            {
                unit.Save(rest);
                unit.Add(entry);
                _outbox.Publish(unit, CommissionUpdated.Of(share, rest, reason));
            }
        }
    }

    private async Task<Decided> DecideAsync(
        ProgramId program,
        IReadOnlyCollection<CommissionId> commissions,
        Func<Commission, string?> obstacle,
        Func<IAffiliateUnit, Commission, HashSet<CommissionId>, CancellationToken, Task> move,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(commissions);
        if (commissions.Count > MostAtOnce)
        {
            throw new ArgumentException($"At most {MostAtOnce} commissions are decided at once.", nameof(commissions));
        }

        return await _units.RunAsync(
            async (unit, token) =>
            {
                var (moved, refused) = (new List<CommissionId>(), new List<RefusedCommission>());
                var settled = new HashSet<CommissionId>();
                foreach (var id in commissions.Distinct())
                {
                    if (settled.Contains(id))
                    {
                        moved.Add(id);
                        continue;
                    }

                    var commission = await unit.FindAsync(Commission.ById(id), token).ConfigureAwait(false);
                    var why = commission is null || commission.ProgramId != program ? "unknown" : obstacle(commission);
                    if (why is null)
                    {
                        settled.Add(id);
                        await move(unit, commission!, settled, token).ConfigureAwait(false);
                        moved.Add(id);
                    }
                    else
                    {
                        refused.Add(new RefusedCommission(id, why));
                    }
                }

                return new Decided(moved, refused);
            },
            ct).ConfigureAwait(false);
    }

    private static string? Reason(string? reason) => reason is { Length: > 200 }
        ? throw new ArgumentException("A reason has at most 200 characters.", nameof(reason))
        : reason;
}

/// <summary>What became of the commissions that somebody decided.</summary>
/// <param name="Moved">Those that moved.</param>
/// <param name="Refused">Those that stayed where they were, and why.</param>
public sealed record Decided(IReadOnlyList<CommissionId> Moved, IReadOnlyList<RefusedCommission> Refused);

/// <summary>A commission that a decision could not move.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Reason"><c>unknown</c>, <c>illegal_state</c> or <c>on_hold</c>.</param>
public sealed record RefusedCommission(CommissionId Commission, string Reason);
