namespace Affiliate;

/// <summary>The plans and groups of a program as they were at one moment.</summary>
internal sealed class PlanCatalog(
    IReadOnlyList<Plan> plans, IReadOnlyList<PlanVersion> versions, IReadOnlyList<PartnerGroup> groups,
    IReadOnlyList<GroupPolicy> policies)
{
    private readonly Dictionary<PlanVersionId, PlanTerms> _terms = versions.ToDictionary(v => v.Id, v => v.ReadTerms());

    private readonly HashSet<string> _paid =
        [.. versions.SelectMany(v => v.ReadTerms().Flows).Where(flow => flow.IsActive).Select(flow => flow.Event)];

    /// <summary>Whether any plan pays for clicks.</summary>
    public bool PaysClicks => _paid.Contains(Flow.ClickQualified);

    /// <summary>Whether any plan pays for leads.</summary>
    public bool PaysLeads => _paid.Contains(Flow.LeadCreated);

    /// <summary>Whether a partner's group and plan are known here; if not, the copy is too old.</summary>
    public bool Knows(Partner partner) =>
        (partner.GroupId is not { } group || groups.Any(g => g.Id == group))
        && (partner.PlanId is not { } plan || plans.Any(p => p.Id == plan));

    /// <summary>The terms that hold for something a partner did, or a customer of the partner.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="boundAt">When the customer was bound; for what has no customer, when it happened.</param>
    /// <param name="occurredAt">When it happened.</param>
    /// <param name="bound">The version that the binding keeps.</param>
    public TermsInForce InForce(
        Partner partner, DateTimeOffset boundAt, DateTimeOffset occurredAt, PlanVersionId? bound = null)
    {
        var group = Group(partner);
        var policy = Policy(group, occurredAt);
        var own = partner.PlanId ?? policy?.PlanId;
        var since = new[]
        {
            boundAt, partner.TermsSince ?? boundAt, partner.PlanId is null && policy?.PlanId is not null ? policy.EffectiveFrom : boundAt,
        }.Max();
        var kept = bound is { } boundVersion && since == boundAt ? Version(boundVersion)?.PlanId : null;
        var plan = (own ?? kept) is { } id
            ? plans.FirstOrDefault(p => p.Id == id)
            : plans.Where(p => p.IsDefault).MinBy(p => p.Id.Value);
        var version = versions
            .Where(v => v.PlanId == plan?.Id && (v.CreatedAt <= since || v.AppliesFrom <= occurredAt))
            .MaxBy(v => v.Number);

        // A plan that is no longer active goes on for the customers who came under it.
        var isOpen = plan is { IsActive: true } || (bound is { } came && Version(came)?.PlanId == plan?.Id);
        return isOpen && version is not null
            ? new TermsInForce(group, policy, version, _terms[version.Id])
            : new TermsInForce(group, policy, null, null);
    }

    /// <summary>The terms of a partner's group at a time.</summary>
    public GroupPolicy? Policy(Partner partner, DateTimeOffset at) => policies.Count == 0 ? null : Policy(Group(partner), at);

    private PartnerGroup? Group(Partner partner) =>
        groups.FirstOrDefault(g => partner.GroupId is { } id ? g.Id == id : g.Name == PartnerGroup.DefaultName);

    private GroupPolicy? Policy(PartnerGroup? group, DateTimeOffset at) =>
        policies.Where(p => p.GroupId == group?.Id && p.EffectiveFrom <= at).MaxBy(p => p.Number);

    /// <summary>Whether any version has caps that add up over several commissions.</summary>
    public bool HasCounters => _terms.Values.Any(terms =>
        terms.Caps.Concat(terms.Flows.SelectMany(flow => flow.Caps)).Any(cap => cap.Scope != CapScope.Sale));

    /// <summary>The newest version of a plan.</summary>
    public PlanVersion? Newest(PlanId plan) => versions.Where(v => v.PlanId == plan).MaxBy(v => v.Number);

    public PlanVersion? Version(PlanVersionId id) => versions.FirstOrDefault(v => v.Id == id);

    public PlanTerms? Terms(PlanVersionId id) => _terms.GetValueOrDefault(id);
}

/// <summary>The group's policy and the plan's version that hold.</summary>
internal sealed record TermsInForce(PartnerGroup? Group, GroupPolicy? Policy, PlanVersion? Version, PlanTerms? Terms);
