namespace Affiliate;

/// <summary>
/// One sale with its commission and reversals, as one transaction sees and changes them. Changes are collected and
/// written once by <see cref="Write"/>, because a record is added or saved once per unit.
/// </summary>
internal sealed class SaleState
{
    private readonly Dictionary<string, (SaleReversal? Stored, SaleReversal Current)> _reversals =
        new(StringComparer.Ordinal);
    private readonly List<LedgerEntry> _entries = [];
    private Sale? _storedSale;
    private readonly List<(Commission? Stored, Commission Current)> _commissions = [];

    private SaleState(SaleId id) => Id = id;

    public SaleId Id { get; }

    public Sale? Sale { get; private set; }

    /// <summary>Whether another sale that was this one under a second name was credited, and gave its credit up for this one.</summary>
    public bool TakesOverCredit { get; set; }

    /// <summary>The commission of the partner who is credited; a recruiter's share of it is not meant.</summary>
    public Commission? Commission => _commissions.Find(one => one.Current.Kind == CommissionKind.Sale).Current;

    /// <summary>Whether a reversal is told in another currency than the sale.</summary>
    public bool IsDoubtful => Sale is { } sale && _reversals.Values.Any(reversal => Takeback.IsForeign(reversal.Current, sale));

    /// <summary>The ledger entries that this transaction adds.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>A sale that nothing was heard of before.</summary>
    public static SaleState New(SaleId id) => new(id);

    /// <summary>Loads what is stored of a sale.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="id">The sale.</param>
    /// <param name="sale">The stored sale, if there is one yet.</param>
    /// <param name="formerIds">Other identifiers the purchase was known by; their reversals become this sale's.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<SaleState> LoadAsync(
        IAffiliateUnit unit, SaleId id, Sale? sale, IEnumerable<SaleId> formerIds, CancellationToken ct)
    {
        var state = new SaleState(id) { Sale = sale, _storedSale = sale };
        var reversals = await unit.ListAsync(
            Query<SaleReversal>.All.In(r => r.SaleId, formerIds.Append(id).Distinct()), ct).ConfigureAwait(false);
        foreach (var reversal in reversals)
        {
            state._reversals.Add(reversal.Lookup, (reversal, reversal with { SaleId = id }));
        }

        if (sale is not null)
        {
            var commissions = await unit.ListAsync(Query<Commission>.All.Equal(c => c.SaleId, id), ct)
                .ConfigureAwait(false);
            state._commissions.AddRange(commissions.Select(one => ((Commission?)one, one)));
        }

        return state;
    }

    /// <summary>Takes the sale as it is or became.</summary>
    public void Set(Sale sale) => Sale = sale;

    /// <summary>Takes a commission that the sale earns, with its ledger entry.</summary>
    public void Accrue(Commission commission)
    {
        _commissions.Add((null, commission));
        _entries.Add(Accrual.Entry(commission));
    }

    /// <summary>Decides the commissions again without sales that are gone, with ledger entries of what they come to more.</summary>
    public async Task RedecideAsync(IAffiliateUnit unit, IReadOnlyList<CommissionBasis> gone, DateTimeOffset now, CancellationToken ct)
    {
        var raised = await Redecision.RaisedAsync(unit, Sale!, _commissions.ConvertAll(one => one.Current), gone, ct).ConfigureAwait(false);
        foreach (var commission in raised)
        {
            var index = _commissions.FindIndex(one => one.Current.Id == commission.Id);
            var before = _commissions[index].Current;
            var entries = Accrual.Raise(before, commission, now).ToList();
            var booked = commission.UnsettledMinorUnits + entries.Sum(entry => entry.AmountMinorUnits);
            _commissions[index] = (_commissions[index].Stored, commission with { UnsettledMinorUnits = booked });
            _entries.AddRange(entries);
        }
    }

    /// <summary>Lets a person decide on the commission, if nobody has yet.</summary>
    public void Review()
    {
        for (var i = 0; i < _commissions.Count; i++)
        {
            if (_commissions[i] is { Current.Status: CommissionStatus.Pending } waiting)
            {
                _commissions[i] = (waiting.Stored, waiting.Current with { Status = CommissionStatus.Review });
            }
        }
    }

    /// <summary>Takes what a message says of a reversal, unless something newer is known.</summary>
    /// <returns>
    /// <see langword="false"/> when it was told of another sale before: it stays there, because money goes back on one payment only.
    /// </returns>
    public async Task<bool> NoteAsync(IAffiliateUnit unit, SaleReversal reversal, CancellationToken ct)
    {
        if (!_reversals.TryGetValue(reversal.Lookup, out var known))
        {
            // It may be stored under a purchase that turns out to be this one only now.
            var stored = await unit.FindAsync(SaleReversal.BySource(reversal.Source), ct).ConfigureAwait(false);
            if (stored is not null && stored.SaleId != Id
                && await unit.FindAsync(Sale.ById(stored.SaleId), ct).ConfigureAwait(false) is { Reason: not SaleReasons.Merged })
            {
                return false;
            }

            known = (stored, stored is null ? reversal : stored with { SaleId = Id });
        }

        if ((reversal.AsOf, reversal.Rank).CompareTo((known.Current.AsOf, known.Current.Rank)) > 0)
        {
            known.Current = reversal with
            {
                Id = known.Current.Id,
                CreatedAt = known.Current.CreatedAt,
                Version = known.Current.Version,
                Reason = reversal.Reason ?? known.Current.Reason,
                PaymentNames = known.Current.PaymentNames,
            };
        }

        known.Current = known.Current.Named(reversal);
        _reversals[reversal.Lookup] = known;
        return true;
    }

    /// <summary>Takes the reversals that a fact tells of beside what it is about.</summary>
    public async Task NoteAsync(
        IAffiliateUnit unit, AffiliateProgram program, PaymentFact fact, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var reversal in fact.Reversals)
        {
            await NoteAsync(unit, SaleRows.Reversal(Id, program, reversal, now), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Brings sale, commission and ledger to what the reversals leave; without a sale they wait for it.</summary>
    public void Rebook(DateTimeOffset now)
    {
        if (Sale is not null)
        {
            Book(Takeback.Of(Sale, [.. _reversals.Values.Select(r => r.Current)]), now);
        }
    }

    /// <summary>Takes everything back, because the sale turned out to be another one under a second name.</summary>
    public void TakeBack(DateTimeOffset now)
    {
        Sale = Sale! with { PartnerId = null, Reason = SaleReasons.Merged };
        Book(new Takeback(Sale.AmountMinorUnits, 0, IsCapped: false), now);
        _reversals.Clear();
    }

    /// <summary>Adds what is new, saves what changed, and publishes what happened.</summary>
    public async Task WriteAsync(IAffiliateUnit unit, EventOutbox outbox, DateTimeOffset now, CancellationToken ct)
    {
        SaleEvents.Publish(unit, outbox, _storedSale, Sale);
        Write(unit, _storedSale, Sale);
        foreach (var (stored, current) in _commissions)
        {
            Write(unit, stored, current);
        }

        foreach (var entry in _entries)
        {
            unit.Add(entry);
        }

        foreach (var (stored, current) in _reversals.Values)
        {
            Write(unit, stored, Sale is null ? current : current with { ParkedAt = null });
            if (stored is null && Sale is null)
            {
                unit.Add(ParkedReversals.ItemFor(current));
            }

            if (stored is not null && Sale is not null && (_storedSale is null || stored.SaleId != Id))
            {
                await ParkedReversals.EndAsync(unit, stored, ct).ConfigureAwait(false);
            }
        }

        foreach (var (stored, current) in _commissions)
        {
            SaleEvents.Publish(unit, outbox, stored, current);
            if (IsWaiting(current) && !IsWaiting(stored))
            {
                unit.Add(HoldWork.ItemFor(current, now));
            }
        }
    }

    private static bool IsWaiting(Commission? commission) =>
        commission is { Status: CommissionStatus.Pending, IsOnHold: false };

    private static void Write<T>(IAffiliateUnit unit, T? stored, T? current) where T : class, IRecord<T>
    {
        if (stored is null && current is not null)
        {
            unit.Add(current);
        }
        else if (stored is not null && stored != current)
        {
            unit.Save(current!);
        }
    }

    private void Book(Takeback takeback, DateTimeOffset now)
    {
        var before = Sale!;
        Sale = Rebooking.Of(before, null, takeback, now).Sale;

        // The partner's own comes first: a recruiter's share follows what is left of it.
        var own = _commissions.FindIndex(one => one.Current.Kind == CommissionKind.Sale);
        foreach (var index in Enumerable.Range(0, _commissions.Count).OrderBy(i => i != own))
        {
            var (stored, current) = _commissions[index];
            var source = own >= 0 && index != own ? _commissions[own].Current : null;
            var booking = Rebooking.Of(before, current, takeback, now, source);
            _commissions[index] = (stored, booking.Commission!);
            if (booking.Entry is not null)
            {
                _entries.Add(booking.Entry);
            }
        }
    }
}
