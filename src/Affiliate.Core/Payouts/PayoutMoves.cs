namespace Affiliate;

/// <summary>The moves of a payout, each within one transaction (semantics 5).</summary>
internal sealed class PayoutMoves(EventOutbox outbox, TimeProvider time)
{
    public async Task<PayoutLine?> GenerateAsync(
        IAffiliateUnit unit, AffiliateProgram program, PartnerId partnerId, string currency, PayoutRun run,
        CancellationToken ct)
    {
        var claims = await PayoutClaims.LoadAsync(unit, program.Id, partnerId, currency, run, ct).ConfigureAwait(false);
        if (claims.Entries.Count == 0)
        {
            return null;
        }

        var partner = await unit.FindAsync(Partner.ById(partnerId), ct).ConfigureAwait(false);
        var obstacle = Obstacle(partner, claims.Total, PayoutMinimum.Of(program, run, currency));
        var line = new PayoutLine(partnerId, new Money(claims.Total, currency), claims.Commissions.Count, null, obstacle);
        if (obstacle is not null || run.IsDryRun)
        {
            return line;
        }

        var payout = NewPayout(program, partnerId, currency, run, claims);
        unit.Add(payout);
        Claim(unit, payout, claims);
        outbox.Publish(unit, new PayoutGenerated
        {
            ProgramId = payout.ProgramId,
            PayoutId = payout.Id,
            PartnerId = payout.PartnerId,
            AmountCents = payout.AmountMinorUnits,
            Currency = payout.Currency,
            Status = payout.Status,
        });
        return line with { Payout = payout.Id };
    }

    public async Task<Payout?> ConfirmAsync(IAffiliateUnit unit, PayoutId id, string? reference, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is null || (payout.Status == PayoutStatus.Paid && payout.Reference == reference))
        {
            return payout;
        }

        if (!IsOpen(payout))
        {
            throw Illegal(payout, "confirmed");
        }

        var paid = payout with { Status = PayoutStatus.Paid, Reference = reference, PaidAt = time.GetUtcMilliseconds() };
        unit.Save(paid);
        unit.Add(PaidEntry(paid));
        foreach (var (commission, _) in await CommissionsAsync(unit, id, ct).ConfigureAwait(false))
        {
            if (commission.Status == CommissionStatus.Processing)
            {
                Move(unit, commission, commission with { Status = CommissionStatus.Paid }, "payout_paid");
            }
        }

        outbox.Publish(unit, new PayoutPaid
        {
            ProgramId = paid.ProgramId,
            PayoutId = paid.Id,
            PartnerId = paid.PartnerId,
            AmountCents = paid.AmountMinorUnits,
            Currency = paid.Currency,
            Status = paid.Status,
        });
        return paid;
    }

    /// <summary>Ends a payout without money: its entries are unclaimed, its commissions go back.</summary>
    public async Task<Payout?> ReleaseAsync(
        IAffiliateUnit unit, PayoutId id, PayoutStatus end, string? reason, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is null || payout.Status == end)
        {
            return payout;
        }

        if (!IsOpen(payout))
        {
            throw Illegal(payout, end == PayoutStatus.Failed ? "failed" : "canceled");
        }

        var ended = payout with { Status = end, Reason = reason, EndedAt = time.GetUtcMilliseconds() };
        unit.Save(ended);
        foreach (var (commission, items) in await CommissionsAsync(unit, id, ct).ConfigureAwait(false))
        {
            var freed = commission with
            {
                Status = commission.Status != CommissionStatus.Processing ? commission.Status
                    : commission.KeptMinorUnits == 0 ? CommissionStatus.Reversed : CommissionStatus.Approved,
                StatusBeforeReversal = commission is { Status: CommissionStatus.Processing, KeptMinorUnits: 0 }
                    ? CommissionStatus.Approved : commission.StatusBeforeReversal,
                UnsettledMinorUnits = commission.UnsettledMinorUnits + items.Sum(i => i.AmountMinorUnits),
            };
            Move(unit, commission, freed, "payout_released");
        }

        foreach (var item in await ItemsAsync(unit, id, ct).ConfigureAwait(false))
        {
            unit.Remove(item);
        }

        outbox.Publish(unit, new PayoutCanceled
        {
            ProgramId = ended.ProgramId,
            PayoutId = ended.Id,
            PartnerId = ended.PartnerId,
            AmountCents = ended.AmountMinorUnits,
            Currency = ended.Currency,
            Status = ended.Status,
        });
        return ended;
    }

    private static string? Obstacle(Partner? partner, long total, long minimum) =>
        total <= 0 ? "negative_balance"
        : partner is not { Status: PartnerStatus.Active } ? "partner_not_active"
        : total < minimum ? "below_minimum"
        : null;

    private static bool IsOpen(Payout payout) => Payout.OpenStatuses.Contains(payout.Status);

    private static AffiliateConflictException Illegal(Payout payout, string move) =>
        new("illegal_state", $"The payout {payout.Id} is {payout.Status} and cannot be {move}.");

    private static LedgerEntry PaidEntry(Payout payout) => new()
    {
        Id = AffiliateId.New<LedgerEntryId>(payout.PaidAt!.Value),
        ProgramId = payout.ProgramId,
        PartnerId = payout.PartnerId,
        PayoutId = payout.Id,
        Kind = LedgerEntryKind.Paid,
        AmountMinorUnits = -payout.AmountMinorUnits,
        Currency = payout.Currency,
        SourceKey = $"paid:{payout.Id}",
        CreatedAt = payout.PaidAt.Value,
    };

    private static Task<IReadOnlyList<PayoutItem>> ItemsAsync(IAffiliateUnit unit, PayoutId id, CancellationToken ct) =>
        unit.ListAsync(Query<PayoutItem>.All.Equal(i => i.PayoutId, id), ct);

    private static async Task<IReadOnlyList<(Commission Commission, IReadOnlyList<PayoutItem> Items)>> CommissionsAsync(
        IAffiliateUnit unit, PayoutId id, CancellationToken ct)
    {
        var items = await ItemsAsync(unit, id, ct).ConfigureAwait(false);
        var found = new List<(Commission, IReadOnlyList<PayoutItem>)>();
        foreach (var chunk in items.Where(i => i.CommissionId is not null).GroupBy(i => i.CommissionId!.Value).Chunk(500))
        {
            var commissions = await unit.ListAsync(
                Query<Commission>.All.In(c => c.Id, chunk.Select(group => group.Key)), ct).ConfigureAwait(false);
            found.AddRange(commissions.Join<Commission, IGrouping<CommissionId, PayoutItem>, CommissionId, (Commission, IReadOnlyList<PayoutItem>)>(
                chunk, c => c.Id, group => group.Key, (c, group) => (c, [.. group])));
        }

        return found;
    }

    private void Claim(IAffiliateUnit unit, Payout payout, PayoutClaims claims)
    {
        foreach (var entry in claims.Entries)
        {
            unit.Add(new PayoutItem
            {
                EntryId = entry.Id,
                PayoutId = payout.Id,
                CommissionId = entry.CommissionId,
                AmountMinorUnits = entry.AmountMinorUnits,
            });
        }

        foreach (var commission in claims.Commissions)
        {
            var claimed = commission with
            {
                Status = commission.Status == CommissionStatus.Approved ? CommissionStatus.Processing : commission.Status,
                UnsettledMinorUnits = 0,
            };
            Move(unit, commission, claimed, "in_payout");
        }
    }

    private void Move(IAffiliateUnit unit, Commission before, Commission now, string reason)
    {
        unit.Save(now);
        if (before.Status != now.Status)
        {
            outbox.Publish(unit, CommissionUpdated.Of(before, now, reason));
        }
    }

    private Payout NewPayout(
        AffiliateProgram program, PartnerId partner, string currency, PayoutRun run, PayoutClaims claims)
    {
        var now = time.GetUtcMilliseconds();
        return new Payout
        {
            Id = AffiliateId.New<PayoutId>(now),
            ProgramId = program.Id,
            PartnerId = partner,
            AmountMinorUnits = claims.Total,
            Currency = currency,
            Status = run.IsRequested ? PayoutStatus.Requested : PayoutStatus.Pending,
            CommissionCount = claims.Commissions.Count,
            PeriodStart = run.PeriodStart,
            PeriodEnd = run.PeriodEnd,
            CreatedAt = now,
        };
    }
}
