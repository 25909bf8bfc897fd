namespace Affiliate;

/// <summary>
/// Shows why commissions are what they are: explains one, computes stored ones again from their inputs, and tells what other
/// terms would have paid. Reads only.
/// </summary>
public sealed class AffiliateProof
{
    /// <summary>The most commissions that one call of <see cref="RederiveAsync"/> computes again, unless it asks for more.</summary>
    public const int MostAtOnce = 10_000;

    private const int PageSize = 500;
    private readonly IAffiliateStore _store;

    internal AffiliateProof(IAffiliateStore store) => _store = store;

    /// <summary>
    /// Why a commission is what it is: click, competing clicks, binding, plan version, every rule tried, arithmetic, caps, hold,
    /// reversals, payouts. From what was stored at the time, never from today's plan.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="commission">The commission, of whatever kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The explanation; <see langword="null"/> when the program has no such commission.</returns>
    public Task<CommissionExplanation?> ExplainAsync(
        ProgramId program, CommissionId commission, CancellationToken cancellationToken = default) =>
        new CommissionExplainer(_store).ExplainAsync(program, commission, cancellationToken);

    /// <summary>
    /// Computes stored commissions again, oldest first, from their sale, their plan's version and what was noted when they were
    /// earned. They must agree to the minor unit; each that does not is named.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="period">Only commissions earned in this time. Default: all.</param>
    /// <param name="after">Goes on after this commission.</param>
    /// <param name="most">How many at most, from 1; the answer says where to go on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one are asked for.</exception>
    public async Task<Rederived> RederiveAsync(
        ProgramId program, ReportPeriod period = default, CommissionId? after = null, int most = MostAtOnce,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var rederivation = new Rederivation(_store);
        var differences = new List<RederivedDifference>();
        var (done, last) = (0L, after);
        while (true)
        {
            var size = (int)Math.Min(PageSize, most - done);
            var query = Query<Commission>.All.Equal(c => c.ProgramId, program).Within(period, c => c.CreatedAt);
            query = last is { } seen ? query.Above(c => c.Id, seen) : query;
            var page = await _store.ListAsync(query.Ascending(c => c.Id).Take(size), cancellationToken).ConfigureAwait(false);
            differences.AddRange(await rederivation.CheckAsync(page, cancellationToken).ConfigureAwait(false));
            done += page.Count;
            last = page.Count > 0 ? page[^1].Id : last;
            if (page.Count < size || done == most)
            {
                return new Rederived(done, differences, page.Count < size ? null : last);
            }
        }
    }
}
