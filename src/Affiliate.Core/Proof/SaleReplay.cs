namespace Affiliate;

/// <summary>Replays stored sales under other terms, one after the other, and adds up the differences. Reads only.</summary>
internal sealed class SaleReplay(
    ReplayData data, WhatIf change, PlanTerms? terms, PlanId? plan, IAttributionModel? model, ReplayCaps caps, Earnings earnings)
{
    private readonly Dictionary<(PartnerId Partner, string Currency), (long Before, long After)> _sums = [];
    private readonly Dictionary<CustomerId, (int Sales, DateTimeOffset First)> _newlyCredited = [];
    private readonly Dictionary<CustomerId, int> _countedMore = [];
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
        var basis = isOwn ? Counted(stored, inForce) : BasisOf(stored, partner, inForce);
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
        return [.. Kept(stored, partner, new Derived(verdict, clamped, inForce ?? PlanTerms.None), isSame)
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

        var force = data.Catalog.InForce(partner, BoundAt(stored), stored.Sale.OccurredAt);
        return (force.Version?.PlanId, force.Terms);
    }

    private DateTimeOffset BoundAt(StoredSale stored) =>
        stored.Sale.CustomerId is { } customer && data.Referrals.TryGetValue(customer, out var referral)
            ? referral.CreatedAt
            : stored.Sale.OccurredAt;

    /// <summary>What is known of a sale for a partner who was not credited for it.</summary>
    private CommissionBasis BasisOf(StoredSale stored, Partner partner, PlanTerms? inForce)
    {
        var force = data.Catalog.InForce(partner, BoundAt(stored), stored.Sale.OccurredAt);
        var (sequence, first) = stored.Basis is { } basis
            ? (basis.Sequence, basis.FirstPaidAt)
            : Next(stored.Sale.CustomerId, stored.Sale.OccurredAt, SaleWeight.Of(inForce, stored.Sale));
        return (stored.Basis ?? new CommissionBasis()) with
        {
            Sequence = sequence,
            FirstPaidAt = first,
            Group = force.Group?.Name,
            PartnerSlug = partner.Slug,
            Rates = [data.Program.DefaultCommission, force.Policy?.Commission, partner.Commission],
        };
    }

    /// <summary>What is known of a sale, with what earlier ones count for under other terms.</summary>
    private CommissionBasis Counted(StoredSale stored, PlanTerms? inForce)
    {
        var basis = stored.Basis!;
        if (stored.Sale.CustomerId is not { } customer)
        {
            return basis;
        }

        var more = _countedMore.GetValueOrDefault(customer);
        _countedMore[customer] = more + SaleWeight.Of(inForce, stored.Sale) - (basis.Counts ?? 1);
        return basis with { Sequence = basis.Sequence + more };
    }

    private (int Sequence, DateTimeOffset? First) Next(CustomerId? customer, DateTimeOffset at, int counts)
    {
        if (customer is not { } id)
        {
            return (1, at);
        }

        var (sales, first) = _newlyCredited.GetValueOrDefault(id, (0, at));
        _newlyCredited[id] = (sales + counts, first < at ? first : at);
        return (sales + 1, _newlyCredited[id].First);
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

    /// <summary>What refunds leave of it, with the recruiter's share. What a person rejected stays rejected.</summary>
    private List<(PartnerId Partner, long Kept)> Kept(StoredSale stored, Partner partner, Derived derived, bool isSame)
    {
        var amount = derived.Clamped.AmountMinorUnits;
        if (amount == 0 || (stored.Own is { Status: CommissionStatus.Rejected } rejected && rejected.PartnerId == partner.Id))
        {
            return [];
        }

        var part = PartOf(stored, partner);
        var cut = part?.Rate.Of(amount) ?? 0;
        var own = ReplayCommission.Left(
            stored.Sale, ReplayCommission.Of(stored.Sale, partner, derived) with { AmountMinorUnits = amount - cut, SharedMinorUnits = cut }, null);
        var kept = new List<(PartnerId, long)> { (partner.Id, own.KeptMinorUnits) };
        if (cut > 0 && stored.Part is not { Status: CommissionStatus.Rejected })
        {
            kept.Add((part!.Value.Partner, ReplayCommission.Left(
                stored.Sale, own with { AmountMinorUnits = cut, ReversedMinorUnits = 0, Kind = CommissionKind.Shared }, own).KeptMinorUnits));
        }

        if (derived.Terms.RecruiterShare is { } rate && Recruiter(stored, partner, derived.Terms, isSame) is { } recruiter
            && stored.Share is not { Status: CommissionStatus.Rejected })
        {
            var share = own with { AmountMinorUnits = rate.Of(amount - cut, derived.Terms.Rounding), ReversedMinorUnits = 0, Kind = CommissionKind.Recruit };
            kept.Add((recruiter, ReplayCommission.Left(stored.Sale, share, own).KeptMinorUnits));
        }

        return kept;
    }

    private PartnerId? Recruiter(StoredSale stored, Partner partner, PlanTerms rules, bool isSame) =>
        isSame && stored.Own is not null ? stored.Share?.PartnerId
        : partner.RecruitedBy is { } id && data.Partners.GetValueOrDefault(id) is { Status: PartnerStatus.Active or PartnerStatus.Invited }
            && (rules.RecruiterMonths is not { } months || CalendarMonths.IsWithin(partner.CreatedAt, months, stored.DecidedAt))
            ? id
            : null;

    /// <summary>Who gets a part of what the partner earns: as it was, or of a sale that earned nothing then, as the binding says.</summary>
    private (PartnerId Partner, Rate Rate)? PartOf(StoredSale stored, Partner partner) => stored switch
    {
        { Own: { } own, Part: { Rate: { } rate } part } when own.PartnerId == partner.Id => (part.PartnerId, rate),
        { Own: null, Sale.CustomerId: { } customer } when data.Referrals.GetValueOrDefault(customer) is { SharedWith: { } sharer, SharedRate: { } rate } referral
            && referral.PartnerId == partner.Id && data.Partners.GetValueOrDefault(sharer) is { Status: PartnerStatus.Active or PartnerStatus.Invited }
            => (sharer, rate),
        _ => null,
    };

    private static long Kept(Commission commission) =>
        commission.Status == CommissionStatus.Rejected ? 0 : commission.KeptMinorUnits;

    private void Add(PartnerId partner, string currency, long before, long after)
    {
        var sum = _sums.GetValueOrDefault((partner, currency));
        _sums[(partner, currency)] = checked((sum.Before + before, sum.After + after));
    }
}
