namespace Affiliate;

/// <summary>What is stored of the sales that are replayed.</summary>
internal sealed class ReplayData
{
    public required AffiliateProgram Program { get; init; }

    public required PlanCatalog Catalog { get; init; }

    public required Dictionary<PartnerId, Partner> Partners { get; init; }

    public required Dictionary<CustomerId, Customer> Customers { get; init; }

    public required Dictionary<CustomerId, Referral> Referrals { get; init; }

    public required ILookup<CustomerId, ReferralDecision> Decisions { get; init; }

    /// <summary>The replayed sales, in the order in which they were credited.</summary>
    public required IReadOnlyList<StoredSale> Sales { get; init; }

    /// <summary>Everything else that was decided since the first of them, in the same order: it used up caps too.</summary>
    public required IReadOnlyList<StoredTake> Others { get; init; }
}

/// <summary>A stored sale with its commissions.</summary>
internal sealed record StoredSale(Sale Sale, Commission? Own, Commission? Part, Commission? Share, CommissionBasis? Basis)
{
    public DateTimeOffset DecidedAt => Own?.CreatedAt ?? Basis?.DecidedAt ?? Sale.CreatedAt;

    /// <summary>The version of the plan it was decided by.</summary>
    public PlanVersionId? Version => Own is not null ? Own.PlanVersionId
        : AffiliateId.TryParse<PlanVersionId>(Basis?.PlanVersion, out var id) ? id
        : null;
}

/// <summary>How much a stored decision took from the counters of caps.</summary>
internal sealed record StoredTake(DateTimeOffset DecidedAt, IReadOnlyDictionary<string, long> Takes);
