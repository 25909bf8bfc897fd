namespace Affiliate.TestSupport;

/// <summary>Puts records into a store.</summary>
public static class StoreSeeding
{
    /// <summary>Adds records in one unit.</summary>
    public static Task AddAsync<T>(this IAffiliateStore store, params T[] records) where T : class, IRecord<T> =>
        store.ExecuteAsync(
            (unit, _) =>
            {
                foreach (var record in records)
                {
                    unit.Add(record);
                }

                return Task.FromResult(records.Length);
            },
            CancellationToken.None);

    /// <summary>Changes a record.</summary>
    public static Task SaveAsync<T>(this IAffiliateStore store, T record) where T : class, IRecord<T> =>
        store.ExecuteAsync(
            (unit, _) =>
            {
                unit.Save(record);
                return Task.FromResult(1);
            },
            CancellationToken.None);

    /// <summary>Adds clicks with their daily sums, one batch per click.</summary>
    public static async Task AddClicksAsync(this IAffiliateStore store, params Click[] clicks)
    {
        foreach (var click in clicks)
        {
            var tally = new ClickTally
            {
                Id = Sample.Id<ClickTallyId>(),
                ProgramId = click.ProgramId,
                PartnerId = click.PartnerId,
                Day = DateOnly.FromDateTime(click.OccurredAt.UtcDateTime),
                Clicks = 1,
                Qualified = click.Qualified ? 1 : 0,
            };
            await store.AppendClicksAsync(new ClickBatch([click], [tally], [], []), CancellationToken.None);
        }
    }
}
