namespace Affiliate;

/// <summary>
/// The references of one purchase, and those of its subscription and customer, as one transaction sees them. Changes
/// are collected and written once by <see cref="Write"/>, because a record is added or saved once per unit.
/// </summary>
internal sealed class PurchaseReferences
{
    private readonly IAffiliateUnit _unit;
    private readonly ProgramId _program;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, (PaymentReference? Stored, PaymentReference Current)> _rows =
        new(StringComparer.Ordinal);

    private readonly List<string> _purchaseLookups = [];
    private IReadOnlyList<string> _earlierFingerprints = [];
    private string?[] _awaited = [];

    private PurchaseReferences(IAffiliateUnit unit, ProgramId program, DateTimeOffset now)
    {
        _unit = unit;
        _program = program;
        _now = now;
    }

    /// <summary>The references of the purchase itself; more of them after <see cref="JoinAsync"/>.</summary>
    public IEnumerable<PaymentReference> Purchase => _purchaseLookups.Select(lookup => _rows[lookup].Current);

    public PaymentReference? Subscription { get; private set; }

    public PaymentReference? Customer { get; private set; }

    /// <summary>The buyer's e-mail address, when the fact says it.</summary>
    public HashedEmail? Email { get; private init; }

    /// <summary>Keyed hashes of what the purchase was paid with that no customer has yet.</summary>
    public IReadOnlyList<string> Fingerprints =>
        [.. Purchase.Select(r => r.Fingerprint).OfType<string>().Concat(_earlierFingerprints).Distinct(StringComparer.Ordinal)];

    /// <summary>The evidence of all of them, strongest object first: the purchase, its subscription, its customer.</summary>
    public IEnumerable<PaymentReference> WithEvidence =>
        Purchase.Concat(new[] { Subscription, Customer }.OfType<PaymentReference>().Select(r => _rows[r.Lookup].Current));

    /// <summary>Loads or prepares every reference that a fact names, and notes its evidence on them.</summary>
    /// <param name="unit">The transaction.</param>
    /// <param name="program">The program of references seen for the first time.</param>
    /// <param name="primary">The name of the purchase that the fact is about, if it is about one.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<PurchaseReferences> LoadAsync(
        IAffiliateUnit unit, ProgramId program, string? primary, PaymentFact fact, DateTimeOffset now, CancellationToken ct)
    {
        var references = new PurchaseReferences(unit, program, now) { Email = fact.HashedEmail };
        await references.PreloadAsync(
            [.. fact.Aliases.Append(primary).Append(fact.SubscriptionReference).Append(fact.CustomerReference).OfType<string>().Distinct(StringComparer.Ordinal)],
            ct).ConfigureAwait(false);
        foreach (var name in fact.Aliases.Prepend(primary).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var row = await references.LoadAsync(name, name == primary ? fact.Evidence : PaymentEvidence.None, ct)
                .ConfigureAwait(false);
            references._purchaseLookups.Add(row.Lookup);
        }

        if (primary is not null && fact.HashedFingerprint is { } fingerprint)
        {
            references.Change(LookupKey.Of(primary), row => row with { Fingerprint = fingerprint.Hash });
            references._earlierFingerprints = fingerprint.Earlier;
        }

        if (fact.SubscriptionReference is { } subscription)
        {
            references.Subscription =
                await references.LoadAsync(subscription, fact.SubscriptionEvidence, ct).ConfigureAwait(false);
            references.End(fact.SubscriptionEndedAt?.ToUtcMilliseconds());
        }

        if (fact.CustomerReference is { } customer)
        {
            references.Customer =
                await references.LoadAsync(customer, fact.CustomerEvidence, ct).ConfigureAwait(false);
        }

        return references;
    }

    /// <summary>Notes when the subscription ended; the first answer stays.</summary>
    private void End(DateTimeOffset? at)
    {
        if (at is not null && Subscription is { EndedAt: null } subscription)
        {
            Change(subscription.Lookup, row => row with { EndedAt = at });
        }
    }

    /// <summary>
    /// Makes all references of the purchase, and those known under the other groups, stand for one sale.
    /// </summary>
    public async Task JoinAsync(SaleId sale, IEnumerable<SaleId> otherGroups, CancellationToken ct)
    {
        foreach (var group in otherGroups)
        {
            var members = await _unit.ListAsync(
                Query<PaymentReference>.All.Equal(r => r.SaleId, group), ct).ConfigureAwait(false);
            foreach (var member in members.Where(m => !_rows.ContainsKey(m.Lookup)))
            {
                _rows.Add(member.Lookup, (member, member));
                _purchaseLookups.Add(member.Lookup);
            }
        }

        foreach (var lookup in _purchaseLookups)
        {
            Change(lookup, row => row with { SaleId = sale });
        }
    }

    /// <summary>Remembers which customer the subscription and the provider's customer stand for; the first answer stays.</summary>
    public void SetCustomer(CustomerId customer)
    {
        foreach (var reference in new[] { Subscription, Customer }.OfType<PaymentReference>())
        {
            Change(reference.Lookup, row => row with { CustomerId = row.CustomerId ?? customer });
        }
    }

    /// <summary>Forgets what the purchase was paid with: the customer has it now.</summary>
    public void DropFingerprints()
    {
        _purchaseLookups.ForEach(lookup => Change(lookup, row => row with { Fingerprint = null }));
        _earlierFingerprints = [];
    }

    /// <summary>Remembers that payments of the subscription up to a time wait for a person.</summary>
    public void ReviewUntil(DateTimeOffset until)
    {
        if (Subscription is { } subscription && !(subscription.ReviewUntil >= until))
        {
            Change(subscription.Lookup, row => row with { ReviewUntil = until });
        }
    }

    /// <summary>
    /// Nobody is credited for the sale yet: the subscription's and the customer's rows are saved even when they did not change, so that
    /// who tells at the same time whose they are loses the race, or wins it, and the one that comes second finds the other.
    /// </summary>
    /// <returns>The sale, to be found by the provider's customer.</returns>
    public Sale AwaitEvidence(Sale sale)
    {
        _awaited = [Subscription?.Lookup, Customer?.Lookup];
        if (Customer is not null)
        {
            Change(Customer.Lookup, row => row with { HasWaitingSales = true });
        }

        return sale with { CustomerReferenceId = Customer?.Id };
    }

    /// <summary>The provider's customer, when sales wait for it and more is known of who sent it than before.</summary>
    public PaymentReference? NewlyKnownCustomer =>
        Customer is { } customer && _rows[customer.Lookup] is ({ HasWaitingSales: true } stored, var current)
        && (stored with { CustomerId = current.CustomerId } != current
            || (stored.CustomerId != current.CustomerId && !stored.NamesSomebody))
            ? current
            : null;

    /// <summary>
    /// Adds the new references and saves the changed ones. Should another unit make the purchase stand for another sale meanwhile, this
    /// one loses the race, so that nothing is left behind under a sale that nobody looks for.
    /// </summary>
    /// <param name="isBinding">Whether the unit adds a sale or reversals under the sale that the purchase stands for.</param>
    public void Write(bool isBinding = false)
    {
        Hold(isBinding);
        foreach (var (stored, current) in _rows.Values)
        {
            if (stored is null)
            {
                _unit.Add(current);
            }
            else if (stored != current || _awaited.Contains(stored.Lookup))
            {
                _unit.Save(current);
            }
        }
    }

    /// <summary>Saves the oldest of the rows by which the purchase's sale is known, even when it did not change: all units save that one.</summary>
    private void Hold(bool isBinding)
    {
        var rows = _purchaseLookups.ConvertAll(lookup => _rows[lookup]);
        var (stored, current) = rows.Where(row => row.Stored?.SaleId is { } sale && sale == row.Current.SaleId)
            .OrderBy(row => row.Current.Id.ToString(), StringComparer.Ordinal).FirstOrDefault();
        if (stored is not null && stored == current && (isBinding || rows.Exists(row => row.Stored != row.Current)))
        {
            _unit.Save(current);
        }
    }

    /// <summary>
    /// Reads the rows of several names at once instead of one by one. What the unit itself added is not among committed rows, so a unit
    /// that added any asks for each.
    /// </summary>
    private async Task PreloadAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        if (names.Count < 2 || _unit is not WatchedUnit watched || watched.HasAdded<PaymentReference>())
        {
            return;
        }

        var lookups = names.ToDictionary(LookupKey.Of, name => name, StringComparer.Ordinal);
        var rows = (await _unit.ListAsync(Query<PaymentReference>.All.In(r => r.Lookup, lookups.Keys), ct).ConfigureAwait(false))
            .ToDictionary(row => row.Lookup, StringComparer.Ordinal);
        foreach (var (lookup, name) in lookups)
        {
            var stored = rows.GetValueOrDefault(lookup);
            _rows[lookup] = (stored, stored ?? New(name, lookup));
        }
    }

    private async Task<PaymentReference> LoadAsync(string name, PaymentEvidence evidence, CancellationToken ct)
    {
        var lookup = LookupKey.Of(name);
        if (!_rows.TryGetValue(lookup, out var row))
        {
            var stored = await _unit.FindAsync(PaymentReference.ByReference(name), ct).ConfigureAwait(false);
            row = (stored, stored ?? New(name, lookup));
        }

        row.Current = row.Current.With(evidence);
        _rows[lookup] = row;
        return row.Current;
    }

    private PaymentReference New(string name, string lookup) => new()
    {
        Id = AffiliateId.New<PaymentReferenceId>(_now),
        ProgramId = _program,
        Lookup = lookup,
        Reference = name,
        CreatedAt = _now,
    };

    private void Change(string lookup, Func<PaymentReference, PaymentReference> change)
    {
        var (stored, current) = _rows[lookup];
        _rows[lookup] = (stored, change(current));
    }
}
