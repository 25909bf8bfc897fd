using System.Collections.Concurrent;

namespace Affiliate;

/// <summary>Finds the plans and groups of programs, from copies that are at most ten seconds old (C10).</summary>
internal sealed class PlanDirectory(IAffiliateStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<ProgramId, Cached<PlanCatalog>> _copies = new();

    public ValueTask<PlanCatalog> GetAsync(ProgramId program, CancellationToken ct) => Copy(program).GetAsync(ct);

    /// <summary>
    /// As the other, inside a unit, which has a connection: what is not at hand it reads itself. As many units as there are connections
    /// must not all wait for a reader that needs another one.
    /// </summary>
    public async ValueTask<PlanCatalog> GetAsync(IAffiliateUnit unit, ProgramId program, CancellationToken ct)
    {
        if (Copy(program).TryGet(out var catalog))
        {
            return catalog;
        }

        // For the units to come; this one may see less than the others, inside a long transaction of the host.
        _ = TryReadAsync(program);
        return await LoadAsync(program, unit, ct).ConfigureAwait(false);
    }

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
    /// <param name="unit">The transaction; <see langword="null"/> outside of one.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="boundAt">When the customer was bound.</param>
    /// <param name="occurredAt">When what earns happened.</param>
    /// <param name="bound">The version that the customer keeps.</param>
    /// <param name="ct">Gives up.</param>
    public async ValueTask<TermsInForce> InForceAsync(
        IAffiliateUnit? unit, Partner partner, DateTimeOffset boundAt, DateTimeOffset occurredAt, PlanVersionId? bound, CancellationToken ct)
    {
        var catalog = await KnowingAsync(unit, partner, ct).ConfigureAwait(false);
        return catalog.InForce(partner, boundAt, occurredAt, bound);
    }

    /// <summary>The terms of a partner's group at a time; <see langword="null"/> when it has none.</summary>
    public async ValueTask<GroupPolicy?> PolicyAsync(IAffiliateUnit? unit, Partner partner, DateTimeOffset at, CancellationToken ct) =>
        (await KnowingAsync(unit, partner, ct).ConfigureAwait(false)).Policy(partner, at);

    private async ValueTask<PlanCatalog> KnowingAsync(IAffiliateUnit? unit, Partner partner, CancellationToken ct)
    {
        var catalog = await LookAsync().ConfigureAwait(false);
        if (catalog.Knows(partner))
        {
            return catalog;
        }

        Forget(partner.ProgramId);
        return await LookAsync().ConfigureAwait(false);

        ValueTask<PlanCatalog> LookAsync() =>
            unit is null ? GetAsync(partner.ProgramId, ct) : GetAsync(unit, partner.ProgramId, ct);
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
        program, static (id, self) => new Cached<PlanCatalog>(token => self.LoadAsync(id, null, token), self.Clock), this);

    private TimeProvider Clock => time;

    private async Task<PlanCatalog> LoadAsync(ProgramId program, IAffiliateUnit? unit, CancellationToken ct) => new(
        await store.ListAsync(unit, Query<Plan>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(unit, Query<PlanVersion>.All.Equal(v => v.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(unit, Query<PartnerGroup>.All.Equal(g => g.ProgramId, program), ct).ConfigureAwait(false),
        await store.ListAsync(unit, Query<GroupPolicy>.All.Equal(p => p.ProgramId, program), ct).ConfigureAwait(false));
}
