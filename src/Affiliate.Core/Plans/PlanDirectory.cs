using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Finds the plans and groups of programs, from copies that are at most ten seconds old (C10).</summary>
internal sealed class PlanDirectory(IAffiliateStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<ProgramId, Cached<PlanCatalog>> _copies = new();

    public ValueTask<PlanCatalog> GetAsync(ProgramId program, CancellationToken ct) => Copy(program).GetAsync(ct);

    /// <summary>The copy if one is at hand: for whoever cannot wait.</summary>
    public bool TryGet(ProgramId program, out PlanCatalog catalog) => Copy(program).TryGet(out catalog);

    /// <summary>The terms that hold for a partner; reads again when the partner's group or plan is newer than the copy.</summary>
    public async ValueTask<TermsInForce> InForceAsync(
        Partner partner, DateTimeOffset boundAt, DateTimeOffset occurredAt, PlanVersionId? bound, CancellationToken ct)
    {
        var catalog = await GetAsync(partner.ProgramId, ct).ConfigureAwait(false);
        if (!catalog.Knows(partner))
        {
            Forget(partner.ProgramId);
            catalog = await GetAsync(partner.ProgramId, ct).ConfigureAwait(false);
        }

        return catalog.InForce(partner, boundAt, occurredAt, bound);
    }

    /// <summary>Reads again at the next call; for whoever changes plans or groups.</summary>
    public void Forget(ProgramId program) => Copy(program).Forget();

    private Cached<PlanCatalog> Copy(ProgramId program) => _copies.GetOrAdd(
        program, static (id, self) => new Cached<PlanCatalog>(token => self.LoadAsync(id, token), self.Clock), this);

    private TimeProvider Clock => time;

    private async Task<PlanCatalog> LoadAsync(ProgramId program, CancellationToken ct) => new(
        await store.ListAsync(Query<Plan>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(Query<PlanVersion>.All.Equal(v => v.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(Query<PartnerGroup>.All.Equal(g => g.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(Query<GroupPolicy>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false));
}
