namespace Affiliate;

/// <summary>How a payout's money gets on its way and is confirmed.</summary>
internal sealed class PayoutSettlement(
    IAffiliateStore store, UnitRunner units, PayoutMoves moves, EventOutbox outbox, TimeProvider time)
{
    /// <summary>Confirms a payout in a unit that first waits for others of the program, so that numbers have no gaps.</summary>
    public async Task<Payout?> ConfirmAsync(PayoutId id, string? reference, bool isByProvider, CancellationToken ct)
    {
        var payout = await store.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        return payout is null
            ? null
            : await units.RunAsync(
                async (unit, token) =>
                {
                    await unit.TryIncrementAsync($"statements:{payout.ProgramId}", 1, long.MaxValue, token).ConfigureAwait(false);
                    return await ConfirmAsync(unit, id, reference, isByProvider, token).ConfigureAwait(false);
                },
                ct).ConfigureAwait(false);
    }

    /// <summary>Takes a provider's word: a refusal of money that was sent already means that it came back.</summary>
    public Task<Payout?> SettleAsync(PayoutId id, PayoutSending sending, CancellationToken ct) =>
        sending.IsPending ? units.RunAsync((unit, token) => WaitAsync(unit, id, sending.Reference!, token), ct)
        : sending.Reference is { } reference ? ConfirmAsync(id, reference, isByProvider: true, ct)
        : units.RunAsync(
            async (unit, token) =>
                await unit.FindAsync(Payout.ById(id), token).ConfigureAwait(false) is { Status: PayoutStatus.Paid }
                    ? await ReturnAsync(unit, id, sending.Refusal, token).ConfigureAwait(false)
                    : await moves.ReleaseAsync(unit, id, PayoutStatus.Failed, sending.Refusal, isByProvider: true, token).ConfigureAwait(false),
            ct);

    /// <summary>Money that was sent came back: it is the partner's again, by an entry of its own, for the next payout.</summary>
    public async Task<Payout?> ReturnAsync(IAffiliateUnit unit, PayoutId id, string? reason, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is null or { ReturnedAt: not null })
        {
            return payout;
        }

        if (payout.Status != PayoutStatus.Paid)
        {
            throw PayoutMoves.Illegal(payout, "returned");
        }

        var now = time.GetUtcMilliseconds();
        var returned = payout with { ReturnedAt = now, Reason = reason };
        unit.Save(returned);
        unit.Add(EntryOf(payout, LedgerEntryKind.Adjusted, payout.NetMinorUnits, "returned", now));
        if (payout.WithheldMinorUnits > 0)
        {
            unit.Add(EntryOf(payout, LedgerEntryKind.Withheld, payout.WithheldMinorUnits, "unwithheld", now));
        }

        outbox.Publish(unit, new PayoutReturned
        {
            ProgramId = payout.ProgramId,
            PayoutId = payout.Id,
            PartnerId = payout.PartnerId,
            AmountCents = payout.DueMinorUnits,
            Currency = payout.Currency,
            Reason = reason,
        });
        return returned with { Version = payout.Version + 1 };
    }

    /// <summary>A provider's message that money came back. Before the payout is confirmed it is refused, and so told again.</summary>
    public async Task ReturnAsync(IAffiliateUnit unit, PayoutReturn back, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(back.Payout), ct).ConfigureAwait(false);
        if (payout is { Provider: not null, Status: PayoutStatus.Paid or PayoutStatus.Processing }
            && (payout.Reference ?? back.Reference) == back.Reference)
        {
            await ReturnAsync(unit, back.Payout, back.Reason, ct).ConfigureAwait(false);
        }
    }

    private static async Task<Payout?> WaitAsync(IAffiliateUnit unit, PayoutId id, string reference, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is { Status: PayoutStatus.Processing } && payout.Reference != reference)
        {
            unit.Save(payout with { Reference = reference });
        }

        return payout;
    }

    /// <summary>Marks a payout as handed over to a provider, to the account that the partner has now.</summary>
    public static async Task<(Payout? Payout, bool IsNew)> StartSendingAsync(
        IAffiliateUnit unit, PayoutId id, string provider, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is null || (payout.Status == PayoutStatus.Processing && payout.Provider == provider))
        {
            return (payout, false);
        }

        if (payout.Status is not (PayoutStatus.Requested or PayoutStatus.Pending))
        {
            throw PayoutMoves.Illegal(payout, "sent");
        }

        var account = await unit.FindAsync(PayoutAccount.Of(payout.PartnerId), ct).ConfigureAwait(false);
        var sending = payout with
        {
            Status = PayoutStatus.Processing,
            Provider = provider,
            SealedDestination = account!.SealedAddress,
        };
        unit.Save(sending);
        return (sending, true);
    }

    private async Task<Payout?> ConfirmAsync(
        IAffiliateUnit unit, PayoutId id, string? reference, bool isByProvider, CancellationToken ct)
    {
        var payout = await unit.FindAsync(Payout.ById(id), ct).ConfigureAwait(false);
        if (payout is null || (payout.Status == PayoutStatus.Paid && payout.Reference == reference))
        {
            return payout;
        }

        if (!PayoutMoves.IsOpen(payout))
        {
            throw PayoutMoves.Illegal(payout, "confirmed");
        }

        await PayoutMoves.TakeBackOrderAsync(unit, payout, isByProvider, ct).ConfigureAwait(false);

        var paid = payout with { Status = PayoutStatus.Paid, Reference = reference, PaidAt = time.GetUtcMilliseconds() };
        unit.Save(paid);
        unit.Add(EntryOf(paid, LedgerEntryKind.Paid, -paid.NetMinorUnits, "paid", paid.PaidAt.Value));
        if (paid.WithheldMinorUnits > 0)
        {
            unit.Add(EntryOf(paid, LedgerEntryKind.Withheld, -paid.WithheldMinorUnits, "withheld", paid.PaidAt.Value));
        }

        if (paid.ReservedMinorUnits > 0)
        {
            unit.Add(EntryOf(paid, LedgerEntryKind.Reserved, -paid.ReservedMinorUnits, "reserved", paid.PaidAt.Value));
            unit.Add(ReserveWork.ItemFor(paid, paid.PaidAt.Value));
        }

        await IssueStatementAsync(unit, paid, ct).ConfigureAwait(false);
        foreach (var (commission, _) in await PayoutMoves.CommissionsAsync(unit, id, ct).ConfigureAwait(false))
        {
            if (commission.Status == CommissionStatus.Processing)
            {
                moves.Move(unit, commission, commission with { Status = CommissionStatus.Paid }, "payout_paid", id);
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
            WithheldCents = paid.WithheldMinorUnits,
            ReservedCents = paid.ReservedMinorUnits,
        });
        return paid;
    }

    private static async Task IssueStatementAsync(IAffiliateUnit unit, Payout paid, CancellationToken ct)
    {
        var last = await unit.ListAsync(
            Query<PayoutStatement>.All.Equal(s => s.ProgramId, paid.ProgramId).Descending(s => s.Number).Take(1), ct).ConfigureAwait(false);
        var account = await unit.FindAsync(PayoutAccount.Of(paid.PartnerId), ct).ConfigureAwait(false);
        unit.Add(new PayoutStatement
        {
            PayoutId = paid.Id,
            ProgramId = paid.ProgramId,
            Number = last.Count == 0 ? 1 : last[0].Number + 1,
            SealedTaxProfile = account?.SealedTaxProfile,
            IssuedAt = paid.PaidAt!.Value,
        });
    }

    /// <summary>An entry about what a payout did.</summary>
    internal static LedgerEntry EntryOf(Payout payout, LedgerEntryKind kind, long amount, string cause, DateTimeOffset now) => new()
    {
        Id = AffiliateId.New<LedgerEntryId>(now),
        ProgramId = payout.ProgramId,
        PartnerId = payout.PartnerId,
        PayoutId = payout.Id,
        Kind = kind,
        AmountMinorUnits = amount,
        Currency = payout.Currency,
        SourceKey = $"{cause}:{payout.Id}",
        CreatedAt = now,
    };
}
