namespace Affiliate;

/// <summary>Replays stored sales under other terms, one after the other, and adds up the differences. Reads only.</summary>
internal sealed class SaleReplay(
    ReplayData data, WhatIf change, PlanTerms? terms, PlanId? plan, IAttributionModel? model, ReplayCaps caps, Earnings earnings)
{
    private readonly Dictionary<(PartnerId Partner, string Currency), (long Before, long After)> _sums = [];
    private readonly ReplayBasis _basis = new(data);
    private readonly ReplayKept _kept = new(data);
    private readonly SortedDictionary<string, long> _notReplayed = new(StringComparer.Ordinal);
    private long _changed;

    public async Task<WhatIfResult> RunAsync(CancellationToken ct)
    {
        var others = new Queue<StoredTake>(data.Others);
        foreach (var stored in data.Sales)
        {
            while (others.TryPeek(out var other) && other.DecidedAt < stored.DecidedAt)
            {
                await caps.TakeAsync(others.Dequeue().Takes, ct).ConfigureAwait(false);
            }

            await ReplayAsync(stored, ct).ConfigureAwait(false);
        }

        var lines = _sums.Select(sum => new WhatIfLine(sum.Key.Partner, sum.Key.Currency, sum.Value.Before, sum.Value.After))
            .OrderBy(line => line.Partner.Value).ThenBy(line => line.Currency, StringComparer.Ordinal);
        return new WhatIfResult(data.Sales.Count, _changed, [.. lines]) { NotReplayed = _notReplayed };
    }

    private async Task ReplayAsync(StoredSale stored, CancellationToken ct)
    {
        var before = new[] { stored.Own, stored.Part, stored.Share }.OfType<Commission>()
            .Select(one => (Partner: one.PartnerId, one.Currency, Kept: Kept(one))).ToList();
        var after = await EarnAsync(stored, ct).ConfigureAwait(false);
        foreach (var (partner, currency, kept) in before)
        {
            Add(partner, currency, kept, 0);
        }

        foreach (var (partner, currency, kept) in after)
        {
            Add(partner, currency, 0, kept);
        }

        var isSame = before.Where(one => one.Kept != 0).OrderBy(one => one.Partner.Value)
            .SequenceEqual(after.Where(one => one.Kept != 0).OrderBy(one => one.Partner.Value));
        _changed += isSame ? 0 : 1;
    }

    /// <summary>Who would keep how much of the sale.</summary>
    private async Task<List<(PartnerId Partner, string Currency, long Kept)>> EarnAsync(StoredSale stored, CancellationToken ct)
    {
        if (!CanReplay(stored))
        {
            var reason = stored.Sale.Reason ?? SaleReasons.Unattributed;
            _notReplayed[reason] = _notReplayed.GetValueOrDefault(reason) + 1;
            return [];
        }

        if (Credited(stored) is not { } id || !data.Partners.TryGetValue(id, out var partner))
        {
            return [];
        }

        var sale = stored.Sale;
        var isOwn = partner.Id == sale.PartnerId && stored.Basis is not null;
        var (version, inForce) = TermsOf(stored, partner, isOwn);
        var isSame = isOwn && terms is null;
        var basis = isOwn ? _basis.Counted(stored, inForce) : _basis.Of(stored, partner, inForce);
        if (isSame ? sale.Reason == SaleReasons.SubscriptionEnded : await earnings.Cancellations.IsStoppedAsync(null, inForce, sale, ct).ConfigureAwait(false))
        {
            return [];
        }

        var customer = sale.CustomerId is { } known ? data.Customers.GetValueOrDefault(known) : null;
        var question = CommissionQuestion.Of(sale) with
        {
            PartnerId = partner.Id,
            PartnerSlug = partner.Slug,
            CustomerKey = customer?.Key,
            KnownEmails = isSame ? [] : await earnings.KnownEmailsAsync(inForce, customer?.EmailHash, ct).ConfigureAwait(false),
        };
        basis = isSame ? basis : basis with { Personal = null };
        question = Derivation.Asked(basis, inForce, question);
        var verdict = RuleEngine.Decide(inForce, question, Derivation.OfferOf(basis));
        var clamped = await ClampAsync(
            verdict, inForce, new CapSubject(
                version?.ToString() ?? "", sale.CustomerId?.ToString() ?? sale.Id.ToString(), partner.Id, sale.OccurredAt, question.Currency), ct)
            .ConfigureAwait(false);
        return [.. _kept.Of(stored, partner, new Derived(verdict, clamped, inForce ?? PlanTerms.None), isSame)
            .Select(one => (one.Partner, question.Currency, one.Kept))];
    }

    /// <summary>Whether terms decide about a sale at all: not without a partner, and not after fraud that a person saw.</summary>
    private bool CanReplay(StoredSale stored) => stored.Sale.Reason != SaleReasons.FirstRejected
        && (stored.Basis is not null || (HasOtherCredit && stored.Sale.CustomerId is { } customer && IsOpen(stored.Sale, customer)));

    private bool HasOtherCredit => change.Model is not null || change.Window is not null;

    private PartnerId? Credited(StoredSale stored) => HasOtherCredit && stored.Sale.CustomerId is { } customer
        ? ReplayCredit.Of(stored, data.Decisions[customer], data.Program, model!, change.Window)
        : stored.Sale.PartnerId;

    /// <summary>Whether nobody had won the customer: a sale of a bound one that was refused stays so.</summary>
    private bool IsOpen(Sale sale, CustomerId customer) =>
        SaleReasons.IsOpen(sale) && !(SaleReasons.CanRefuse(sale.Reason) && data.Referrals.ContainsKey(customer));

    /// <summary>The rules for a sale, and the plan that their caps belong to.</summary>
    private (PlanId? Plan, PlanTerms? Terms) TermsOf(StoredSale stored, Partner partner, bool isOwn)
    {
        if (terms is not null)
        {
            return (plan, terms);
        }

        if (isOwn)
        {
            return stored.Version is { } version ? (data.Catalog.Version(version)?.PlanId, data.Catalog.Terms(version)) : (null, null);
        }

        var force = data.Catalog.InForce(partner, _basis.BoundAt(stored), stored.Sale.OccurredAt);
        return (force.Version?.PlanId, force.Terms);
    }

    private async Task<Clamped> ClampAsync(Verdict verdict, PlanTerms? inForce, CapSubject subject, CancellationToken ct)
    {
        var rules = inForce ?? PlanTerms.None;
        var counters = CapClamp.Counters(verdict, rules, subject);
        var left = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var counter in counters)
        {
            left[counter.Name] = await caps.RoomAsync(counter, ct).ConfigureAwait(false);
        }

        var clamped = CapClamp.Clamp(verdict, rules, counters, left);
        await caps.TakeAsync(clamped.Takes, ct).ConfigureAwait(false);
        return clamped;
    }

    private static long Kept(Commission commission) =>
        commission.Status == CommissionStatus.Rejected ? 0 : commission.KeptMinorUnits;

    private void Add(PartnerId partner, string currency, long before, long after)
    {
        var sum = _sums.GetValueOrDefault((partner, currency));
        _sums[(partner, currency)] = checked((sum.Before + before, sum.After + after));
    }
}
