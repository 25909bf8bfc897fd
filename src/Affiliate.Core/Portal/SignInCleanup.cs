namespace Affiliate;

/// <summary>Removes sessions and sign-ins that no longer count.</summary>
internal sealed class SignInCleanup(UnitRunner units, TimeProvider time) : IWorkHandler
{
    private const int MostPerUnit = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public WorkKind Kind => WorkKind.SignInCleanup;

    public int Parallelism => 1;

    public string? RecurringSubject => "all";

    public async Task<WorkResult> RunAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        while (await RemoveAsync(Query<PartnerSignIn>.All.AtMost(one => one.ExpiresAt, now).Ascending(one => one.ExpiresAt), cancellationToken).ConfigureAwait(false) == MostPerUnit)
        {
        }

        while (await RemoveAsync(Query<PartnerSession>.All.AtMost(one => one.ExpiresAt, now).Ascending(one => one.ExpiresAt), cancellationToken).ConfigureAwait(false) == MostPerUnit)
        {
        }

        return WorkResult.RescheduleAt(now + Pause);
    }

    private Task<int> RemoveAsync<T>(Query<T> ended, CancellationToken cancellationToken) where T : class, IRecord<T> => units.RunAsync(
        async (unit, ct) =>
        {
            var rows = await unit.ListAsync(ended.Take(MostPerUnit), ct).ConfigureAwait(false);
            foreach (var row in rows)
            {
                unit.Remove(row);
            }

            return rows.Count;
        },
        cancellationToken);
}
