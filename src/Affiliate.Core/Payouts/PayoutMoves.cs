namespace Affiliate;

/// <summary>The moves of a payout, each within one transaction (semantics 5).</summary>
internal sealed class PayoutMoves(EventOutbox outbox, TimeProvider time)
{
    public async Task<PayoutLine?> GenerateAsync(
        IAffiliateUnit unit, AffiliateProgram program, PartnerId partnerId, string currency, PayoutRun run,
        ExchangeRate? rate, CancellationToken ct)
    {
        var claims = run.Batch is { } batch && await IsMadeAsync(unit, batch, partnerId, currency, run.IsDryRun, ct).ConfigureAwait(false)
            ? PayoutClaims.None
            : await PayoutClaims.LoadAsync(unit, program.Id, partnerId, currency, run, ct).ConfigureAwait(false);
        if (claims.Entries.Count == 0)
        {
            return null;
        }

        var partner = await unit.FindAsync(Partner.ById(partnerId), ct).ConfigureAwait(false);
        var isConverted = run.SettlementCurrency is { } wanted && wanted != currency;
        var payout = await PayoutDraft.OfAsync(unit, program, partnerId, currency, run, claims, time.GetUtcMilliseconds(), ct).ConfigureAwait(false);
        var obstacle = await PayoutObstacles.FindAsync(unit, program, partner, run, payout, rate, ct).ConfigureAwait(false);
        var line = new PayoutLine(partnerId, new Money(claims.Total, currency), claims.Commissions.Count, null, obstacle)
        {
            WithheldMinorUnits = payout.WithheldMinorUnits,
            ReservedMinorUnits = payout.ReservedMinorUnits,
        };
        if (obstacle is not null || run.IsDryRun)
        {
            return line;
        }

        payout = PayoutDraft.Converted(payout, run, isConverted ? rate : null);
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
            WithheldCents = payout.WithheldMinorUnits,
            ReservedCents = payout.ReservedMinorUnits,
        });
        return line with { Payout = payout.Id };
    }

    /// <summary>Whether a batch has paid a partner in a currency before. Other runs of the batch wait for this unit's end.</summary>
    private static async Task<bool> IsMadeAsync(
        IAffiliateUnit unit, PayoutBatchId batch, PartnerId partner, string currency, bool isDry, CancellationToken ct)
    {
        if (!isDry)
        {
            await unit.TryIncrementAsync($"payout-batch:{batch}", 1, long.MaxValue, ct).ConfigureAwait(false);
        }

        var made = Query<Payout>.All.Equal(p => p.BatchId, batch).Equal(p => p.PartnerId, partner).Equal(p => p.Currency, currency);
        return (await unit.ListAsync(made, ct).ConfigureAwait(false)).Count > 0;
    }

    /// <summary>Ends a payout without money: its entries are unclaimed, its commissions go back.</summary>
    public async Task<Payout?> ReleaseAsync(
        IAffiliateUnit unit, PayoutId id, PayoutStatus end, string? reason, bool isByProvider, CancellationToken ct)
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

        await TakeBackOrderAsync(unit, payout, isByProvider, ct).ConfigureAwait(false);
        var ended = payout with { Status = end, Reason = reason, EndedAt = time.GetUtcMilliseconds() };
        unit.Save(ended);
        var commissions = await CommissionsAsync(unit, id, ct).ConfigureAwait(false);
        var elsewhere = await ClaimedElsewhereAsync(unit, id, commissions.Select(one => one.Commission.Id), ct).ConfigureAwait(false);
        foreach (var (commission, items) in commissions)
        {
            Move(unit, commission, Freed(commission, items, elsewhere.Contains(commission.Id)), "payout_released", id);
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

    /// <summary>
    /// A commission as it is without a payout's claim. One that another payout claims a part of stays where it is: what is free of it
    /// is for the next payout (semantics 3).
    /// </summary>
    private static Commission Freed(Commission commission, IReadOnlyList<PayoutItem> items, bool isClaimedElsewhere)
    {
        var freed = commission with
        {
            UnsettledMinorUnits = commission.UnsettledMinorUnits + items.Sum(item => item.AmountMinorUnits),
        };
        return commission.Status != CommissionStatus.Processing || isClaimedElsewhere ? freed
            : commission.KeptMinorUnits == 0
                ? freed with { Status = CommissionStatus.Reversed, StatusBeforeReversal = CommissionStatus.Approved }
            : freed with { Status = CommissionStatus.Approved };
    }

    private static async Task<HashSet<CommissionId>> ClaimedElsewhereAsync(
        IAffiliateUnit unit, PayoutId id, IEnumerable<CommissionId> commissions, CancellationToken ct)
    {
        var claimed = new HashSet<CommissionId>();
        foreach (var chunk in commissions.Chunk(500))
        {
            var items = await unit.ListAsync(
                Query<PayoutItem>.All.In(i => i.CommissionId, chunk.Select(one => (CommissionId?)one)).NotEqual(i => i.PayoutId, id), ct)
                .ConfigureAwait(false);
            claimed.UnionWith(items.Select(item => item.CommissionId!.Value));
        }

        return claimed;
    }

    /// <summary>A payout that a provider may be sending is settled by its word, unless the sending was given up.</summary>
    public static async Task TakeBackOrderAsync(IAffiliateUnit unit, Payout payout, bool isByProvider, CancellationToken ct)
    {
        if (isByProvider || payout.Provider is null || payout.Status != PayoutStatus.Processing)
        {
            return;
        }

        var order = await unit.FindAsync(WorkItem.BySubject(WorkKind.PayoutSending, payout.Id.ToString()), ct).ConfigureAwait(false);
        if (order is { DueAt: not null })
        {
            throw new AffiliateConflictException(
                "payout_in_flight", $"The payout {payout.Id} is on its way through '{payout.Provider}', whose answer decides.");
        }

        if (order is not null)
        {
            unit.Remove(order);
        }
    }

    public static bool IsOpen(Payout payout) => Payout.OpenStatuses.Contains(payout.Status);

    public static AffiliateConflictException Illegal(Payout payout, string move) =>
        new("illegal_state", $"The payout {payout.Id} is {payout.Status} and cannot be {move}.");

    private static Task<IReadOnlyList<PayoutItem>> ItemsAsync(IAffiliateUnit unit, PayoutId id, CancellationToken ct) =>
        unit.ListAsync(Query<PayoutItem>.All.Equal(i => i.PayoutId, id), ct);

    public static async Task<IReadOnlyList<(Commission Commission, IReadOnlyList<PayoutItem> Items)>> CommissionsAsync(
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
            Move(unit, commission, claimed, "in_payout", payout.Id);
        }
    }

    public void Move(IAffiliateUnit unit, Commission before, Commission now, string reason, PayoutId payout)
    {
        unit.Save(now);
        if (before.Status != now.Status)
        {
            outbox.Publish(unit, CommissionUpdated.Of(before, now, reason, payout));
        }
    }
}
