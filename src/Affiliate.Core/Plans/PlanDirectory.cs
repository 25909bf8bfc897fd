using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Finds the plans and groups of programs, from copies that are at most ten seconds old (C10).</summary>
internal sealed class PlanDirectory(IAffiliateStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<ProgramId, Cached<PlanCatalog>> _copies = new();

    public ValueTask<PlanCatalog> GetAsync(ProgramId program, CancellationToken ct) => Copy(program).GetAsync(ct);

    /// <summary>Whether clicks may be paid for, as last known: for whoever cannot wait. Until it is known, they may.</summary>
    public bool MayPayClicks(ProgramId program)
    {
        if (!Copy(program).TryGet(out var catalog))
        {
            // Read for the next click; what fails here fails again where somebody waits for it.
            _ = TryReadAsync(program);
        }

        return catalog?.PaysClicks ?? true;
    }

    /// <summary>The terms that hold for a partner; reads again when the partner's group or plan is newer than the copy.</summary>
    public async ValueTask<TermsInForce> InForceAsync(
        Partner partner, DateTimeOffset boundAt, DateTimeOffset occurredAt, PlanVersionId? bound, CancellationToken ct)
    {
        var catalog = await KnowingAsync(partner, ct).ConfigureAwait(false);
        return catalog.InForce(partner, boundAt, occurredAt, bound);
    }

    /// <summary>The terms of a partner's group at a time; <see langword="null"/> when it has none.</summary>
    public async ValueTask<GroupPolicy?> PolicyAsync(Partner partner, DateTimeOffset at, CancellationToken ct) =>
        (await KnowingAsync(partner, ct).ConfigureAwait(false)).Policy(partner, at);

    private async ValueTask<PlanCatalog> KnowingAsync(Partner partner, CancellationToken ct)
    {
        var catalog = await GetAsync(partner.ProgramId, ct).ConfigureAwait(false);
        if (catalog.Knows(partner))
        {
            return catalog;
        }

        Forget(partner.ProgramId);
        return await GetAsync(partner.ProgramId, ct).ConfigureAwait(false);
    }

    /// <summary>Reads again at the next call; for whoever changes plans or groups.</summary>
    public void Forget(ProgramId program) => Copy(program).Forget();

    private async Task TryReadAsync(ProgramId program)
    {
        try
        {
            await Copy(program).GetAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The store is away; the next click tries again.
        }
    }

    private Cached<PlanCatalog> Copy(ProgramId program) => _copies.GetOrAdd(
        program, static (id, self) => new Cached<PlanCatalog>(token => self.LoadAsync(id, token), self.Clock), this);

    private TimeProvider Clock => time;

    private async Task<PlanCatalog> LoadAsync(ProgramId program, CancellationToken ct) => new(
        await store.ListAsync(Query<Plan>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(Query<PlanVersion>.All.Equal(v => v.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(Query<PartnerGroup>.All.Equal(g => g.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(Query<GroupPolicy>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false));
}
