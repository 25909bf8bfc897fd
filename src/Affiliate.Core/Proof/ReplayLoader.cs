namespace Affiliate;

/// <summary>Reads what a replay needs, at most a bounded number of sales.</summary>
internal sealed class ReplayLoader(IAffiliateStore store, PlanCatalog catalog, AffiliateProgram program, int most)
{
    /// <exception cref="ArgumentException">There are more sales than one call replays.</exception>
    public async Task<ReplayData> LoadAsync(ReportPeriod period, bool withDecisions, bool withOthers, CancellationToken ct)
    {
        var sales = await store.ListAsync(
            Query<Sale>.All.Equal(s => s.ProgramId, program.Id).Within(period, s => s.OccurredAt)
                .Ascending(s => s.OccurredAt).Take(most + 1), ct).ConfigureAwait(false);
        Refuse(sales.Count);
        var commissions = (await store.ListOfAsync(
            Query<Commission>.All, c => c.SaleId, c => c.SaleId!.Value, sales.Select(s => s.Id), ct).ConfigureAwait(false))
            .ToLookup(c => c.SaleId!.Value);
        var stored = sales.Select(sale => Join(sale, [.. commissions[sale.Id]])).OrderBy(one => one.DecidedAt)
            .ThenBy(one => one.Basis?.Sequence).ThenBy(one => one.Sale.Id.Value).ToList();
        var customers = sales.Select(s => s.CustomerId).OfType<CustomerId>().ToHashSet();
        return new ReplayData
        {
            Program = program,
            Catalog = catalog,
            Partners = (await store.ListAsync(Query<Partner>.All.Equal(p => p.ProgramId, program.Id), ct).ConfigureAwait(false))
                .ToDictionary(partner => partner.Id),
            Customers = (await store.ListOfAsync(Query<Customer>.All, c => c.Id, c => c.Id, customers, ct).ConfigureAwait(false))
                .ToDictionary(customer => customer.Id),
            Referrals = (await store.ListOfAsync(Query<Referral>.All, r => r.CustomerId, r => r.CustomerId, customers, ct)
                .ConfigureAwait(false)).ToDictionary(referral => referral.CustomerId),
            Decisions = (withDecisions
                ? await store.ListOfAsync(Query<ReferralDecision>.All, d => d.CustomerId, d => d.CustomerId, customers, ct).ConfigureAwait(false)
                : []).OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id.Value).ToLookup(d => d.CustomerId),
            Sales = stored,
            Others = !withOthers || stored.Count == 0 ? [] : await OthersAsync(stored, ct).ConfigureAwait(false),
        };
    }

    /// <summary>What a stored commission took from the counters of its caps.</summary>
    public IReadOnlyDictionary<string, long> TakesOf(
        Commission commission, CommissionQuestion question, string subject)
    {
        var version = commission.PlanVersionId is { } id ? catalog.Version(id) : null;
        var terms = commission.PlanVersionId is { } of ? catalog.Terms(of) : null;
        return Derivation.Of(
            PlanJson.ReadBasis(commission.Basis!), terms, question with { PartnerId = commission.PartnerId },
            new CapSubject(version?.PlanId.ToString() ?? "", subject, commission.PartnerId, question.OccurredAt, commission.Currency))
            .Clamped.Takes;
    }

    private static StoredSale Join(Sale sale, Commission[] commissions)
    {
        var own = Array.Find(commissions, c => c.Kind == CommissionKind.Sale);
        var basis = own?.Basis ?? sale.Basis;
        return new StoredSale(
            sale, own, Array.Find(commissions, c => c.Kind == CommissionKind.Shared),
            Array.Find(commissions, c => c.Kind == CommissionKind.Recruit), basis is null ? null : PlanJson.ReadBasis(basis));
    }

    /// <summary>What was decided since the first of the replayed sales and is not one of them.</summary>
    private async Task<IReadOnlyList<StoredTake>> OthersAsync(List<StoredSale> replayed, CancellationToken ct)
    {
        var since = Query<Commission>.All.Equal(c => c.ProgramId, program.Id).AtLeast(c => c.CreatedAt, replayed[0].DecidedAt);
        var commissions = await store.ListAsync(since.Ascending(c => c.CreatedAt).Take(most + 1), ct).ConfigureAwait(false);
        Refuse(commissions.Count);
        var own = replayed.Select(one => one.Own?.Id).OfType<CommissionId>().ToHashSet();
        var others = commissions.FindAll(c => !own.Contains(c.Id) && c.Basis is not null);
        var sales = (await store.ListOfAsync(
            Query<Sale>.All, s => s.Id, s => s.Id, others.Select(c => c.SaleId).OfType<SaleId>(), ct).ConfigureAwait(false))
            .ToDictionary(s => s.Id);
        var leads = (await store.ListOfAsync(
            Query<Lead>.All, l => l.Id, l => l.Id, others.Select(c => c.LeadId).OfType<LeadId>(), ct).ConfigureAwait(false))
            .ToDictionary(l => l.Id);
        var clicks = (await store.ListOfAsync(
            Query<Click>.All, c => c.Id, c => c.Id, others.Where(c => c.Kind == CommissionKind.Click).Select(c => c.ClickId)
                .OfType<ClickId>(), ct).ConfigureAwait(false)).ToDictionary(c => c.Id);
        return [.. others.Select(TakeOf).OfType<StoredTake>().OrderBy(take => take.DecidedAt)];

        StoredTake? TakeOf(Commission commission) => commission switch
        {
            { Kind: CommissionKind.Sale, SaleId: { } id } when sales.TryGetValue(id, out var sale) && sale.Reason != SaleReasons.Merged =>
                new(commission.CreatedAt, TakesOf(commission, CommissionQuestion.Of(sale), sale.CustomerId?.ToString() ?? sale.Id.ToString())),
            { Kind: CommissionKind.Lead, LeadId: { } id } when leads.TryGetValue(id, out var lead) =>
                new(commission.CreatedAt, TakesOf(commission, QuestionOf(commission, Flow.LeadCreated, lead.EventName, lead.CreatedAt), lead.CustomerId.ToString())),
            { Kind: CommissionKind.Click, ClickId: { } id } when clicks.TryGetValue(id, out var click) =>
                new(commission.CreatedAt, TakesOf(commission, QuestionOf(commission, Flow.ClickQualified, null, click.OccurredAt), click.VisitorId?.ToString("N") ?? "")),
            _ => null,
        };
    }

    private static CommissionQuestion QuestionOf(Commission commission, string about, string? name, DateTimeOffset at) => new()
    {
        Event = about,
        EventName = name,
        Currency = commission.Currency,
        OccurredAt = at,
    };

    private void Refuse(int count)
    {
        if (count > most)
        {
            throw new ArgumentException($"There are more than {most} sales to replay; choose a shorter or later period.");
        }
    }
}
